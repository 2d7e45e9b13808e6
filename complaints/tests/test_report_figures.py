"""The figures of a weekly report: pure sums over its rows (CP-6)."""

from datetime import date, datetime, timedelta

import pytest

from complaints.reporting.chart import Bar, bars
from complaints.reporting.figures import Answered, Count, Ended, TrendWeek, answered, figures, open_by_age
from complaints.reporting.rows import Earlier
from complaints.reporting.weeks import Week
from complaints.tests.reports import ENDS, WEEK, make_row
from office.models import Community
from office.tests.factories import MONDAY

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
OF_MONDAY = Week(Community(time_zone="Asia/Shanghai"), MONDAY.date())


def iso(at: datetime) -> str:
    return at.isoformat()


def test_cp6_by_type_department_building_and_validity_the_most_frequent_first() -> None:
    rows = [
        make_row(type="lift", department="Engineering", building="12", valid=True),
        make_row(number="C-2", type="lift", department="Engineering", building="3", valid=False),
        make_row(number="C-3", type="parking", department="", building=""),
    ]
    found = figures(rows, OF_MONDAY)
    assert (found.complaints, found.complainants) == (3, 3)
    assert found.by_type == [Count("lift", 2), Count("parking and order", 1)]
    assert found.by_department == [Count("Engineering", 2), Count("none", 1)]
    assert found.by_building == [Count("3", 1), Count("12", 1), Count("no home", 1)]
    assert found.validity == [Count("valid", 1), Count("invalid", 1), Count("not decided", 1)]


def test_qa2_several_about_one_event_are_one_complaint_of_several_complainants() -> None:
    found = figures([make_row(), make_row(event="C-1"), make_row(event="C-1")], OF_MONDAY)
    assert (found.complaints, found.complainants, found.valid_this_year) == (1, 3, 1)
    assert (found.by_type, found.answered.late, found.open) == ([Count("parking and order", 1)], 3, 3)


@pytest.mark.parametrize(
    ("lead", "joined", "shown", "counts"),
    [(False, True, "valid", 1), (False, None, "not decided", 1), (None, False, "not decided", 1),
     (False, False, "invalid", 0)],
)  # fmt: skip
def test_cp5_an_event_is_valid_as_long_as_one_of_its_complaints_is(
    lead: bool | None, joined: bool | None, shown: str, counts: int
) -> None:
    found = figures([make_row(valid=lead), make_row(number="C-2", event="C-1", valid=joined)], OF_MONDAY)
    assert ([row.label for row in found.validity if row.count], found.valid_this_year) == ([shown], counts)


def test_qa4_answered_in_time_late_and_still_running_when_the_week_ended() -> None:
    due = MONDAY + DAY
    rows = [
        make_row(answered=iso(due)),
        make_row(answered=iso(due + timedelta(seconds=1))),
        make_row(),
        make_row(answer_due=iso(ENDS + timedelta(seconds=1))),
        make_row(answer_due=""),
    ]
    assert answered(rows, ENDS) == Answered(in_time=1, late=2, running=1)
    assert answered(rows, ENDS).percent == 33.3


def test_qa4_where_nothing_can_be_said_yet_there_is_no_percentage() -> None:
    assert Answered(0, 0, 2).percent is None
    assert Answered(199, 1, 0).percent == 99.5


def test_cp6_open_by_the_days_since_their_receipt() -> None:
    ages = [0, 1, 2, 7, 8, 30, 31, 400]
    rows = [make_row(received=iso(MONDAY + 6 * DAY - age * DAY)) for age in ages]
    assert [row.count for row in open_by_age(rows, OF_MONDAY.sunday)] == [2, 2, 2, 2]
    assert [str(row.label) for row in open_by_age([], OF_MONDAY.sunday)] == [
        "0–1 days", "2–7 days", "8–30 days", "more than 30 days",
    ]  # fmt: skip


