"""The crew's telephone (RP-4): its own jobs, and nobody else's. Nothing here records or shows a payment (RP-6)."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from office.web import signed_in
from repairs import crewing
from repairs.actions.working import current_order
from repairs.forms.jobs import FindJobForm
from repairs.models import Rectification, Repair, WorkOrder

DONE = 30


@permission_required("repairs.work", raise_exception=True)
@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """What he is at now, what is next, and which papers are still to be brought back."""
    user = signed_in(request)
    cards = crewing.cards(user)
    context = {
        "now": timezone.now(),
        "at_work": [card for card in cards if card.at_work],
        "coming": [card for card in cards if not card.at_work],
        "count": len(cards),
        "unreturned": crewing.unreturned(user),
        "notices": Rectification.objects.to_confirm(user),
    }
    return render(request, "repairs/job_list.html", context)


@permission_required("repairs.work", raise_exception=True)
@require_safe
def job(request: HttpRequest, number: str) -> HttpResponse:
    """One job with its next step; a job that went on to others is shown without any."""
    user = signed_in(request)
    repair = get_object_or_404(Repair.objects.visible_to(user).for_page(), number=number)
    order = current_order(repair)
    rings = order.crew.filter(pk=user.pk).exists()
    his = rings or user.has_perm("repairs.view_register")
    context = {
        "now": timezone.now(),
        "repair": repair,
        "order": order,
        "quote": order.quotes.prefetch_related("lines").last(),
        "promise": crewing.due_first(user, [repair.number], "RP-7/", "RP-9/", "RP-11/").get(repair.number),
        "step": crewing.next_step(repair) if his else None,
        "others": crewing.other_steps(repair, user) if his else [],
        "joined": repair.joined.filter(status=Repair.Status.JOINED).order_by("pk"),
        "telephone": crewing.telephone(repair) if rings else "",
    }
    return render(request, "repairs/job_page.html", context)


@permission_required("repairs.work", raise_exception=True)
@require_safe
def done_jobs(request: HttpRequest) -> HttpResponse:
    """The latest jobs that he has finished."""
    user = signed_in(request)
    orders = WorkOrder.objects.visible_to(user).finished_by(user).select_related("repair")[:DONE]
    return render(request, "repairs/job_done.html", {"now": timezone.now(), "orders": orders})


@permission_required("repairs.work", raise_exception=True)
@require_safe
def find_job(request: HttpRequest) -> HttpResponse:
    """From the number on the paper to its job; the QR code opens it by itself."""
    form = FindJobForm(request.GET or None, jobs=Repair.objects.visible_to(signed_in(request)))
    if form.is_valid() and form.found:
        return redirect("repairs:job", form.found.number)
    return render(request, "repairs/job_find.html", {"form": form}, status=422 if form.errors else 200)
