"""The weekly report is made (CP-6): by the sweep on the Monday after, or for any week by hand."""

import logging
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import DatabaseError, OperationalError, transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _lazy

from complaints.goals import households
from complaints.models import Complaint, WeeklyReport
from complaints.reporting.collecting import collect
from complaints.reporting.signing import SUMMARY, Verb, hold, note, tell
from complaints.reporting.weeks import WEEK, Week, this_monday
from office import clock, numbers, promises
from office.models import Community, TimeLimit
from office.promises import Owed

logger = logging.getLogger(__name__)

REPORT = "CP-6/report"
# So many weeks are made up for when nothing was made for a while.
WEEKS = 4


def make_reports(*, now: datetime) -> int:
    """Make the report of each community and week that has ended and has none yet; how many were made (CP-6).

    Part of the sweep: one statement when every week has its report. Of weeks that were missed the last four are made up
    for. Any number of sweeps may run at the same time: each report is made once.
    """
    made = 0
    for community, monday in pending_reports(now):
        number = take_number(community, now)
        try:
            made += make(Week(community, monday), number, now=now) is not None
        except OperationalError:
            raise  # the server is gone or busy: no community's fault, the next sweep finds them all
        except DatabaseError:
            logger.exception("the complaint report of %s for the week from %s could not be made", community.pk, monday)
    return made


def pending_reports(now: datetime) -> list[tuple[Community, date]]:
    """The weeks, by their Mondays, of which a report is to be made, the oldest first; one statement.

    An estate has reports from the week of its first complaint on: of those after it even where there was none.
    """
    reports = WeeklyReport.objects.filter(community=OuterRef("pk"), week__gte=now.date() - (WEEKS + 2) * WEEK)
    complaints = Complaint.objects.not_void().filter(community=OuterRef("pk")).order_by("received_at")
    rows: Any = Community.objects.annotate(
        made=ArraySubquery(reports.order_by().values("week")), first=Subquery(complaints.values("received_at")[:1])
    )
    found = []
    for community in rows.order_by("pk"):
        last = this_monday(community, now)
        weeks = [Week(community, last - WEEK * back) for back in range(WEEKS, 0, -1)]
        first, made = community.first, community.made
        found += [(community, row.monday) for row in weeks if first and first < row.until and row.monday not in made]
    return found


def take_number(community: Community, now: datetime) -> str:
    """The number of a new report."""
    return numbers.take("ZB", community.local(now).date())


@transaction.atomic
def make(week: Week, number: str, *, now: datetime) -> WeeklyReport | None:
    """Make one report and send it; None where another sweep has it in hand or was first."""
    community = week.community
    claimed = Community.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=community.pk)
    if not claimed or WeeklyReport.objects.filter(community=community, week=week.monday).exists():
        return None
    report = WeeklyReport.objects.create(
        number=number,
        community=community,
        week=week.monday,
        made_at=now,
        rows=[row.kept() for row in collect(week)],
        households=households(community, week.sunday).count,
    )
    note(report, Verb.MADE, by=None, now=now)
    made, _summary = promises.make(_owed(report, week, now), by=None, now=now)
    promises.keep(made, by=None, now=now)
    tell(report, _lazy("Weekly complaint report from {week} on is made"), Verb.MADE, now=now)
    return report


def _owed(report: WeeklyReport, week: Week, now: datetime) -> list[Owed]:
    """The report itself, and the manager's summary. One that was made too late to be summed up in time counts from
    when it was made: that it was late stands on the promise of the report.
    """
    limit = TimeLimit.objects.in_force(week.community, [SUMMARY])[SUMMARY]
    since = week.until if clock.due(limit, week.until, week.community) > now else now
    about = f"{week.monday:%m-%d} – {week.sunday:%m-%d}"
    bases = [(REPORT, week.until), (SUMMARY, since)]
    return [
        Owed(rule=rule, subject=report.number, about=about, community=week.community, base_at=base_at)
        for rule, base_at in bases
    ]


@transaction.atomic
def remake(report: WeeklyReport, *, now: datetime) -> bool:
    """Make a report again from what is known now; whether that changed anything. Raises AlreadySigned.

    The summary stays: it is the manager's own.
    """
    hold(report)
    week = Week(report.community, report.week)
    fresh = {"rows": [row.kept() for row in collect(week)], "households": households(week.community, week.sunday).count}
    if all(getattr(report, name) == value for name, value in fresh.items()):
        return False
    for name, value in {**fresh, "made_at": now}.items():
        setattr(report, name, value)
    report.save(update_fields=[*fresh, "made_at"])
    note(report, Verb.REMADE, by=None, now=now)
    return True