def test_cp4_the_closings_by_decision_are_counted_apart_and_never_as_satisfied() -> None:
    at = iso(MONDAY)
    rows = [
        make_row(status="closed", resolved=at, closed=at, closing="satisfied"),
        make_row(status="closed", closed=at, closing="withdrawn"),
        make_row(status="closed", closed=at, closing="withdrawn"),
        make_row(status="closed", closed=at, closing="last_word"),
        make_row(status="closed", closed=at),
        make_row(status="resolved", resolved=at),
    ]
    found = figures(rows, OF_MONDAY)
    decided = [Count("withdrawn by the complainant", 2), Count("last word after the rounds", 1)]
    assert found.ended == Ended(resolved=2, satisfied=1, decided=decided, reopened=1)
    assert found.open == 1


def test_cp7_what_recurred_in_the_week() -> None:
    again = make_row(earlier=(Earlier("C-0", False, None),))
    assert figures([again, make_row()], OF_MONDAY).recurring == [again]


def test_cp6_the_trend_is_twelve_weeks_up_to_this_one() -> None:
    rows = [make_row(received=iso(MONDAY - back * WEEK), listed=False) for back in (0, 0, 1, 11, 12)]
    late = make_row(received=iso(MONDAY), answered=iso(MONDAY + 25 * HOUR))
    found = figures([*rows, late], OF_MONDAY).trend
    assert (len(found), found[0], found[-2]) == (
        12, TrendWeek(date(2026, 9, 7), 1, 1), TrendWeek(date(2026, 11, 16), 1, 1),
    )  # fmt: skip
    assert found[-1] == TrendWeek(date(2026, 11, 23), 3, 3)


def test_qa2_the_rate_counts_the_calendar_year_in_which_the_week_ends() -> None:
    over_new_year = Week(OF_MONDAY.community, date(2026, 12, 28))
    days = [datetime(2026, 12, 31, 23, 59, tzinfo=MONDAY.tzinfo), datetime(2027, 1, 1, tzinfo=MONDAY.tzinfo)]
    rows = [make_row(number=f"C-{day.year}", received=iso(day)) for day in days]
    rows.append(make_row(received=iso(days[1]), valid=False))
    assert figures(rows, over_new_year).valid_this_year == 1
    assert over_new_year.year == date(2027, 1, 1)


def test_the_cases_are_all_that_are_listed() -> None:
    listed, trend = make_row(), make_row(received=iso(MONDAY - WEEK), listed=False, status="", type="")
    earlier = make_row(number="C-0", received=iso(MONDAY - WEEK))
    assert figures([earlier, trend, listed], OF_MONDAY).cases == [earlier, listed]


def test_of_nothing_everything_is_nothing() -> None:
    found = figures([], OF_MONDAY)
    assert (found.complaints, found.by_type, found.answered.percent, found.open, found.cases) == (0, [], None, 0, [])
    assert [week.count for week in found.trend] == [0] * 12


# ── the weeks and the bars ──────────────────────────────────────────────────
def test_cp6_a_week_counts_from_its_trend_or_from_its_year() -> None:
    assert OF_MONDAY.counts_from == datetime(2026, 1, 1, tzinfo=MONDAY.tzinfo)
    january = Week(OF_MONDAY.community, date(2027, 1, 4))
    assert january.counts_from == datetime(2026, 10, 19, tzinfo=MONDAY.tzinfo)


def test_a_bar_is_as_high_as_its_share_of_the_highest() -> None:
    weeks = [TrendWeek(date(2026, 11, 16), 1, 0), TrendWeek(date(2026, 11, 23), 4, 0)]
    assert bars(weeks) == [
        Bar(date(2026, 11, 16), 1, x=7, y=99, width=286, height=25),
        Bar(date(2026, 11, 23), 4, x=307, y=24, width=286, height=100),
    ]
    assert (bars(weeks)[0].middle, bars(weeks)[0].top) == (150, 94)


@pytest.mark.parametrize("counts", [[], [0, 0]])
def test_of_nothing_there_is_no_bar(counts: list[int]) -> None:
    found = bars([TrendWeek(MONDAY.date(), count, 0) for count in counts])
    assert [bar.height for bar in found] == [0 for _count in counts]
