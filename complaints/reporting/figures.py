"""The figures of a weekly report: counted from the rows that its reader may know of, and from nothing else (CP-6)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from complaints.goals import percent
from complaints.models import Closing, Status
from complaints.reporting.rows import Row
from complaints.reporting.weeks import WEEK, Week

# From how many days on, up to how many, a complaint was open when the week ended.
AGES: list[tuple[int, int | None, LazyText]] = [
    (0, 1, _("0–1 days")),
    (2, 7, _("2–7 days")),
    (8, 30, _("8–30 days")),
    (31, None, _("more than 30 days")),
]


@dataclass(frozen=True)
class Count:
    """How often there is what the label says."""

    label: str
    count: int


@dataclass(frozen=True)
class Answered:
    """Of the complaints of the week: first answered in time, not in time, and those whose time still ran (QA-4)."""

    in_time: int
    late: int
    running: int

    @property
    def percent(self) -> float | None:
        """In percent; None where nothing can be said yet."""
        return percent(self.in_time, self.in_time + self.late)


@dataclass(frozen=True)
class Ended:
    """What was resolved in the week, and how what was closed was closed: satisfied, or by a decision (CP-4), which is
    counted apart. `reopened` were closed in it and are open again since.
    """

    resolved: int
    satisfied: int
    decided: list[Count]
    reopened: int


@dataclass(frozen=True)
class TrendWeek:
    """A week of the trend, by its Monday: how many complaints came, and of how many the answer was late."""

    monday: date
    count: int
    late: int


@dataclass(frozen=True)
class Figures:
    """Everything that a report counts. `complaints` are counted once for each event, `complainants` each (QA-2)."""

    complaints: int
    complainants: int
    by_type: list[Count]
    by_department: list[Count]
    by_building: list[Count]
    validity: list[Count]
    answered: Answered
    open: int
    open_by_age: list[Count]
    recurring: list[Row]
    ended: Ended
    trend: list[TrendWeek]
    valid_this_year: int
    cases: list[Row]


def figures(rows: Sequence[Row], week: Week) -> Figures:
    """Count them."""
    of_week = [row for row in rows if row.received_at >= week.since]
    counted = [row for row in of_week if row.counts]
    events = of_events(rows)
    still_open = [row for row in rows if row.listed and row.status != Status.CLOSED]
    return Figures(
        complaints=len(counted),
        complainants=len(of_week),
        by_type=_counts(row.get_type_display() for row in counted),
        by_department=_counts(row.department or str(_("none")) for row in counted),
        by_building=_counts((row.building or str(_("no home")) for row in counted), by_name=True),
        validity=validity([events[row.number] for row in counted]),
        answered=answered(of_week, week.until),
        open=len(still_open),
        open_by_age=open_by_age(still_open, week.sunday),
        recurring=[row for row in of_week if row.earlier],
        ended=ended(rows),
        trend=trend(rows, week),
        valid_this_year=sum(
            row.counts and events[row.number] is not False and row.received_at.date() >= week.year for row in rows
        ),
        cases=[row for row in rows if row.listed],
    )


def _counts(labels: Iterable[str], *, by_name: bool = False) -> list[Count]:
    """How often each stands there, the most frequent first, or in the order of their names."""
    found = Counter(labels).items()
    order = sorted(found, key=lambda pair: (len(pair[0]), pair[0]) if by_name else (-pair[1], pair[0]))
    return [Count(*pair) for pair in order]


def of_events(rows: Iterable[Row]) -> dict[str, bool | None]:
    """By the number of the complaint that is counted, whether the event is valid: one of its complaints is; None where
    none is and one is undecided (QA-2, CP-5).
    """
    found: dict[str, set[bool | None]] = {}
    for row in rows:
        found.setdefault(row.event or row.number, set()).add(row.valid)
    return {number: True if True in valid else None if None in valid else False for number, valid in found.items()}


def validity(decided: Iterable[bool | None]) -> list[Count]:
    """Valid, invalid, and not decided, which counts as valid until it is (CP-5)."""
    found = Counter(decided)
    words: list[tuple[bool | None, LazyText]] = [(True, _("valid")), (False, _("invalid")), (None, _("not decided"))]
    return [Count(str(word), found[value]) for value, word in words]


def answered(rows: Iterable[Row], until: datetime) -> Answered:
    """How many first answers came in time, by what stood at `until`."""
    found = Counter(_answer(row, until) for row in rows)
    return Answered(found["in_time"], found["late"], found["running"])


def _answer(row: Row, until: datetime) -> str:
    if not row.answer_due:
        return ""
    due = datetime.fromisoformat(row.answer_due)
    if row.answered:
        return "in_time" if datetime.fromisoformat(row.answered) <= due else "late"
    return "late" if due <= until else "running"


def open_by_age(rows: Iterable[Row], day: date) -> list[Count]:
    """How many were open at the end of `day`, by the days since their receipt."""
    ages = [(day - row.received_at.date()) // timedelta(days=1) for row in rows]
    return [Count(str(label), sum(least <= age <= (most or age) for age in ages)) for least, most, label in AGES]


def ended(rows: Iterable[Row]) -> Ended:
    """What was resolved and closed in the week."""
    listed = [row for row in rows if row.listed]
    closed = Counter(row.closing for row in listed if row.closed)
    decisions = [closing for closing in Closing if closing != Closing.SATISFIED]
    return Ended(
        resolved=sum(bool(row.resolved) for row in listed),
        satisfied=closed[Closing.SATISFIED],
        decided=[Count(str(closing.label), closed[closing]) for closing in decisions if closed[closing]],
        reopened=closed[""],
    )


def trend(rows: Sequence[Row], week: Week) -> list[TrendWeek]:
    """The twelve weeks up to this one."""
    found = []
    for monday in week.trend:
        of_week = [row for row in rows if monday <= row.received_at.date() < monday + WEEK]
        late = answered(of_week, week.until).late
        found.append(TrendWeek(monday, sum(row.counts for row in of_week), late))
    return found
