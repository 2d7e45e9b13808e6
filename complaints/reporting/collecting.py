"""The complaints of a week as its report keeps them (CP-6).

Where each stood, and what was answered, resolved and closed by then, is told as of the end of the week, from its
history: the same week collected again gives the same. Whether it was valid, and with which other it is counted, is
told as it is known now.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from complaints.actions.owing import ANSWER
from complaints.models import Complaint, Status, Verb
from complaints.recurring import RULE as RECURRING
from complaints.recurring import place_key
from complaints.reporting.rows import Earlier, Row
from complaints.reporting.weeks import Week
from office import clock
from office.models import Move, Promise, TimeLimit

# So many letters of what was complained of stand in the list of cases.
SHORT = 120


def collect(week: Week) -> list[Row]:
    """What the report of this week keeps, in the order of receipt; three statements."""
    days = TimeLimit.objects.in_force(week.community, [RECURRING])[RECURRING].amount
    before = list(_before(week, days))
    rows = (_row(complaint, week) for complaint in _complaints(week))
    return [_recurring(row, complaint, before, days, week) for complaint, row in rows if _wanted(row, week)]


def _complaints(week: Week) -> "QuerySet[Complaint]":
    """Those of the trend and of the year, and whatever may have been open in the week."""
    moves = Move.objects.filter(subject=OuterRef("number"), at__lt=week.until).order_by("-pk")
    came = moves.filter(at__gte=week.since).exclude(old=F("new"))
    promised = Promise.objects.filter(subject=OuterRef("number"), rule=ANSWER).order_by("pk")
    # Closed before its time was out: no answer was owed any more.
    promised = promised.exclude(outcome=Promise.Outcome.RELEASED, ended_at__lt=week.until)
    rows = Complaint.objects.not_void().filter(community=week.community, received_at__lt=week.until)
    open_then = ~Q(status=Status.CLOSED) | Q(closed_at__gte=week.since)
    rows = rows.filter(Q(received_at__gte=week.counts_from) | open_then).annotate(
        stood=Subquery(moves.values("new")[:1]),
        came_to_resolved=Subquery(came.filter(new=Status.RESOLVED).values("at")[:1]),
        came_to_closed=Subquery(came.filter(new=Status.CLOSED).values("at")[:1]),
        answer_due=Subquery(promised.values("due_at")[:1]),
        reopened=Subquery(
            moves.filter(verb=Verb.REOPEN).order_by().values("subject").annotate(n=Count("pk")).values("n")
        ),
    )
    return rows.select_related("unit__building", "department", "same_event_as").order_by("received_at", "pk")


def _row(complaint: Any, week: Week) -> tuple[Any, Row]:
    """The complaint with its row, without what it recurs from."""
    row = _counted(complaint, week)
    # Entered only after the week: then it had not been answered by its end.
    status = complaint.stood or Status.RECEIVED
    listed = complaint.received_at >= week.since or status != Status.CLOSED or bool(complaint.came_to_closed)
    if not listed:
        return complaint, row
    return complaint, replace(row, listed=True, status=status, **_about(complaint), **_ended(complaint, week))


def _counted(complaint: Any, week: Week) -> Row:
    """What is kept of every one."""
    return Row(
        number=complaint.number,
        confidential=complaint.confidential,
        about_staff=complaint.about_staff_id,
        received=_written(complaint.received_at, week),
        event=complaint.same_event_as.number if complaint.same_event_as else "",
        valid=complaint.valid,
        answered=_written(complaint.answered_at, week) if _by_then(complaint.answered_at, week) else "",
        answer_due=_written(complaint.answer_due, week),
    )


def _written(at: datetime | None, week: Week) -> str:
    return week.community.local(at).isoformat() if at else ""


def _by_then(at: datetime | None, week: Week) -> bool:
    return at is not None and at < week.until


def _about(complaint: Any) -> dict[str, Any]:
    text = " ".join(complaint.text.split())
    return {
        "type": complaint.type,
        "department": complaint.department.name if complaint.department else "",
        "building": complaint.unit.building.number if complaint.unit else "",
        "place": complaint.place,
        "text": text if len(text) <= SHORT else f"{text[: SHORT - 1]}…",
        "round": 1 + (complaint.reopened or 0),
    }


def _ended(complaint: Any, week: Week) -> dict[str, Any]:
    """What was done and how it was closed in this week; of what is open again since, only that it was."""
    told: dict[str, Any] = {
        "resolved": _written(complaint.came_to_resolved, week),
        "closed": _written(complaint.came_to_closed, week),
    }
    if complaint.came_to_resolved and complaint.came_to_resolved == complaint.resolved_at:
        told["result"] = complaint.result[:SHORT]
    if complaint.came_to_closed and complaint.came_to_closed == complaint.closed_at:
        told["closing"] = complaint.closing
    return told


def _wanted(row: Row, week: Week) -> bool:
    return row.listed or row.received_at >= week.counts_from


# ── what recurs (CP-7) ──────────────────────────────────────────────────────
def _before(week: Week, days: int) -> "QuerySet[Complaint]":
    """What a complaint of this week may recur from, the newest first."""
    since = clock.start_of_day(week.monday - timedelta(days=days), week.community)
    rows = Complaint.objects.not_void().filter(community=week.community)
    return rows.filter(received_at__gte=since, received_at__lt=week.until).order_by("-received_at", "-pk")


def _recurring(row: Row, complaint: Complaint, before: Sequence[Complaint], days: int, week: Week) -> Row:
    if complaint.received_at < week.since:
        return row
    day = week.community.local(complaint.received_at).date() - timedelta(days=days)
    since = clock.start_of_day(day, week.community)
    earlier = tuple(
        Earlier(other.number, other.confidential, other.about_staff_id)
        for other in _older(before, complaint)
        if other.received_at >= since and _same(other, complaint)
    )
    return replace(row, earlier=earlier)


def _older(before: Sequence[Complaint], complaint: Complaint) -> Iterator[Complaint]:
    mine = (complaint.received_at, complaint.pk)
    return (other for other in before if (other.received_at, other.pk) < mine)


def _same(one: Complaint, other: Complaint) -> bool:
    """The same home and type, or the same thing complained of from any home; never two about the same event."""
    if _event(one) == _event(other):
        return False
    if one.unit_id and (one.unit_id, one.type) == (other.unit_id, other.type):
        return True
    return any(
        thing and thing == that
        for thing, that in (
            (one.about_staff_id, other.about_staff_id),
            (one.about_department_id, other.about_department_id),
            (place_key(one.about_place), place_key(other.about_place)),
        )
    )


def _event(complaint: Complaint) -> int:
    """The key of the one with which it is counted (QA-2)."""
    return complaint.same_event_as_id or complaint.pk
