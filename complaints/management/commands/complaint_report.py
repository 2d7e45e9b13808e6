"""`manage.py complaint_report`: make, or make again, the weekly complaint report of any week (CP-6)."""

from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_date

from complaints import reporting
from complaints.models import WeeklyReport
from complaints.reporting.weeks import Week
from office.models import Community


class Command(BaseCommand):
    """As often as one likes until it is signed off: the same week gives the same report."""

    help = "Make the weekly complaint report of a week that has ended; make it again if it is not signed off yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --week and --community."""
        parser.add_argument("--week", metavar="DAY", required=True, help="the Monday it begins with, as 2026-11-16")
        parser.add_argument("--community", metavar="NAME", help="of this estate only; of every one otherwise")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them, one line each. Raises CommandError where one is refused; the others are made all the same."""
        monday, now = read_monday(options["week"]), timezone.now()
        refused = []
        for community in communities(options["community"]):
            try:
                self.stdout.write(f"{community.name}: {made(Week(community, monday), now)}")
            except (reporting.AlreadySigned, NotEnded) as refusal:
                refused.append(f"{community.name}: {refusal}")
        if refused:
            raise CommandError("\n".join(refused))


class NotEnded(Exception):
    """The week is not over."""


def read_monday(written: str) -> date:
    """Read the day. Raises CommandError for what is no day and for a day that is no Monday."""
    try:
        day = parse_date(written)
    except ValueError:
        day = None
    if day is None:
        raise CommandError(f"{written} is not a day such as 2026-11-16.")
    if day.isoweekday() != 1:
        raise CommandError(f"{written} is no Monday: a week begins with its Monday.")
    return day


def communities(name: str | None) -> list[Community]:
    """The estate of this name, or all of them. Raises CommandError where there is none."""
    rows = Community.objects.order_by("pk")
    found = list(rows if name is None else rows.filter(name=name))
    if not found:
        raise CommandError(f"There is no community {name}." if name else "There is no community yet.")
    return found


def made(week: Week, now: datetime) -> str:
    """Make the report, or make it again, and say which. Raises NotEnded, AlreadySigned."""
    if week.until > now:
        raise NotEnded(f"the week from {week.monday} on has not ended yet.")
    reports = WeeklyReport.objects.select_related("community")
    report = reports.filter(community=week.community, week=week.monday).first()
    if report is None:
        new = reporting.make(week, now=now)
        return f"{new.number} made" if new else "somebody else is just making it"
    return f"{report.number} made again" if reporting.remake(report, now=now) else f"{report.number} unchanged"
