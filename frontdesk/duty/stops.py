"""Planned stops 停水停电通知: what is ahead and what is over, new ones, changes, calling off, the notice (RC-14)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frontdesk.duty.pages import communities_of, community_of, page_of
from office import stops as actions
from office.fields import took_out
from office.forms.stops import CallOffForm, StopForm
from office.models import Department, PlannedStop
from office.templatetags.stops import lasts
from office.web import signed_in
from repairs.views.jobs import posted

AHEAD = 100


@permission_required("office.view_board", raise_exception=True)
@require_safe
def stops(request: HttpRequest) -> HttpResponse:
    """What is ahead, the next first, and what is over, the last first."""
    user, now = signed_in(request), timezone.now()
    rows = PlannedStop.objects.visible_to(user).select_related("community").prefetch_related("buildings")
    context = {
        "now": now,
        "ahead": rows.ahead(now)[:AHEAD],
        "page": page_of(request, rows.over(now)),
        "several": len(user.community_ids) > 1,
    }
    return render(request, "frontdesk/stops.html", context)


@permission_required("office.plan_stop", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def stop_new(request: HttpRequest) -> HttpResponse:
    """Plan a stop; asked to, put its text together first."""
    user, now, community = signed_in(request), timezone.now(), community_of(request)
    form = StopForm(posted(request), community=community, now=now)
    if form.is_valid() and "offer" not in request.POST:
        buildings = list(form.cleaned_data["buildings"])
        stop = actions.plan(form.stop(), buildings, by=user, now=now)
        return _saved(request, form, stop, _("The stop is planned."))
    return _form_page(request, form, communities=communities_of(request))


@permission_required("office.plan_stop", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def stop_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a stop that is still ahead; 409 where somebody else did meanwhile."""
    now, before = timezone.now(), _stop(request, pk)
    if not before.is_ahead(now):
        return _not_ahead(request)
    form = StopForm(posted(request), community=before.community, stop=before, now=now)
    if form.is_valid() and "offer" not in request.POST:
        buildings = list(form.cleaned_data["buildings"])
        try:
            stop = actions.change(form.stop(), buildings, seen=form.cleaned_data["seen"], now=now)
        except actions.NotAhead:
            return _not_ahead(request)
        except actions.StopChanged as changed:
            form.overtaken(_stop(request, pk), str(changed))
            return _form_page(request, form, stop=before, status=409)
        return _saved(request, form, stop, _("The stop is changed."))
    return _form_page(request, form, stop=before)


def _form_page(request: HttpRequest, form: StopForm, *, status: int = 200, **context: Any) -> HttpResponse:
    if status == 200 and form.errors:
        status = 422
    elif status == 200 and form.is_bound:
        form.offer()
    return render(request, "frontdesk/stop_form.html", {"form": form, **context}, status=status)


def _saved(request: HttpRequest, form: StopForm, stop: PlannedStop, done: str) -> HttpResponse:
    """Say so, and which other stops it meets, which is allowed."""
    messages.success(request, done)
    if took_out(form):
        messages.info(request, _("Characters that cannot be seen were taken out of what was typed."))
    now = timezone.now()
    for other in PlannedStop.objects.at_the_same_time(stop, form.cleaned_data["buildings"]).select_related("community"):
        words = {"when": lasts(other, now), "why": other.why}
        messages.warning(request, _("At the same time as another stop of the same kind: %(when)s, %(why)s.") % words)
    return redirect("stops")


@permission_required("office.plan_stop", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def stop_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a stop off, with the reason."""
    now, stop = timezone.now(), _stop(request, pk)
    form = CallOffForm(posted(request))
    if not stop.is_ahead(now):
        return _not_ahead(request)
    if form.is_valid():
        try:
            actions.call_off(stop, form.cleaned_data["why"], now=now)
        except actions.NotAhead:
            return _not_ahead(request)
        messages.success(request, _("The stop is called off."))
        return redirect("stops")
    context = {"form": form, "stop": stop, "now": now}
    return render(request, "frontdesk/stop_cancel.html", context, status=422 if form.errors else 200)


@permission_required("office.plan_stop", raise_exception=True)
@require_safe
def stop_print(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice to hang up: A4, black and white, room for the seal."""
    stop = _stop(request, pk)
    desk = Department.objects.filter(community=stop.community, kind=Department.Kind.CUSTOMER_SERVICE).first()
    since, until = actions.moments(stop)
    context = {"stop": stop, "desk": desk, "since": since, "until": until, "now": timezone.now()}
    return render(request, "frontdesk/stop_print.html", context)


def _stop(request: HttpRequest, pk: int) -> PlannedStop:
    rows = PlannedStop.objects.visible_to(signed_in(request)).select_related("community", "entered_by")
    return get_object_or_404(rows.prefetch_related("buildings"), pk=pk)


def _not_ahead(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("This stop is over or was called off."))
    return redirect("stops")
