"""Recording what came of a callback: made, tried in vain, released; and what follows (CB-1, CB-2, CB-8, CB-9)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from office import promises
from office.models import Promise, Staff, TimeLimit
from office.promises import Owed
from repairs.actions import close, order_rectification
from repairs.actions.rectifying import rectification_number
from repairs.models import Rectification, Repair
from visits.models import Attempt, Callback, CallbackQuerySet


class AlreadyMade(Exception):
    """Somebody else recorded this callback in the meantime."""


class NotByTheCrew(Exception):
    """Whoever did the work does not call back about it (CB-1)."""


@dataclass(frozen=True)
class Said:
    """What came of the call: with whom, how, the scores from 1 to 5 and the words; `fault` where something is wrong."""

    spoke_with: str
    how: str
    overall: int
    said: str = ""
    in_time: int | None = None
    quality: int | None = None
    manner: int | None = None
    charge: int | None = None
    fault: str = ""


def record(callback: Callback, said: Said, *, by: Staff, now: datetime) -> Callback | Attempt:
    """Record a callback that reached somebody; gives the attempt instead where it came before it opened (CB-2).

    Keeps its promise and starts the second one. What is wrong orders a rectification; when nothing more is owed and
    nobody is unhappy, the repair closes. Raises NotByTheCrew, AlreadyMade.
    """
    if callback.completion.order.crew.filter(pk=by.pk).exists():
        raise NotByTheCrew(_("Whoever did the work does not call back about it."))
    if not opened(callback.promise, now):
        return note_attempt(callback, Attempt.Outcome.TOO_EARLY, note=said.said, by=by, now=now)
    number = rectification_number(callback.repair, now) if said.fault else ""
    with transaction.atomic():
        _write(callback, said, by=by, now=now)
        _end(callback, by=by, now=now)
        if said.fault:
            _put_right(callback, said, number, by=by, now=now)
        else:
            _close_when_done(callback.repair, by=by, now=now)
    return callback


def opened(promise: Promise, now: datetime) -> bool:
    """Whether a call now keeps the promise: what waits for an event or a day is not kept before it."""
    return promise.due_at is not None and (promise.opens_at is None or promise.opens_at <= now)


def _write(callback: Callback, said: Said, *, by: Staff, now: datetime) -> None:
    made = Callback.objects.filter(pk=callback.pk, made_at=None, promise__ended_at=None).update(
        made_at=now,
        made_by=by,
        how=said.how,
        spoke_with=said.spoke_with,
        said=said.said,
        overall=said.overall,
        in_time=said.in_time,
        quality=said.quality,
        manner=said.manner,
        charge=said.charge,
    )
    if not made:
        raise AlreadyMade(_("Somebody else has recorded this callback already."))
    callback.refresh_from_db()


def _end(callback: Callback, *, by: Staff, now: datetime) -> None:
    promises.keep(callback.promise, by=by, now=now)
    asked = _open(callback.repair, "CB-8/unreachable")
    promises.keep_all([row for row in asked if row.occurrence == callback.promise.occurrence], by=by, now=now)
    _start_second(callback, now)


def _start_second(callback: Callback, now: datetime) -> None:
    """The second callback counts from the first one made or released (CB-2)."""
    if callback.step != Callback.Step.FIRST:
        return
    second = _siblings(callback).filter(step=Callback.Step.SECOND).first()
    if second:
        promises.start(second.promise, base_at=now)


def _siblings(callback: Callback) -> CallbackQuerySet:
    return Callback.objects.filter(completion=callback.completion, promise__ended_at=None).select_related(
        "promise__community", "promise__limit"
    )


def _put_right(callback: Callback, said: Said, number: str, *, by: Staff, now: datetime) -> None:
    """Order the rectification; what this round still owed is released, for the callbacks begin again as a new one."""
    callback.rectification = order_rectification(callback.repair, said.fault, said.said, number=number, by=by, now=now)
    callback.save(update_fields=["rectification"])
    rest = [row.promise for row in _siblings(callback)]
    why = _("Begins again after rectification %(number)s") % {"number": callback.rectification.number}
    promises.release_all(rest, by=by, why=why, now=now)


def _close_when_done(repair: Repair, *, by: Staff, now: datetime) -> None:
    """Close a finished repair that owes no callback but the rain's, and nobody is being put right (CB-7)."""
    owing = Callback.objects.filter(repair=repair, promise__ended_at=None).exclude(step=Callback.Step.RAIN)
    unsettled = repair.rectifications.filter(settled_at=None).exclude(fault=Rectification.Fault.WORK)
    unmade = repair.completions.filter(follow_up_at__isnull=False)
    if repair.status == Repair.Status.FINISHED and not (owing.exists() or unsettled.exists() or unmade.exists()):
        close(repair, by=by, now=now)


@transaction.atomic
def note_attempt(
    callback: Callback, outcome: str, *, by: Staff, now: datetime, again_at: datetime | None = None, note: str = ""
) -> Attempt:
    """Note a try that reached nobody: not a callback, the promise stays open. After as many tries on as many days as
    the rules name, at different hours, the head is asked how to go on (CB-8).
    """
    attempt = Attempt.objects.create(callback=callback, outcome=outcome, at=now, by=by, again_at=again_at, note=note)
    if _tried_enough(callback):
        _ask_head(callback, by=by, now=now)
    return attempt


def _tried_enough(callback: Callback) -> bool:
    community = callback.repair.community
    limits = TimeLimit.objects.in_force(community, ["CB-8/attempts", "CB-8/days"])
    vain = callback.attempts.exclude(outcome=Attempt.Outcome.TOO_EARLY)
    times = [community.local(attempt.at) for attempt in vain]
    return (
        len(times) >= limits["CB-8/attempts"].amount
        and len({at.date() for at in times}) >= limits["CB-8/days"].amount
        and len({at.hour for at in times}) > 1
    )


def _ask_head(callback: Callback, *, by: Staff, now: datetime) -> None:
    rule, occurrence = "CB-8/unreachable", callback.promise.occurrence
    repair = callback.repair
    if Promise.objects.of(repair.number).filter(rule=rule, occurrence=occurrence).exists():
        return
    department = callback.promise.department
    asked = Owed(
        rule=rule,
        subject=repair.number,
        about=repair.problem,
        community=repair.community,
        base_at=now,
        occurrence=occurrence,
        unit=repair.unit,
        place=repair.place,
        department=department,
        holder=(department.head or department.deputy) if department else None,
    )
    promises.make([asked], by=by, now=now)


@transaction.atomic
def release(callback: Callback, why: str, *, by: Staff, now: datetime) -> Callback:
    """Release a callback as unreachable: never counts as made; the second one starts all the same (CB-2, CB-8).

    Raises promises.AlreadyEnded where it was made meanwhile.
    """
    promises.release(callback.promise, by=by, why=why, now=now)
    promises.keep_all(
        [row for row in _open(callback.repair, "CB-8/unreachable") if row.occurrence == callback.promise.occurrence],
        by=by,
        now=now,
    )
    _start_second(callback, now)
    _close_when_done(callback.repair, by=by, now=now)
    return callback


def _open(repair: Repair, rule: str) -> list[Promise]:
    return list(Promise.objects.open().of(repair.number).filter(rule=rule).select_related("community", "limit"))
