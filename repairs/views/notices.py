"""Rectification notices (CB-9): served to whom they are for, settled by who answers for it, printed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from office.models import Department, Promise
from office.statuses import InvalidMove
from office.web import signed_in
from repairs import actions
from repairs.forms.notices import ServeForm, SettleForm
from repairs.models import Rectification
from repairs.views.jobs import posted

Served = Rectification.Served


@require_http_methods(["GET", "HEAD", "POST"])
def serve(request: HttpRequest, number: str) -> HttpResponse:
    """Record who signed for a notice; whoever it is for confirms for himself instead."""
    user, notice = signed_in(request), _notice(request, number)
    if not user.has_perm("repairs.serve_notice"):
        return _confirm(request, notice)
    form = ServeForm(posted(request), initial={"to_name": notice.to.name if notice.to else ""})
    if form.is_valid():
        return _served(request, notice, form.cleaned_data["to_name"], Served.SIGNATURE)
    return render(request, "repairs/notice_serve.html", _shown(notice, form), status=422 if form.errors else 200)


def _confirm(request: HttpRequest, notice: Rectification) -> HttpResponse:
    """The phone page of the person whom the notice is for; nobody else confirms in his name."""
    user = signed_in(request)
    if notice.to_id != user.pk:
        raise PermissionDenied
    if request.method == "POST":
        return _served(request, notice, user.name, Served.PHONE_PAGE)
    return render(request, "repairs/notice_confirm.html", _shown(notice))


def _served(request: HttpRequest, notice: Rectification, to_name: str, how: str) -> HttpResponse:
    try:
        actions.serve(notice, to_name=to_name, how=how, by=signed_in(request), now=timezone.now())
    except InvalidMove as error:
        messages.warning(request, str(error))
    else:
        words = {"number": notice.number, "name": to_name}
        messages.success(request, _("Notice %(number)s: received by %(name)s.") % words)
    return _back(request, notice)


@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: HttpRequest, number: str) -> HttpResponse:
    """Answer a notice that is not about the work: the charge by finance, everything else by the head."""
    user, notice = signed_in(request), _notice(request, number)
    charge = notice.fault == Rectification.Fault.CHARGE
    if not user.has_perm("repairs.settle_charge" if charge else "repairs.settle_notice"):
        raise PermissionDenied
    form = SettleForm(posted(request))
    if form.is_valid():
        try:
            actions.settle(notice, form.cleaned_data["answer"], by=user, now=timezone.now())
        except InvalidMove as error:
            messages.warning(request, str(error))
        else:
            text = _("Notice %(number)s is settled. The household is called back again.")
            messages.success(request, text % {"number": notice.number})
        return _back(request, notice)
    return render(request, "repairs/notice_settle.html", _shown(notice, form), status=422 if form.errors else 200)


@require_safe
@permission_required("repairs.print", raise_exception=True)
def print_notice(request: HttpRequest, number: str) -> HttpResponse:
    """The notice on paper, to be signed for. Printing it serves nothing."""
    notice = _notice(request, number)
    desk = Department.objects.filter(
        community=notice.repair.community_id, kind=Department.Kind.CUSTOMER_SERVICE
    ).first()
    return render(request, "repairs/notice_print.html", {**_shown(notice), "desk": desk})


def _notice(request: HttpRequest, number: str) -> Rectification:
    notices = Rectification.objects.visible_to(signed_in(request)).for_page()
    return get_object_or_404(notices, number=number.upper())


def _shown(notice: Rectification, form: Any = None) -> dict[str, Any]:
    """The notice with until when it has to be served, and until when bad work has to be done again."""
    owed = Promise.objects.of(notice.repair.number).select_related("limit", "community").order_by("pk")
    serving = owed.filter(rule="CB-9/notice", occurrence__startswith=notice.number).last()
    rework = owed.open().filter(rule__startswith="RP-9/").last() if notice.is_about_work else None
    return {"notice": notice, "form": form, "promise": serving, "rework": rework, "now": timezone.now()}


def _back(request: HttpRequest, notice: Rectification) -> HttpResponse:
    """To the record for who may see the register, otherwise to his own jobs."""
    if signed_in(request).has_perm("repairs.view_register"):
        return redirect("record", notice.repair.number)
    return redirect("repairs:jobs")
