"""The duty roster 值班表: a week of a department, and who is on duty in one shift (RC-13)."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontdesk.duty.week import DAYS, sheet, slot, week
from office import rostering
from office.duty import Turn
from office.fields import FIRST_YEAR, LAST_YEAR
from office.forms.roster import ShiftForm, WeekForm
from office.models import Department, Shift, Staff
from office.web import signed_in
from repairs.views.jobs import posted

WEEK = timedelta(days=DAYS)


@permission_required("office.view_roster", raise_exception=True)
@require_safe
def roster(request: HttpRequest) -> HttpResponse:
    return render(request, "frontdesk/roster.html", _shown(request))


@permission_required("office.view_roster", raise_exception=True)
@require_safe
def roster_print(request: HttpRequest) -> HttpResponse:
    """The same week on a sheet to hang up."""
    context = _shown(request)
    if context["department"] is None:
        raise Http404
    rows = sheet(context["department"], context["days"])
    return render(request, "frontdesk/roster_print.html", {**context, "sheet": rows})


def _shown(request: HttpRequest) -> dict[str, Any]:
    user, now = signed_in(request), timezone.now()
    departments = list(Department.objects.visible_to(user).select_related("community").order_by("community", "pk"))
    asked = WeekForm(request.GET, departments=departments, user=user, now=now)
    department = asked.chosen()
    if department is None:
        return {"department": None}
    monday = asked.monday(department)
    shown = {"department": department.pk, "day": monday}
    return {
        "form": WeekForm(shown, departments=departments, user=user, now=now),
        "department": department,
        "now": now,
        "monday": monday,
        "sunday": monday + WEEK - timedelta(days=1),
        "days": week(department, monday, now),
        "here": _query(department, monday),
        "before": _query(department, monday - WEEK),
        "after": _query(department, monday + WEEK),
    }


def _query(department: Department, day: date) -> str:
    return urlencode({"department": department.pk, "day": day.isoformat()})


@permission_required("office.set_roster", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def roster_shift(request: HttpRequest, pk: int, day: date, shift: str) -> HttpResponse:
    """Set who is on duty in one shift, or clear it; 409 where somebody else did meanwhile."""
    now = timezone.now()
    department, turn = _department(request, pk), _turn(day, shift)
    staff = list(Staff.objects.at(department.community).select_related("department").order_by("department", "pk"))
    lines = rostering.lines_of(department, turn)
    form = ShiftForm(posted(request), department=department, lines=lines, staff=staff, now=now)
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            rostering.set_shift(department, turn, form.people(), seen=form.cleaned_data["seen"])
        except rostering.RosterChanged as changed:
            form.overtaken(rostering.lines_of(department, turn), str(changed))
            status = 409
        else:
            return _set(request, department, turn)
    context = {"form": form, "department": department, "turn": turn, "here": _query(department, day)}
    return render(request, "frontdesk/roster_shift.html", context, status=status)


def _set(request: HttpRequest, department: Department, turn: Turn) -> HttpResponse:
    """Say what was set and what is odd about it, which is allowed."""
    messages.success(request, _("The roster is set: %(day)s, %(shift)s.") % _named(turn))
    if hints := slot(department, turn, timezone.now()).hints:
        messages.warning(request, ", ".join(hints))
    return _to_week(department, turn.day)


def _named(turn: Turn) -> dict[str, str]:
    return {"day": date_format(turn.day, _("M j, D")), "shift": str(turn.shift.label)}


@permission_required("office.set_roster", raise_exception=True)
@require_POST
def roster_copy(request: HttpRequest, pk: int, day: date) -> HttpResponse:
    """Fill what is empty in the week of this day as it was the week before."""
    department, day = _department(request, pk), _turn(day, Shift.DAY).day
    count = rostering.copy_week(department, day - timedelta(days=day.weekday()))
    if count:
        messages.success(request, _("Taken over from the week before: %(count)d.") % {"count": count})
    else:
        messages.info(request, _("Nothing to take over: the week before is empty, or this one is full."))
    return _to_week(department, day)


def _department(request: HttpRequest, pk: int) -> Department:
    rows = Department.objects.visible_to(signed_in(request)).select_related("community")
    return get_object_or_404(rows, pk=pk)


def _turn(day: date, shift: str) -> Turn:
    """The shift that an address names. Raises Http404 for a year that cannot be meant."""
    if not FIRST_YEAR <= day.year < LAST_YEAR or shift not in Shift.values:
        raise Http404
    return Turn(day, Shift(shift))


def _to_week(department: Department, day: date) -> HttpResponse:
    return redirect(f"{reverse('roster')}?{_query(department, day)}")
