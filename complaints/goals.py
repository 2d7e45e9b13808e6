"""How the complaints stand against the goals: valid complaints (QA-2), handled (QA-3), answered in time (QA-4).

Everything is counted from what the reader may know of; the goals are lines of the clock table, a manager's to change.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.aggregates import Count
from django.utils.functional import cached_property

from complaints.actions.owing import ANSWER, RESOLVE
from complaints.models import Complaint, Status
from office import clock
from office.models import Community, Promise, Staff, TimeLimit, Unit

VALID, ALL, HANDLED, ANSWERED = "QA-2/goal", "QA-2/all", "QA-3/goal", "QA-4/goal"
DAY = timedelta(days=1)
FEW = 5


@dataclass(frozen=True)
class Rate:
    """Valid complaints of the calendar year to date, and of the last 12 months, to so many households (QA-2, CP-5).

    `goal` is the most that a year may have to 10,000 households; so is `goal_all` for all complaints (P1).
    `every_unit` says that no home of the estate has its day of handover, so that all of them are counted.
    """

    community: Community
    since: date
    year_ago: date
    households: int
    every_unit: bool
    valid: int
    valid_12_months: int
    all: int
    goal: int
    goal_all: int
    rows: "QuerySet[Complaint]"

    @property
    def per_mille(self) -> float | None:
        """None where there is no household to divide by."""
        return self._to_thousand(self.valid)

    @property
    def per_mille_12_months(self) -> float | None:
        return self._to_thousand(self.valid_12_months)

    @property
    def all_per_10_000(self) -> float | None:
        return self.all * 10_000 / self.households if self.households else None

    @cached_property
    def few(self) -> list[Complaint]:
        """The newest of the valid ones, a few; one statement."""
        return list(self.rows.order_by("-received_at", "-pk")[:FEW]) if self.valid else []

    @property
    def homes(self) -> str:
        """The households in figures: 1,200."""
        return f"{self.households:,}"

    @property
    def goal_per_mille(self) -> float:
        return self.goal / 10

    @property
    def bears(self) -> int:
        """How many valid complaints a year can bear altogether."""
        return self.households * self.goal // 10_000

    @property
    def left(self) -> int:
        """How many more it can bear; less than nothing by how many it is too much already."""
        return self.bears - self.valid

    @property
    def missed(self) -> bool:
        return bool(self.households) and self.left < 0

    @property
    def all_missed(self) -> bool:
        return bool(self.households) and self.all * 10_000 > self.goal_all * self.households

    def _to_thousand(self, count: int) -> float | None:
        return count * 1000 / self.households if self.households else None


@dataclass(frozen=True)
class Share:
    """So many of so many, against a goal in percent; both counts with the complaints behind them."""

    rule: str
    numerator: int
    denominator: int
    goal: int
    rows: "QuerySet[Complaint]"
    of: "QuerySet[Complaint]"

    @property
    def percent(self) -> float | None:
        """Downwards to a tenth: 100 % is said of nothing less. None where there is nothing to count."""
        return self.numerator * 1000 // self.denominator / 10 if self.denominator else None

    @property
    def missing(self) -> int:
        return self.denominator - self.numerator

    @cached_property
    def missing_rows(self) -> list[Complaint]:
        """The newest of those that are missing, a few; one statement."""
        rows = self.of.exclude(pk__in=self.rows.values("pk"))
        return list(rows.order_by("-received_at", "-pk")[:FEW]) if self.missing else []

    @property
    def missed(self) -> bool:
        return self.numerator * 100 < self.goal * self.denominator


@dataclass(frozen=True)
class Households:
    """How many homes are handed over; `every` where no home of the estate has its day of handover: then it is all."""

    count: int
    every: bool


def households(community: Community, day: date) -> Households:
    """The homes handed over by the end of `day`, all homes where none has its day of handover; one statement (QA-2)."""
    homes = Unit.objects.filter(community=community).aggregate(
        every=Count("pk"),
        dated=Count("pk", filter=Q(handed_over_on__isnull=False)),
        served=Count("pk", filter=Q(handed_over_on__lte=day)),
    )
    return Households(homes["served"] if homes["dated"] else homes["every"], every=not homes["dated"])


def rate(community: Community, user: Staff, now: datetime) -> Rate:
    """The rate of valid complaints (QA-2); three statements.

    Undecided counts as valid, and several complaints about one event as one.
    """
    today = community.local(now).date()
    since, year_ago = today.replace(month=1, day=1), year_before(today)
    homes = households(community, today)
    known = Complaint.objects.visible_to(user).filter(community=community, received_at__lte=now)
    this_year = Q(received_at__gte=clock.start_of_day(since, community))
    counts = known.filter(received_at__gte=clock.start_of_day(year_ago, community)).aggregate(
        of_year=Count("pk", filter=this_year & COUNTED_VALID),
        of_12_months=Count("pk", filter=COUNTED_VALID),
        whatever=Count("pk", filter=this_year & COUNTED),
    )
    limits = TimeLimit.objects.in_force(community, [VALID, ALL])
    return Rate(
        community=community,
        since=since,
        year_ago=year_ago,
        households=homes.count,
        every_unit=homes.every,
        valid=counts["of_year"],
        valid_12_months=counts["of_12_months"],
        all=counts["whatever"],
        goal=limits[VALID].amount,
        goal_all=limits[ALL].amount,
        rows=known.filter(this_year).counted_valid(),
    )


# One of several about one event, no wrong entry; and of these the valid and the undecided ones.
COUNTED = ~Q(status=Status.VOID) & Q(same_event_as=None)
COUNTED_VALID = COUNTED & ~Q(valid=False)


def year_before(day: date) -> date:
    """The first day of the twelve months that end with `day`: of 23 November the 24th a year ago."""
    begin = day + DAY
    try:
        return begin.replace(year=begin.year - 1)
    except ValueError:
        return date(begin.year - 1, 3, 1)


def handled(community: Community, user: Staff, now: datetime) -> Share:
    """Resolved ÷ all of this calendar year whose CP-8 date has passed or that are resolved (QA-3); two statements.

    What a manager closed before its date has no date any more and is not counted (CP-4 counts it apart).
    """
    resolved = Q(status__in=[Status.RESOLVED, Status.SATISFIED, Status.CLOSED], resolved_at__isnull=False)
    dates = Promise.objects.filter(subject=OuterRef("number"), rule=RESOLVE, due_at__lte=now)
    passed = dates.filter(Q(ended_at=None) | Q(outcome=Promise.Outcome.KEPT, ended_at__gt=F("due_at")))
    rows = _of_this_year(community, user, now)
    # One that was resolved late and opened again is measured by its new date.
    unresolved_late = ~resolved & (Q(Exists(passed.filter(ended_at=None))) | Q(status=Status.CLOSED) & Exists(passed))
    return _share(HANDLED, community, rows.filter(resolved), rows.filter(resolved | unresolved_late))


def answered_in_time(community: Community, user: Staff, now: datetime) -> Share:
    """First answer in time ÷ all of this calendar year that are answered or whose time is out (QA-4); two statements.

    The time is the date that CP-1 promised: 24 hours, or what the manager has set. What was closed before it without
    an answer is not counted.
    """
    promised = Promise.objects.filter(subject=OuterRef("number"), rule=ANSWER).order_by("pk")
    rows = _of_this_year(community, user, now).annotate(
        answer_due=Subquery(promised.values("due_at")[:1]), answer_outcome=Subquery(promised.values("outcome")[:1])
    )
    out = Q(answered_at=None, answer_due__lte=now) & ~Q(answer_outcome=Promise.Outcome.RELEASED)
    in_time = Q(answered_at__lte=F("answer_due"))
    return _share(ANSWERED, community, rows.filter(in_time), rows.filter(Q(answered_at__isnull=False) | out))


def _of_this_year(community: Community, user: Staff, now: datetime) -> "QuerySet[Complaint]":
    first = community.local(now).date().replace(month=1, day=1)
    rows = Complaint.objects.visible_to(user).not_void().filter(community=community)
    return rows.filter(received_at__gte=clock.start_of_day(first, community), received_at__lte=now)


def _share(goal: str, community: Community, rows: "QuerySet[Complaint]", of: "QuerySet[Complaint]") -> Share:
    """Both counts in one statement: a numerator is always part of its denominator."""
    counts = of.aggregate(numerator=Count("pk", filter=Q(pk__in=rows.values("pk"))), denominator=Count("pk"))
    amount = TimeLimit.objects.in_force(community, [goal])[goal].amount
    return Share(goal.partition("/")[0], goal=amount, rows=rows, of=of, **counts)
