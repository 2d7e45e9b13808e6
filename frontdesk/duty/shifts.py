"""Handing over a shift 交接班: the list, giving, taking over, the sheet with both names."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frontdesk.duty.handover import sheet
from frontdesk.duty.pages import communities_of, community_of, page_of
from office import shifts as actions
from office.fields import took_out
from office.forms.shifts import GiveForm, TakeForm
from office.models import Department, ShiftChange
from office.web import signed_in
from repairs.views.jobs import posted

UNSIGNED = 10


@permission_required("office.hand_over_shift", raise_exception=True)
@require_safe
def shifts(request: HttpRequest) -> HttpResponse:
    """Every handover, the last first; above them what nobody has taken over yet."""
    user = signed_in(request)
    rows = ShiftChange.objects.visible_to(user).select_related("community", "given_by", "taken_by").defer("lines")
    rows = rows.order_by("-given_at", "-pk")
    context = {
        "now": timezone.now(),
        "unsigned": rows.unsigned()[:UNSIGNED],
        "page": page_of(request, rows),
        "several": len(user.community_ids) > 1,
    }
    return render(request, "frontdesk/shifts.html", context)


@permission_required("office.hand_over_shift", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def shift_give(request: HttpRequest) -> HttpResponse:
    """What is open now, and what is left behind; saving it signs it."""
    user, now, community = signed_in(request), timezone.now(), community_of(request)
    form = GiveForm(posted(request), community=community, now=now)
    if form.is_valid():
        change = actions.give(form.change(), hand_on=form.cleaned_data["hand_on"], by=user, now=now)
        messages.success(request, _("Handed over. It waits for the signature of whoever takes over."))
        if took_out(form):
            messages.info(request, _("Characters that cannot be seen were taken out of what was typed."))
        return redirect("shift", change.pk)
    found = actions.open_now(community, form.ending, user=user, now=now)
    context = {
        "form": form,
        "community": community,
        "communities": communities_of(request),
        "sheet": sheet(found),
        "now": now,
    }
    return render(request, "frontdesk/shift_give.html", context, status=422 if form.errors else 200)


@permission_required("office.hand_over_shift", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    """One handover; whoever takes over signs it here, with his own sign-in."""
    user, now, change = signed_in(request), timezone.now(), _change(request, pk)
    form = TakeForm(posted(request))
    if form.is_valid():
        try:
            actions.take_over(change, remark=form.cleaned_data["remark"], by=user, now=now)
        except (actions.SamePerson, actions.AlreadyTaken) as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, _("Taken over."))
        return redirect("shift", change.pk)
    context = {"change": change, "form": form, "sheet": sheet(change.lines), "now": now}
    return render(request, "frontdesk/shift.html", context, status=422 if form.errors else 200)


@permission_required("office.hand_over_shift", raise_exception=True)
@require_safe
def shift_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet: A4, both names, room for both signatures."""
    change, now = _change(request, pk), timezone.now()
    desk = Department.objects.filter(community=change.community, kind=Department.Kind.CUSTOMER_SERVICE).first()
    context = {"change": change, "desk": desk, "sheet": sheet(change.lines), "now": now}
    return render(request, "frontdesk/shift_print.html", context)


def _change(request: HttpRequest, pk: int) -> ShiftChange:
    rows = ShiftChange.objects.visible_to(signed_in(request)).select_related("community", "given_by", "taken_by")
    return get_object_or_404(rows, pk=pk)
