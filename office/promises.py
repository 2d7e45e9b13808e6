"""The ledger of promises: make, keep, extend, release, and the one sweep that raises alerts.

Apps above make promises and keep what they need to find them; the ledger knows none of them.
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, OperationalError, connection, transaction
from django.utils.translation import gettext as _

from office import clock, tallies
from office.models import Community, Department, Promise, Staff, TimeLimit, Unit
from office.rules import RULES

logger = logging.getLogger(__name__)

BATCH = 500


class AlreadyEnded(Exception):
    """The promise was kept, extended or released by somebody else in the meantime."""


@dataclass(frozen=True)
class Owed:
    """What is to be promised. Without `base_at` it waits for `waits_for` and has no date yet.

    `department` defaults to the one that the rule names; `due_at` overrules the rule's own arithmetic (an
    appointment, an extension).
    """

    rule: str
    subject: str
    about: str
    community: Community
    base_at: datetime | None = None
    waits_for: str = ""
    occurrence: str = "1"
    unit: Unit | None = None
    place: str = ""
    urgent: bool = False
    department: Department | None = None
    holder: Staff | None = None
    due_at: datetime | None = None
    extends: Promise | None = None
    confidential: bool = False
    hidden_from: Staff | None = None


def make(owed: Sequence[Owed], *, by: Staff | None, now: datetime) -> list[Promise]:
    """Enter promises of one community into the ledger: three statements, however many they are.

    Raises IntegrityError where the same (rule, subject, occurrence) is promised already: nothing is owed twice.
    """
    if not owed:
        return []
    community = owed[0].community
    limits = TimeLimit.objects.in_force(community, [item.rule for item in owed])
    departments = {row.kind: row for row in Department.objects.filter(community=community)}
    return Promise.objects.bulk_create(_promise(item, limits[item.rule], departments, by=by, now=now) for item in owed)


def _promise(
    item: Owed, limit: TimeLimit, departments: dict[str, Department], *, by: Staff | None, now: datetime
) -> Promise:
    promise = Promise(
        rule=item.rule,
        subject=item.subject,
        occurrence=item.occurrence,
        about=item.about[:120],
        urgent=item.urgent,
        limit=limit,
        community=item.community,
        unit=item.unit,
        place=item.place,
        department=item.department or departments.get(RULES[item.rule].department),
        holder=item.holder,
        confidential=item.confidential,
        hidden_from=item.hidden_from,
        made_at=now,
        made_by=by,
        waits_for="" if item.base_at else item.waits_for,
        extends=item.extends,
    )
    if item.base_at:
        _set_dates(promise, item.base_at, item.due_at)
    return promise


def _set_dates(promise: Promise, base_at: datetime, due_at: datetime | None = None) -> None:
    dates = clock.dates(promise.limit, base_at, promise.community)
    if due_at:
        dates = replace(dates, due_at=due_at, opens_at=None)
        start = max(base_at, promise.made_at)
        dates = replace(dates, warn_at=clock.warning(promise.limit, start, due_at, promise.community))
    promise.base_at = base_at
    promise.opens_at = dates.opens_at
    promise.due_at = dates.due_at
    promise.next_alert_at = dates.warn_at or dates.due_at


def start(promise: Promise, *, base_at: datetime) -> Promise:
    """Give a waiting promise its date, once: what it waited for happened at `base_at`.

    Raises AlreadyEnded where it ended or started in the meantime.
    """
    _set_dates(promise, base_at)
    started = (
        Promise.objects.open()
        .filter(pk=promise.pk, due_at=None)
        .update(
            base_at=promise.base_at,
            opens_at=promise.opens_at,
            due_at=promise.due_at,
            next_alert_at=promise.next_alert_at,
            waits_for="",
        )
    )
    if not started:
        raise AlreadyEnded(_("This promise was started or ended meanwhile."))
    promise.waits_for = ""
    return promise


def keep(promise: Promise, *, by: Staff | None, now: datetime) -> Promise:
    """Record that the promise was kept at `now`, in time or late: late stays late for ever.

    Raises AlreadyEnded where somebody else ended it first.
    """
    return _end(promise, Promise.Outcome.KEPT, by=by, why="", now=now)


def release(promise: Promise, *, by: Staff | None, why: str, now: datetime) -> Promise:
    """End the promise without its being kept; `why` is required and counts are kept apart.

    Raises AlreadyEnded where somebody else ended it first.
    """
    return _end(promise, Promise.Outcome.RELEASED, by=by, why=why, now=now)


def extend(promise: Promise, *, due_at: datetime, by: Staff | None, why: str, now: datetime) -> Promise:
    """Give a new date: the old promise ends as extended and keeps its own, the new one points to it.

    Raises AlreadyEnded where somebody else ended it first.
    """
    return replace_by(promise, rule=promise.rule, due_at=due_at, by=by, why=why, now=now)


def replace_by(
    promise: Promise,
    *,
    rule: str,
    by: Staff | None,
    why: str,
    now: datetime,
    due_at: datetime | None = None,
    urgent: bool | None = None,
) -> Promise:
    """Let the same duty go on under another rule or date, counted from the same event; alerts raised stay raised.

    Raises AlreadyEnded where somebody else ended it first.
    """
    successor = Owed(
        rule=rule,
        subject=promise.subject,
        about=promise.about,
        community=promise.community,
        # One that waits and is given a date counts from now on.
        base_at=promise.base_at or (now if due_at else None),
        waits_for=promise.waits_for,
        due_at=due_at,
        occurrence=_next_occurrence(promise.occurrence),
        unit=promise.unit,
        place=promise.place,
        urgent=promise.urgent if urgent is None else urgent,
        department=promise.department,
        holder=promise.holder,
        extends=promise,
        confidential=promise.confidential,
        hidden_from=promise.hidden_from,
    )
    # Never the end without the successor: the duty would be lost.
    with transaction.atomic():
        _end(promise, Promise.Outcome.EXTENDED, by=by, why=why, now=now)
        return make([successor], by=by, now=now)[0]


def _next_occurrence(occurrence: str) -> str:
    """1.2 → 1.2+1 → 1.2+2: the same duty under a new date."""
    stem, plus, count = occurrence.partition("+")
    return f"{stem}+{int(count) + 1 if plus else 1}"


def _end(promise: Promise, outcome: str, *, by: Staff | None, why: str, now: datetime) -> Promise:
    fields: dict[str, Any] = {"ended_at": now, "ended_by": by, "outcome": outcome, "why": why[:200]}
    fields["next_alert_at"] = None
    # Ended and counted together. No savepoint of its own: AlreadyEnded is raised outside, so callers may go on.
    with transaction.atomic(savepoint=False):
        if ended := Promise.objects.open().filter(pk=promise.pk).update(**fields):
            for name, value in fields.items():
                setattr(promise, name, value)
            tallies.add([promise])
    if not ended:
        raise AlreadyEnded(_("Somebody else has dealt with this already."))
    return promise


def keep_all(promises: Iterable[Promise], *, by: Staff | None, now: datetime) -> None:
    """Keep several at once: what one event fulfils. Those that ended meanwhile stay as they are."""
    _end_all(promises, Promise.Outcome.KEPT, by=by, why="", now=now)


def release_all(promises: Iterable[Promise], *, by: Staff | None, why: str, now: datetime) -> None:
    """Release several at once with one reason: their record was voided or begins anew.

    What is overdue already is *not* released (the rule book: closing a record never does); it is kept late.
    """
    rows = list(promises)
    _end_all([row for row in rows if not row.is_overdue(now)], Promise.Outcome.RELEASED, by=by, why=why, now=now)
    _end_all([row for row in rows if row.is_overdue(now)], Promise.Outcome.KEPT, by=by, why=why, now=now)


def _end_all(promises: Iterable[Promise], outcome: str, *, by: Staff | None, why: str, now: datetime) -> None:
    for promise in promises:
        try:
            _end(promise, outcome, by=by, why=why, now=now)
        except AlreadyEnded:
            continue


def hand_to(promises: Iterable[Promise], holder: Staff | None, *, department: Department | None = None) -> None:
    """Put open promises into somebody's hands (None: whoever is on duty in the department), or into another's too."""
    fields: dict[str, Any] = {"holder": holder, **({"department": department} if department else {})}
    Promise.objects.open().filter(pk__in=[row.pk for row in promises]).update(**fields)


# ── the sweep ───────────────────────────────────────────────────────────────
# One statement: it locks what is due (passing over what another sweep holds), moves the rows to their next level,
# writes the alerts and the outbox. There is no state between, so nothing can get stuck in it. A warning whose limit
# has passed is skipped, nothing else ever is.
SWEEP = """
WITH due AS (
    SELECT id FROM office_promise
    WHERE ended_at IS NULL AND next_alert_at <= %(now)s AND id > %(above)s AND id <= %(upto)s
    ORDER BY next_alert_at, id LIMIT %(batch)s FOR UPDATE SKIP LOCKED
), moved AS (
    UPDATE office_promise p SET
        alerted = CASE WHEN p.alerted = 0 AND p.due_at > %(now)s THEN 1 WHEN p.alerted < 2 THEN 2 ELSE 3 END,
        next_alert_at = CASE
            WHEN p.alerted = 0 AND p.due_at > %(now)s THEN p.due_at
            WHEN p.alerted < 2 THEN p.due_at + l.escalate_after * interval '1 minute' END,
        failures = 0
    FROM due, office_timelimit l
    WHERE p.id = due.id AND l.id = p.limit_id
    RETURNING p.id, p.alerted
), raised AS (
    INSERT INTO office_alert (promise_id, level, raised_at)
    SELECT id, alerted, %(now)s FROM moved ON CONFLICT DO NOTHING
    RETURNING promise_id, level
), posted AS (
    INSERT INTO office_outboxmessage (dedupe_key, kind, payload, created_at, next_at, attempts, last_error)
    SELECT 'alert:' || promise_id || ':' || level, 'alert',
           jsonb_build_object('promise', promise_id, 'level', level), %(now)s, %(now)s, 0, ''
    FROM raised ON CONFLICT DO NOTHING
)
SELECT (SELECT count(*) FROM due), (SELECT count(*) FROM raised)
"""
EVERYTHING = 2**63 - 1


def levels_due(promise: Promise, now: datetime) -> list[Promise.Level]:
    """The levels that sweeps at `now` would raise, in order: what SWEEP decides, for who asks beforehand."""
    if not promise.is_open or promise.due_at is None or promise.next_alert_at is None or promise.next_alert_at > now:
        return []
    if promise.alerted == Promise.Level.NONE and promise.due_at > now:
        return [Promise.Level.WARNED]
    after = promise.limit.escalate_after
    escalates = after is not None and promise.due_at + timedelta(minutes=after) <= now
    levels = [Promise.Level.OVERDUE, Promise.Level.ESCALATED] if escalates else [Promise.Level.OVERDUE]
    return [level for level in levels if level > promise.alerted]


def sweep(*, now: datetime, batch: int = BATCH) -> int:
    """Raise every alert that is due at `now`, each level exactly once; return how many were raised.

    Any number of sweeps may run at the same time, and one may die at any moment: the rows decide.
    """
    raised = 0
    while True:
        found, new = _raise_or_set_aside(now, batch)
        raised += new
        if found < batch:
            return raised


def _raise_or_set_aside(now: datetime, batch: int) -> tuple[int, int]:
    """One batch: how many promises were dealt with, and how many alerts raised."""
    try:
        return _raise_batch(now, batch)
    except OperationalError:
        raise  # the server is gone or busy: no row's fault, the next sweep finds them all
    except DatabaseError:
        logger.exception("a batch of alerts failed; halving down to the faulty promise")
        return _raise_by_halves(_due_ids(now, batch), now)


def _raise_batch(now: datetime, batch: int, above: int = 0, upto: int = EVERYTHING) -> tuple[int, int]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SWEEP, {"now": now, "batch": batch, "above": above, "upto": upto})
        found, raised = cursor.fetchone()
        return found, raised


def _due_ids(now: datetime, batch: int) -> list[int]:
    due = Promise.objects.open().filter(next_alert_at__lte=now).order_by("next_alert_at", "id")
    return sorted(due.values_list("pk", flat=True)[:batch])


def _raise_by_halves(ids: list[int], now: datetime) -> tuple[int, int]:
    """Raise a failing batch by halves, down to the faulty row, which is set aside where people see it."""
    if not ids:
        return 0, 0
    try:
        return _raise_batch(now, len(ids), above=ids[0] - 1, upto=ids[-1])
    except OperationalError:
        raise
    except DatabaseError as error:
        if len(ids) == 1:
            return _set_aside(ids[0], now, error), 0
    half = len(ids) // 2
    first, second = _raise_by_halves(ids[:half], now), _raise_by_halves(ids[half:], now)
    return first[0] + second[0], first[1] + second[1]


def _set_aside(pk: int, now: datetime, error: DatabaseError) -> int:
    """Count the failure and try again later: after 1, 2, 4 … minutes, at most an hour. How many rows took that."""
    logger.error("promise %s could not be raised and is set aside: %s", pk, error)
    failures = Promise.objects.values_list("failures", flat=True).get(pk=pk) + 1
    again_at = now + timedelta(minutes=min(60, 2 ** (failures - 1)))
    try:
        with transaction.atomic():
            return Promise.objects.open().filter(pk=pk).update(failures=failures, next_alert_at=again_at)
    except DatabaseError:
        # Not even that: it stays due and is tried again with every sweep, the others pass by it.
        logger.exception("promise %s cannot be set aside", pk)
        return 0


def database_now() -> datetime:
    """The database's clock, the one that decides what is due."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
        return now
