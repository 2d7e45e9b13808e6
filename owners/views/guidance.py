"""Guidance on one's own contacts, read and confirmed; and how the reception was marked over time (RC-9)."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from office.web import signed_in
from owners import marks as means
from owners.actions import samples as actions
from owners.models import CheckedContact

CONFIRMED = 20


@permission_required("owners.record_contact", raise_exception=True)
@require_safe
def guidance(request: HttpRequest) -> HttpResponse:
    """What was said about one's own contacts: what is still to be confirmed, and the last that was."""
    user = signed_in(request)
    rows = CheckedContact.objects.select_related("contact", "marked_by").order_by("-marked_at", "-pk")
    context = {
        "now": timezone.now(),
        "waiting": rows.to_confirm(user),
        "confirmed": rows.filter(receptionist=user, confirmed_at__isnull=False)[:CONFIRMED],
    }
    return render(request, "owners/guidance.html", context)


@require_POST
@permission_required("owners.record_contact", raise_exception=True)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Read it."""
    user, now = signed_in(request), timezone.now()
    rows = CheckedContact.objects.filter(receptionist=user, marked_at__isnull=False)
    actions.confirm(get_object_or_404(rows, pk=pk), by=user, now=now)
    messages.success(request, _("Confirmed."))
    return redirect("owners:guidance")


@permission_required("owners.mark_sample", raise_exception=True)
@require_safe
def marks(request: HttpRequest) -> HttpResponse:
    """The means of everybody with enough marks, month by month."""
    context = {"people": means.over_time(signed_in(request)), "enough": means.ENOUGH}
    return render(request, "owners/marks.html", context)
