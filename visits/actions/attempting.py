"""Tries that reached nobody: noted, never counted as callbacks; after enough of them the head is asked (CB-8)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from office import promises
from office.models import Promise, Staff, TimeLimit
from office.promises import Owed
from visits.actions.rounds import hold, opened, refuse_crew
from visits.models import Attempt, Callback

ASKED = "CB-8/unreachable"


def note_attempt(
    callback: Callback,
    outcome: str,
    *,
    by: Staff,
    now: datetime,
    again_at: datetime | None = None,
    note: str = "",
    form_key: UUID | None = None,
) -> Attempt:
    """Note a try that reached nobody: not a callback, the promise stays open. After as many tries on as many days as
    the rules name, at different hours, the head is asked how to go on (CB-8).

    The same form sent twice (`form_key`) gives the first attempt. Raises NotByTheCrew, AlreadyMade.
    """
    refuse_crew(callback, by)
    with transaction.atomic():
        hold(callback)
        if form_key and (first := callback.attempts.filter(form_key=form_key).first()):
            return first
        attempt = write_attempt(callback, outcome, by=by, now=now, again_at=again_at, note=note, form_key=form_key)
        if opened(callback.promise, now) and _tried_enough(callback):
            _ask_head(callback, by=by, now=now)
        return attempt


def write_attempt(
    callback: Callback,
    outcome: str,
    *,
    by: Staff,
    now: datetime,
    again_at: datetime | None = None,
    note: str = "",
    form_key: UUID | None = None,
) -> Attempt:
    """Enter one attempt, whatever follows from it."""
    length = Attempt._meta.get_field("note").max_length
    return Attempt.objects.create(
        callback=callback, outcome=outcome, at=now, by=by, again_at=again_at, note=note[:length], form_key=form_key
    )


def _tried_enough(callback: Callback) -> bool:
    community = callback.repair.community
    limits = TimeLimit.objects.in_force(community, ["CB-8/attempts", "CB-8/days"])
    vain = callback.attempts.exclude(outcome=Attempt.Outcome.TOO_EARLY)
    opens_at = callback.promise.opens_at
    times = [community.local(row.at) for row in vain if opens_at is None or row.at >= opens_at]
    return (
        len(times) >= limits["CB-8/attempts"].amount
        and len({at.date() for at in times}) >= limits["CB-8/days"].amount
        and len({at.hour for at in times}) > 1
    )


def _ask_head(callback: Callback, *, by: Staff, now: datetime) -> None:
    promise, repair = callback.promise, callback.repair
    if Promise.objects.of(repair.number).filter(rule=ASKED, occurrence=promise.occurrence).exists():
        return
    department = promise.department
    asked = Owed(
        rule=ASKED,
        subject=repair.number,
        about=repair.problem,
        community=repair.community,
        base_at=now,
        occurrence=promise.occurrence,
        unit=repair.unit,
        place=repair.place,
        department=department,
        holder=(department.head or department.deputy) if department else None,
    )
    promises.make([asked], by=by, now=now)


def head_was_asked(callback: Callback) -> list[Promise]:
    """What the head still owes an answer about this callback."""
    rows = Promise.objects.open().of(callback.promise.subject).filter(rule=ASKED)
    return list(rows.filter(occurrence=callback.promise.occurrence).select_related("community", "limit"))
