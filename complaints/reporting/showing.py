"""A weekly report as one reader may know it."""

from typing import Any

from complaints.goals import per_mille
from complaints.models import WeeklyReport
from complaints.reporting.chart import bars
from complaints.reporting.figures import figures
from complaints.reporting.rows import for_reader
from complaints.reporting.weeks import Week
from office.models import Staff


def shown(report: WeeklyReport, user: Staff) -> dict[str, Any]:
    """What the page and the print of a report say, counted for this reader; no statement."""
    week = Week(report.community, report.week)
    counted = figures(for_reader(report.rows, user), week)
    return {
        "report": report,
        "week": week,
        "figures": counted,
        "bars": bars(counted.trend),
        "per_mille": per_mille(counted.valid_this_year, report.households),
    }
