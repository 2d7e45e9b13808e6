"""`manage.py complaint_report`: any week, as often as one likes, until it is signed off (CP-6)."""

from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from complaints import reporting
from complaints.models import WeeklyReport
from complaints.tests.factories import make_complaint
from complaints.tests.reports import ENDS, NEXT_MONDAY, WEEK, make_report, make_reports, manager, week_of
from office.tests.factories import MONDAY, home, make_community

pytestmark = pytest.mark.django_db


def said(*words: str, now: object = NEXT_MONDAY) -> list[str]:
    out = StringIO()
    with time_machine.travel(now, tick=False):  # type: ignore[arg-type]
        call_command("complaint_report", *words, stdout=out)
    return out.getvalue().splitlines()


def test_cp6_it_makes_the_report_of_any_week_and_a_second_time_changes_nothing() -> None:
    complaint = make_complaint(now=MONDAY - timedelta(days=70))
    name = complaint.community.name
    assert said("--week", "2026-09-14") == [f"{name}: ZB-20261130-0001 made"]
    assert said("--week", "2026-09-14") == [f"{name}: ZB-20261130-0001 unchanged"]
    report = WeeklyReport.objects.get()
    assert (report.week, [row["number"] for row in report.rows]) == (date(2026, 9, 14), [complaint.number])


def test_cp6_it_makes_it_again_with_what_was_entered_since() -> None:
    make_complaint()
    said("--week", "2026-11-23")
    make_complaint(now=NEXT_MONDAY, received_at=MONDAY)
    assert said("--week", "2026-11-23") == [f"{home().name}: ZB-20261130-0001 made again"]
    assert len(WeeklyReport.objects.get().rows) == 2


def test_cp6_of_every_estate_or_of_the_one_that_is_named() -> None:
    first, second = home(), make_community()
    assert said("--week", "2026-11-23", "--community", second.name) == [f"{second.name}: ZB-20261130-0001 made"]
    assert said("--week", "2026-11-23") == [
        f"{first.name}: ZB-20261130-0002 made",
        f"{second.name}: ZB-20261130-0001 unchanged",
    ]


def test_cp6_one_that_is_signed_off_is_refused_and_the_others_are_made() -> None:
    report, boss, other = make_report(), manager(), make_community()
    reporting.sum_up(report, "A quiet week.", by=boss, now=NEXT_MONDAY)
    reporting.sign(report, by=boss, now=NEXT_MONDAY)
    refusal = f"{report.community.name}: {report.number} is signed off and stays as it is."
    with pytest.raises(CommandError, match=refusal):
        said("--week", "2026-11-23")
    assert WeeklyReport.objects.filter(community=other).exists()


def test_cp6_a_week_that_has_not_ended_is_refused() -> None:
    home()
    with pytest.raises(CommandError, match="the week from 2026-11-23 on has not ended yet"):
        said("--week", "2026-11-23", now=ENDS - timedelta(seconds=1))
    assert len(said("--week", "2026-11-23", now=ENDS)) == 1


@pytest.mark.parametrize(
    ("written", "refusal"),
    [
        ("2026-11-24", "2026-11-24 is no Monday"),
        ("2026-02-30", "2026-02-30 is not a day such as 2026-11-16"),
        ("last", "last is not a day such as"),
        ("", "is not a day such as"),
    ],
)
def test_cp6_what_is_no_monday_is_refused(written: str, refusal: str) -> None:
    home()
    with pytest.raises(CommandError, match=refusal):
        said("--week", written)
    assert not WeeklyReport.objects.exists()


def test_an_estate_that_is_not_there_is_refused() -> None:
    with pytest.raises(CommandError, match="There is no community yet"):
        said("--week", "2026-11-23")
    home()
    with pytest.raises(CommandError, match="There is no community Nowhere"):
        said("--week", "2026-11-23", "--community", "Nowhere")


def test_cp6_one_made_by_hand_leaves_out_none_before_it() -> None:
    make_complaint(now=MONDAY - 3 * WEEK)
    reporting.make(week_of(MONDAY.date() - WEEK), now=NEXT_MONDAY)
    assert [row.week for row in make_reports()] == [date(2026, 11, 23) - back * WEEK for back in (3, 2, 0)]
    assert make_reports() == []
