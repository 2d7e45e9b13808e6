"""How the complaints stand against the goals: valid complaints (QA-2), handled (QA-3), answered in time (QA-4).

Everything is counted from what the reader may know of; the goals are lines of the clock table, a manager's to change.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.utils.functional import cached_property

from complaints import counted
from complaints.models import Complaint
from complaints.models.complaints import COUNTED, ComplaintQuerySet, counted_valid
from office import clock
from office.models import Community, Staff, TimeLimit, Unit

VALID, ALL, HANDLED, ANSWERED = "QA-2/goal", "QA-2/all", "QA-3/goal", "QA-4/goal"
DAY = timedelta(days=1)
FEW = 5


def per_mille(count: int, households: int) -> float | None:
    """So many complaints to 1,000 households, in per mille (QA-2); None where there is no household to divide by."""
    return count * 1000 / households if households else None


def percent(part: int, whole: int) -> float | None:
    """In percent, downwards to a tenth: 100 is said of nothing less. None where there is nothing to count (QA-4)."""
    return part * 1000 // whole / 10 if whole else None


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
    rows: ComplaintQuerySet

    @property
    def per_mille(self) -> float | None:
        """Of this year, in per mille; None where there is no household to divide by."""
        return per_mille(self.valid, self.households)

    @property
    def per_mille_12_months(self) -> float | None:
        """Of the last 12 months, in per mille; None where there is no household to divide by."""
        return per_mille(self.valid_12_months, self.households)

    @property
    def all_per_10_000(self) -> float | None:
        """All complaints of this year to 10,000 households (P1); None where there is no household to divide by."""
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
        """The goal in per mille."""
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
        """Whether more were valid than the year can bear."""
        return bool(self.households) and self.left < 0

    @property
    def all_missed(self) -> bool:
        """Whether there were more complaints than the goal of P1 allows."""
        return bool(self.households) and self.all * 10_000 > self.goal_all * self.households


@dataclass(frozen=True)
class Share:
    """So many of so many, against a goal in percent; both counts with the complaints behind them."""

    rule: str
    numerator: int
    denominator: int
    goal: int
    part: counted.Part

    @property
    def percent(self) -> float | None:
        """In percent, to a tenth; None where there is nothing to count."""
        return percent(self.numerator, self.denominator)

    @property
    def missing(self) -> int:
        """How many of them are not among those counted."""
        return self.denominator - self.numerator

    @cached_property
    def missing_rows(self) -> list[Complaint]:
        """The newest of those that are missing, a few; one statement."""
        return list(self.part.missing.order_by("-received_at", "-pk")[:FEW]) if self.missing else []

    @property
    def missed(self) -> bool:
        """Whether it is below its goal."""
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
    limits = TimeLimit.objects.in_force(community, [VALID, ALL])
    return Rate(
        community=community,
        since=since,
        year_ago=year_ago,
        households=homes.count,
        every_unit=homes.every,
        goal=limits[VALID].amount,
        goal_all=limits[ALL].amount,
        rows=counted.valid(community, user, now),
        **_counts(community, user, now, since, year_ago),
    )


def _counts(community: Community, user: Staff, now: datetime, since: date, year_ago: date) -> dict[str, int]:
    """Of the year that began `since` and of the twelve months since `year_ago`, which always began earlier."""
    known = Complaint.objects.visible_to(user).filter(community=community, received_at__lte=now)
    this_year = Q(received_at__gte=clock.start_of_day(since, community))
    counts = known.filter(received_at__gte=clock.start_of_day(year_ago, community)).aggregate(
        of_year=Count("pk", filter=this_year & counted_valid()),
        of_12_months=Count("pk", filter=counted_valid()),
        whatever=Count("pk", filter=this_year & COUNTED),
    )
    return {"valid": counts["of_year"], "valid_12_months": counts["of_12_months"], "all": counts["whatever"]}


def year_before(day: date) -> date:
    """The first day of the twelve months that end with `day`: of 23 November the 24th a year ago."""
    begin = day + DAY
    try:
        return begin.replace(year=begin.year - 1)
    except ValueError:
        return date(begin.year - 1, 3, 1)


def handled(community: Community, user: Staff, now: datetime) -> Share:
    """Complaints handled, in percent of those that were to be (QA-3); two statements."""
    return _share(HANDLED, community, counted.handled(community, user, now))


def answered_in_time(community: Community, user: Staff, now: datetime) -> Share:
    """Complaints first answered in time, in percent of those that were to be (QA-4); two statements."""
    return _share(ANSWERED, community, counted.answered_in_time(community, user, now))


def _share(goal: str, community: Community, part: counted.Part) -> Share:
    """Both counts in one statement: a numerator is always part of its denominator."""
    counts = part.of.aggregate(numerator=Count("pk", filter=Q(pk__in=part.rows.values("pk"))), denominator=Count("pk"))
    amount = TimeLimit.objects.in_force(community, [goal])[goal].amount
    return Share(goal.partition("/")[0], goal=amount, part=part, **counts)
