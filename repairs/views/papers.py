"""The signed order comes back (RP-7), and the caller's number is shown to who asks for it."""

from functools import partial

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from office import accesses
from office.models import Access
from office.web import signed_in
from repairs import actions
from repairs.forms.verbs import ReturnForm
from repairs.models import Repair, WorkOrder
from repairs.views.jobs import Job, posted
from repairs.views.verbs import ask, carry_out


@permission_required("repairs.return_order", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def return_order(request: HttpRequest, number: str) -> HttpResponse:
    """Note that the signed order is back at the desk, and what was ticked on it."""
    user, now = signed_in(request), timezone.now()
    orders = WorkOrder.objects.visible_to(user).select_related("repair__community", "repair__unit")
    order = get_object_or_404(orders, number=number)
    job = Job(order.repair, order, on_phone=False)
    form = ReturnForm(posted(request), now=now)
    if form.is_valid():
        work = partial(actions.return_order, order, **form.cleaned_data, by=user, now=now)
        carry_out(request, job, work, _("%(order)s is back.") % {"order": order.number})
        return job.home()
    return ask(request, job, form, _("Order is back"))


@require_POST
@permission_required("owners.reveal_phone", raise_exception=True)
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Show the caller's number this once; that it was seen stands in the access log."""
    repair = get_object_or_404(Repair.objects.visible_to(signed_in(request)).for_page(), number=number)
    if not repair.caller_phone:
        return redirect("record", repair.number)
    accesses.note(request, repair.number, Access.What.PHONE, now=timezone.now())
    template = "repairs/_phone.html" if request.htmx else "repairs/repair_reveal.html"  # type: ignore[attr-defined]
    response = render(request, template, {"repair": repair, "revealed": True})
    response["Cache-Control"] = "no-store"
    return response
