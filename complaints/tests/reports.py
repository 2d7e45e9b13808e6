"""Weekly reports, for tests: MONDAY's week is over a week later."""

from datetime import date, datetime, timedelta
from typing import Any

from complaints import actions, reporting
from complaints.models import Complaint, WeeklyReport
from complaints.reporting.rows import Row
from complaints.reporting.weeks import Week
from complaints.tests.factories import make_complaint, told
from office.models import Community, Role, Staff
from office.tests.factories import MONDAY, home, make_staff

WEEK = timedelta(days=7)
NEXT_MONDAY = MONDAY + WEEK
# The first moment after MONDAY's week.
ENDS = datetime(2026, 11, 30, tzinfo=MONDAY.tzinfo)
ITS_DAY = MONDAY.date()


def week_of(day: date = ITS_DAY, community: Community | None = None) -> Week:
    """The week that begins on this Monday."""
    return Week(community or home(), day)


def make_reports(now: datetime = NEXT_MONDAY) -> list[WeeklyReport]:
    """What the sweep makes at this moment, the oldest week first."""
    before = set(WeeklyReport.objects.values_list("pk", flat=True))
    reporting.make_reports(now=now)
    fresh = WeeklyReport.objects.exclude(pk__in=before).select_related("community")
    return list(fresh.order_by("community", "week"))


def make_report(now: datetime = NEXT_MONDAY) -> WeeklyReport:
    """The report of MONDAY's week, in which there was at least one complaint."""
    if not Complaint.objects.exists():
        make_complaint()
    return make_reports(now)[-1]


def manager(**fields: Any) -> Staff:
    return make_staff(Role.MANAGER, **{"language": "en", **fields})


def make_resolved(*, now: datetime = MONDAY, result: str = "Swept.", **fields: Any) -> Complaint:
    """A complaint that was answered and resolved at once."""
    complaint = make_complaint(now=now, **fields)
    by = manager(community=complaint.community)
    actions.answer(complaint, told(), by=by, now=now)
    return actions.resolve(complaint, result, by=by, now=now)


def make_closed(*, now: datetime = MONDAY, valid: bool = True, **fields: Any) -> Complaint:
    """A complaint that ended at once to the complainant's satisfaction."""
    complaint = make_resolved(now=now, **fields)
    by = manager(community=complaint.community)
    actions.judge(complaint, valid, "Looked at it.", by=by, now=now)
    actions.call_back(complaint, actions.Said("satisfied", "phone", "张桂兰"), by=by, now=now)
    return complaint


def make_row(**fields: Any) -> Row:
    """A row of a report: a complaint about parking of MONDAY, to be answered within 24 hours."""
    received = MONDAY.isoformat()
    due = (MONDAY + timedelta(days=1)).isoformat()
    usual: dict[str, Any] = {"number": "C-1", "confidential": False, "about_staff": None, "received": received}
    return Row(**{**usual, "answer_due": due, "listed": True, "status": "received", "type": "parking", **fields})
