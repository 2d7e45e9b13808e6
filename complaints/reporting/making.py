"""The weekly report is made (CP-6): by the sweep on the Monday after, or for any week by hand."""

import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db import OperationalError, transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _lazy

from complaints.goals import households
from complaints.models import Complaint, WeeklyReport
from complaints.reporting.collecting import collect
from complaints.reporting.signing import SUMMARY, Verb, hold, note, tell
from complaints.reporting.weeks import WEEK, Week, this_monday
from office import clock, numbers, promises
from office.models import Community, Promise, TimeLimit
from office.promises import Owed

logger = logging.getLogger(__name__)
T = TypeVar("T")

REPORT = "CP-6/report"
# After a long stop one sweep makes so many of the weeks that are missing in an estate.
WEEKS = 4


def make_reports(*, now: datetime) -> int:
    """Make the report of each community and week that has ended and has none yet; how many were made (CP-6).

    Part of the sweep: one statement when every week has its report. What cannot be made is logged, holds up nothing
    else, and stands on the board until it is. Any number of sweeps may run at the same time: each is made once.
    """
    # All are promised before the first is made: whatever happens then, nothing is forgotten.
    owed = [(week, _tried(partial(owe_report, now=now), week)) for week in pending_reports(now)]
    made = [_tried(partial(_make, promise=promise, now=now), week) for week, promise in owed if promise]
    return sum(report is not None for report in made)


def _tried(work: Callable[[Week], T], week: Week) -> T | None:
    """What came of it; None where it failed."""
    try:
        return work(week)
    except OperationalError:
        raise  # the server is gone or busy: no community's fault, the next sweep finds them all
    except Exception:
        logger.exception("no complaint report of %s for the week from %s", week.community.pk, week.monday)
        return None


def pending_reports(now: datetime) -> list[Week]:
    """The weeks of which a report is to be made, of each estate the oldest first; one statement.

    An estate has reports from the week on in which it entered its first complaint: of those after it even where there
    was none, and of a week between two that were made by hand.
    """
    reports = WeeklyReport.objects.filter(community=OuterRef("pk")).order_by()
    complaints = Complaint.objects.not_void().filter(community=OuterRef("pk")).order_by("pk")
    unmade = Promise.objects.open().filter(community=OuterRef("pk"), rule=REPORT).order_by()
    rows: Any = Community.objects.annotate(
        made=ArraySubquery(reports.values("week")),
        first=Subquery(complaints.values("recorded_at")[:1]),
        unmade=ArraySubquery(unmade.values("base_at")),
    )
    return [week for community in rows.order_by("pk") for week in _pending(community, now)]


def _pending(community: Any, now: datetime) -> list[Week]:
    """Those promised and not made yet, and of all others that are missing as many as one sweep makes."""
    promised = {this_monday(community, ended_at) - WEEK for ended_at in community.unmade}
    end = this_monday(community, now)
    first = [this_monday(community, community.first)] if community.first else []
    begin = min([end, *first, *community.made])
    every = (begin + WEEK * number for number in range((end - begin) // WEEK))
    fresh = islice((monday for monday in every if monday not in {*promised, *community.made}), WEEKS)
    return [Week(community, monday) for monday in sorted({*fresh, *promised})]


def make(week: Week, *, now: datetime) -> WeeklyReport | None:
    """Make one report and send it; None where another sweep has it in hand or was first."""
    promise = owe_report(week, now=now)
    return _make(week, promise, now=now) if promise else None


@transaction.atomic
def owe_report(week: Week, *, now: datetime) -> Promise | None:
    """Promise the report under the number that it will have, or find the promise again; None where another sweep has
    the estate in hand or the report is there.
    """
    if not _claimed(week):
        return None
    open_ones = Promise.objects.open().filter(community=week.community, rule=REPORT, base_at=week.until)
    if promise := open_ones.select_related("community", "limit").first():
        return promise
    number = numbers.take("ZB", week.community.local(now).date())
    (made,) = promises.make([_owed(REPORT, number, week, week.until)], by=None, now=now)
    return made


def _claimed(week: Week) -> bool:
    """Whether the estate is ours to the end of the transaction, and the week has no report yet."""
    claimed = Community.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=week.community.pk)
    return bool(claimed) and not WeeklyReport.objects.filter(community=week.community, week=week.monday).exists()


@transaction.atomic
def _make(week: Week, promise: Promise, *, now: datetime) -> WeeklyReport | None:
    if not _claimed(week):
        return None
    report = WeeklyReport.objects.create(
        number=promise.subject,
        community=week.community,
        week=week.monday,
        made_at=now,
        rows=[row.kept() for row in collect(week)],
        households=households(week.community, week.sunday).count,
    )
    note(report, Verb.MADE, by=None, now=now)
    promises.make([_owed(SUMMARY, report.number, week, _summary_from(week, now))], by=None, now=now)
    promises.keep_all([promise], by=None, now=now)
    tell(report, _lazy("Weekly complaint report from {week} on is made"), Verb.MADE, now=now)
    return report


def _summary_from(week: Week, now: datetime) -> datetime:
    """The summary of a report that was made too late to be summed up in time counts from when it was made: that it was
    late stands on the promise of the report.
    """
    limit = TimeLimit.objects.in_force(week.community, [SUMMARY])[SUMMARY]
    return week.until if clock.due(limit, week.until, week.community) > now else now


def _owed(rule: str, number: str, week: Week, base_at: datetime) -> Owed:
    about = f"{week.monday:%m-%d} – {week.sunday:%m-%d}"
    return Owed(rule=rule, subject=number, about=about, community=week.community, base_at=base_at)


@transaction.atomic
def remake(report: WeeklyReport, *, now: datetime) -> bool:
    """Make a report again from what is known at `now`; whether that changed anything. Raises AlreadySigned.

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
