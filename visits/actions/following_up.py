"""The sweep of the callbacks: finds what was completed by its marker and makes the callbacks it owes (CB-1 to CB-6)."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import DatabaseError, OperationalError, transaction
from django.db.models import QuerySet

from office import clock, promises
from office.models import Community, Promise, TimeLimit
from office.promises import Owed
from repairs.models import Completion, Repair
from visits.models import Callback

logger = logging.getLogger(__name__)

BATCH = 200
FIRST_RULES = ["CB-2/first", "CB-3/first", "CB-4/first", "CB-5/first"]
Step = Callback.Step
ORDINAL = {Step.FIRST: 1, Step.SECOND: 2, Step.RAIN: 3}
AFTER_FIRST, AFTER_RAIN = "first callback", "rain"


def pending_follow_ups() -> QuerySet[Completion]:
    """What was completed and has no callbacks yet, oldest first."""
    return (
        Completion.objects.filter(follow_up_at__isnull=False)
        .select_related("repair__community", "repair__unit", "repair__contact", "order")
        .order_by("follow_up_at", "pk")
    )


def follow_up(*, now: datetime) -> int:
    """Make the callbacks of everything completed since the last time; return how many completions were taken.

    The marker is emptied in the transaction that makes the callbacks: a crash leaves both undone, and two sweeps at
    once pass over each other's rows. A faulty completion holds up no other; it keeps its marker and is tried again by
    the next sweep.
    """
    taken = 0
    faulty: set[int] = set()
    while True:
        found, made = _take_batch(now, faulty)
        taken += made
        if not found:
            return taken


@transaction.atomic
def _take_batch(now: datetime, faulty: set[int]) -> tuple[int, int]:
    """One batch: how many were found and how many of them done. The repairs are locked with them: none is voided
    while its callbacks are made.
    """
    rows = pending_follow_ups().exclude(pk__in=faulty)
    found = list(rows.select_for_update(skip_locked=True, no_key=True, of=("self", "repair"))[:BATCH])
    made = _make_by_halves(found, now, faulty)
    return len(found), made


def _make_by_halves(completions: Sequence[Completion], now: datetime, faulty: set[int]) -> int:
    """Make a batch; where it fails, its halves, down to the faulty completion."""
    if not completions:
        return 0
    try:
        with transaction.atomic():
            for community in {row.repair.community for row in completions}:
                _make_callbacks(community, [row for row in completions if row.repair.community == community], now)
            Completion.objects.filter(pk__in=[row.pk for row in completions]).update(follow_up_at=None)
    except OperationalError:
        raise  # the server is gone or busy: no row's fault, the next sweep finds them all
    except DatabaseError:
        if len(completions) == 1:
            logger.exception("completion %s could not be followed up", completions[0].pk)
            faulty.add(completions[0].pk)
            return 0
        half = len(completions) // 2
        return _make_by_halves(completions[:half], now, faulty) + _make_by_halves(completions[half:], now, faulty)
    return len(completions)


def _make_callbacks(community: Community, completions: Sequence[Completion], now: datetime) -> None:
    limits = TimeLimit.objects.in_force(community, FIRST_RULES)
    asked = [pair for row in completions for pair in _steps(row, limits)]
    made = promises.make([_owed(row, step, rule) for row, step, rule in asked], by=None, now=now)
    Callback.objects.bulk_create(
        _callback(row, step, promise) for (row, step, _rule), promise in zip(asked, made, strict=True)
    )


def _steps(completion: Completion, limits: dict[str, TimeLimit]) -> list[tuple[Completion, Step, str]]:
    """The callbacks of one completion: the strictest first date and every later one that any rule asks for (CB-6).

    A voided repair owes none (CB-1); rain tests only what is finished, not what was made safe for the time being.
    """
    repair = completion.repair
    if repair.status == Repair.Status.VOID:
        return []
    asked = first_rules(repair, urgent=completion.urgent)
    first = min(asked, key=lambda rule: clock.dates(limits[rule], completion.at, repair.community).due_at)
    steps = [(completion, Step.FIRST, first)]
    if completion.urgent:
        steps.append((completion, Step.SECOND, "CB-2/second"))
    if repair.leak and not completion.order.made_safe:
        steps.append((completion, Step.RAIN, "CB-3/rain"))
    return steps


def first_rules(repair: Repair, *, urgent: bool) -> list[str]:
    """Every rule that asks for a first callback: urgent CB-2, leak CB-3, safety installation CB-4, otherwise CB-5."""
    asked = ["CB-2/first"] * urgent + ["CB-3/first"] * repair.leak + ["CB-4/first"] * repair.safety
    return asked or ["CB-5/first"]


def _owed(completion: Completion, step: Step, rule: str) -> Owed:
    repair = completion.repair
    return Owed(
        rule=rule,
        subject=repair.number,
        about=repair.problem,
        community=repair.community,
        base_at=completion.at if step == Step.FIRST else None,
        waits_for={Step.SECOND: AFTER_FIRST, Step.RAIN: AFTER_RAIN}.get(step, ""),
        occurrence=f"{completion.round}.{ORDINAL[step]}",
        unit=repair.unit,
        place=repair.place,
        urgent=completion.urgent,
    )


def _callback(completion: Completion, step: Step, promise: Promise) -> Callback:
    return Callback(
        repair=completion.repair,
        completion=completion,
        step=step,
        promise=promise,
        inspection=not completion.repair.has_household,
    )
