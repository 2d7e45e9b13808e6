"""The page of the callback desk: the list, the call, what is known."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from complaints.listing import to_call_back
from office import accesses
from office.models import Access, Promise, Staff
from office.web import signed_in
from repairs.models import Quote
from visits import saying
from visits.actions import opened
from visits.forms import CallbackForm, ReleaseForm
from visits.models import Callback, Score

# How many rows are shown: more than anybody calls in a shift.
TO_MAKE, WAITING, OTHERS = 30, 12, 8
OPEN_CALL = "callback_open"


def page(
    request: HttpRequest, row: Callback, form: CallbackForm, release_form: ReleaseForm, now: datetime
) -> HttpResponse:
    """The desk with this callback open; 422 where one of its forms was refused."""
    user = signed_in(request)
    ready = row.promise.is_open and opened(row.promise, now)
    if ready:
        _log_reveal(request, row, now)
    else:
        request.session.pop(OPEN_CALL, None)
    forms = {"form": form, "release_form": release_form, "ready": ready}
    context = {**desk_list(user, now, row), **_about(row, user), **forms}
    status = 422 if form.errors or release_form.errors else 200
    return render(request, "visits/callback_desk.html", context, status=status)


def _log_reveal(request: HttpRequest, row: Callback, now: datetime) -> None:
    """Log once for each opening that this person sees the whole number, not for each refresh of the page."""
    if row.repair.caller_phone and request.session.get(OPEN_CALL) != row.pk:
        request.session[OPEN_CALL] = row.pk
        accesses.note(request, row.repair.number, Access.What.PHONE, now=now, why=_("callback"))


def desk_list(user: Staff, now: datetime, here: Callback | None = None) -> dict[str, Any]:
    """The list on the left, and the neighbours in it of the callback that is open."""
    rows = Callback.objects.visible_to(user).for_list()
    to_make = list(rows.to_make(now)[: TO_MAKE + 1])
    waiting = list(rows.waiting(now)[: WAITING + 1])
    complaints = list(_complaints(user, now)[: TO_MAKE + 1])
    keys = [row.pk for row in to_make]
    place = keys.index(here.pk) if here and here.pk in keys else -1
    following, before = keys[place + 1 :], keys[: max(place, 0)]
    return {
        "now": now,
        "callback": here,
        "to_make": to_make[:TO_MAKE],
        "waiting": waiting[:WAITING],
        "complaints": complaints[:TO_MAKE],
        "more_complaints": len(complaints) > TO_MAKE,
        "more": len(to_make) > TO_MAKE,
        "more_waiting": len(waiting) > WAITING,
        "next": next(iter(following), None),
        "previous": next(reversed(before), None),
    }


def _complaints(user: Staff, now: datetime) -> QuerySet[Promise]:
    """The callbacks about complaints, for who makes them (CB-11, CP-4); each has its own page."""
    rows = to_call_back(user, now).select_related("limit", "community")
    return rows if user.has_perm("complaints.call_back") else rows.none()


def _about(row: Callback, user: Staff) -> dict[str, Any]:
    """What is known: earlier attempts, what else this home was promised, what to say and when."""
    attempts = list(row.attempts.select_related("by"))
    unit = row.repair.unit_id
    others = Promise.objects.visible_to(user).open().filter(unit=unit).exclude(pk=row.promise_id)
    return {
        "attempts": attempts,
        "others": others.order_by("due_at", "pk")[:OTHERS] if unit else [],
        "say": saying.sentence(row, user),
        "better_time": saying.better_time(attempts, row.promise.community),
        "was_there": user.pk in row.crew_ids,
        "took": _took(row),
        "ticked": _ticked(row),
        "free": Quote.Free(row.free).label if row.free else "",
    }


def _ticked(row: Callback) -> str:
    """What was ticked on the paper slip, in words."""
    ticked = row.completion.order.satisfaction_ticked
    return str(Score(int(ticked)).label) if ticked.isdecimal() and int(ticked) in Score.values else ticked


def _took(row: Callback) -> timedelta | None:
    """How long the crew was there."""
    arrived = row.completion.order.arrived_at
    return row.completion.at - arrived if arrived else None
