"""The figures against the goals: valid complaints (QA-2), handled (QA-3), answered in time (QA-4)."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries

from complaints import actions, goals
from complaints.counted import Part
from complaints.models import Closing, Complaint
from complaints.tests.factories import make_answered, make_complaint, reopen, told
from complaints.tests.reports import make_closed, make_resolved, manager
from office.models import Building, Community, Role, Staff, Unit
from office.tests.factories import MONDAY, home, make_community, make_limit, make_staff, make_unit

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def make_homes(count: int, *, community: Community | None = None, **fields: Any) -> None:
    """So many homes of one building."""
    community = community or home()
    building, _ = Building.objects.get_or_create(community=community, number="9")
    Unit.objects.bulk_create(
        Unit(community=community, building=building, number=f"9-1-{number}", **fields) for number in range(count)
    )


def rate_of(user: Staff | None = None, now: datetime = MONDAY) -> goals.Rate:
    return goals.rate(home(), user or manager(), now)


def judged(valid: bool, **fields: Any) -> Complaint:
    complaint = make_complaint(**fields)
    return actions.judge(complaint, valid, "Looked at it.", by=manager(), now=MONDAY)


# ── valid complaints ────────────────────────────────────────────────────────
def test_qa2_valid_and_undecided_complaints_of_the_year_to_the_households() -> None:
    make_homes(4000)
    for row in (make_complaint(), judged(True), judged(False)):
        assert row.pk
    found = rate_of()
    assert (found.valid, found.valid_12_months, found.all, found.households) == (2, 2, 3, 4000)
    assert (found.per_mille, found.per_mille_12_months, found.all_per_10_000) == (0.5, 0.5, 7.5)
    assert (found.goal_per_mille, found.missed, found.all_missed) == (0.5, False, True)
    assert (found.bears, found.left, found.homes) == (2, 0, "4,000")


def test_cp5_the_rows_behind_the_figure_are_those_that_it_counts() -> None:
    valid, undecided = judged(True), make_complaint()
    judged(False)
    assert set(rate_of().rows) == {valid, undecided}


@pytest.mark.parametrize(
    ("homes", "complaints", "left", "missed"),
    [(1200, 0, 0, False), (1200, 1, -1, True), (2000, 0, 1, False), (2000, 1, 0, False), (1999, 0, 0, False)],
)
def test_qa2_what_the_year_can_still_bear(homes: int, complaints: int, left: int, missed: bool) -> None:
    make_homes(homes)
    for _ in range(complaints):
        make_complaint()
    found = rate_of()
    assert (found.left, found.missed) == (left, missed)


def test_qa2_several_about_one_event_are_counted_once() -> None:
    make_homes(10)
    lead, other = make_complaint(), make_complaint()
    actions.join(other, lead, by=manager(), now=MONDAY)
    assert (rate_of().valid, rate_of().all) == (1, 1)


def test_cp5_an_event_counts_as_valid_as_long_as_one_of_its_complaints_does() -> None:
    lead, other, by = make_complaint(), make_complaint(), make_staff(Role.MANAGER)
    actions.join(other, lead, by=by, now=MONDAY)
    actions.judge(lead, False, "Not so.", by=by, now=MONDAY)
    found = goals.rate(home(), by, MONDAY)
    assert (found.valid, found.all, found.few) == (1, 1, [lead])
    actions.judge(other, False, "Not so either.", by=by, now=MONDAY)
    assert goals.rate(home(), by, MONDAY).valid == 0


def test_qa2_wrong_entries_are_not_counted() -> None:
    make_homes(10)
    actions.void(make_complaint(), "twice", by=manager(), now=MONDAY)
    assert (rate_of().valid, rate_of().all) == (0, 0)


def test_qa2_households_are_those_handed_over_by_today() -> None:
    make_unit("1-1-101", handed_over_on=date(2026, 11, 23))
    make_unit("1-1-102", handed_over_on=date(2026, 11, 24))
    make_unit("1-1-103")
    assert goals.households(home(), date(2026, 11, 23)) == goals.Households(1, every=False)
    assert goals.households(home(), date(2026, 11, 24)) == goals.Households(2, every=False)
    assert rate_of().households == 1


def test_qa2_where_no_home_has_its_day_all_are_counted() -> None:
    make_homes(3)
    make_homes(5, community=make_community())
    assert goals.households(home(), MONDAY.date()) == goals.Households(3, every=True)
    assert rate_of().every_unit


def test_qa2_where_nothing_is_handed_over_yet_there_is_no_rate() -> None:
    make_unit("1-1-101", handed_over_on=date(2027, 1, 1))
    make_complaint()
    found = rate_of()
    assert (found.households, found.per_mille, found.per_mille_12_months, found.all_per_10_000) == (0, None, None, None)
    assert (found.missed, found.all_missed) == (False, False)


def test_qa2_the_year_begins_at_midnight_in_the_communitys_own_zone() -> None:
    make_homes(10)
    new_year = datetime(2027, 1, 1, tzinfo=SHANGHAI)
    make_complaint(now=new_year - timedelta(seconds=1))
    assert (rate_of(now=new_year).valid, rate_of(now=new_year).valid_12_months) == (0, 1)
    make_complaint(now=new_year)
    found = rate_of(now=new_year + HOUR)
    assert (found.since, found.valid, found.valid_12_months) == (date(2027, 1, 1), 1, 2)


def test_qa2_twelve_months_end_with_today() -> None:
    make_homes(10)
    for day in (23, 24):
        make_complaint(now=datetime(2025, 11, day, 12, tzinfo=SHANGHAI))
    found = rate_of()
    assert (found.year_ago, found.valid, found.valid_12_months) == (date(2025, 11, 24), 0, 1)


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 12, 31), date(2026, 1, 1)),
        (date(2028, 2, 28), date(2027, 3, 1)),
        (date(2028, 2, 29), date(2027, 3, 1)),
        (date(2029, 2, 28), date(2028, 3, 1)),
    ],
)
def test_the_first_day_of_twelve_months(day: date, first: date) -> None:
    assert goals.year_before(day) == first


def test_qa2_the_goals_are_the_managers_to_set() -> None:
    make_homes(2000)
    make_limit("QA-2/goal", community=home(), amount=15)
    make_limit("QA-2/all", community=home(), amount=20)
    found = rate_of()
    assert (found.goal_per_mille, found.goal_all, found.bears) == (1.5, 20, 3)


def test_cp5_who_may_not_know_of_it_counts_without_it() -> None:
    make_homes(10)
    about = manager()
    make_complaint(about_staff=about)
    make_complaint(confidential=True)
    people = [manager(), about, make_staff(Role.HEAD)]
    assert [(rate_of(user).valid, rate_of(user).all) for user in people] == [(2, 2), (1, 1), (0, 0)]


def test_qa2_one_of_another_estate_is_not_counted() -> None:
    make_homes(10)
    make_complaint(community=make_community())
    assert rate_of().all == 0


# ── handled ─────────────────────────────────────────────────────────────────
def handled(now: datetime, user: Staff | None = None) -> tuple[int, int, float | None]:
    found = goals.handled(home(), user or manager(), now)
    assert (found.part.rows.count(), found.part.of.count()) == (found.numerator, found.denominator)
    return found.numerator, found.denominator, found.percent


def test_qa3_resolved_to_all_that_are_resolved_or_whose_date_has_passed() -> None:
    make_resolved()
    make_complaint()
    make_complaint(now=MONDAY - 8 * DAY)
    assert handled(MONDAY) == (1, 2, 50.0)
    assert handled(MONDAY + 8 * DAY) == (1, 3, 33.3)


def test_qa3_one_whose_new_date_was_told_counts_from_it() -> None:
    complaint, by = make_answered(), manager()
    reply = told(plan="New pump.", next_at=MONDAY + DAY, resolve_by=date(2026, 12, 20))
    actions.explain(complaint, reply, by=by, now=MONDAY)
    assert handled(MONDAY + 8 * DAY) == (0, 0, None)
    assert handled(MONDAY + 30 * DAY) == (0, 1, 0.0)


def test_qa3_one_that_was_opened_again_is_not_resolved_any_more() -> None:
    complaint = make_resolved()
    no = actions.Said("unsatisfied", "phone", "张桂兰", "Still there.")
    actions.call_back(complaint, no, by=manager(), now=MONDAY)
    assert handled(MONDAY) == (0, 0, None)
    assert handled(MONDAY + 8 * DAY) == (0, 1, 0.0)


def test_cp4_closed_by_decision_before_its_date_is_not_counted_and_after_it_is() -> None:
    early, late = make_answered(), make_answered()
    by = manager()
    for complaint, at in ((early, MONDAY), (late, MONDAY + 8 * DAY)):
        actions.judge(complaint, True, "Looked at it.", by=by, now=at)
        actions.close(complaint, "withdrawn", "He rang.", by=by, now=at)
    assert handled(MONDAY + 30 * DAY) == (0, 1, 0.0)


def test_qa3_a_date_put_off_after_it_had_passed_counts_as_missed() -> None:
    complaint, by = make_answered(), manager()
    told_late = told(plan="New pump.", next_at=MONDAY + 9 * DAY, resolve_by=date(2026, 12, 20))
    actions.explain(complaint, told_late, by=by, now=MONDAY + 8 * DAY)
    assert handled(MONDAY + 8 * DAY) == (0, 1, 0.0)
    actions.resolve(complaint, "Swept.", by=by, now=MONDAY + 9 * DAY)
    assert handled(MONDAY + 9 * DAY) == (1, 1, 100.0)
    no = actions.Said("unsatisfied", "phone", "张桂兰", "Still there.")
    actions.call_back(complaint, no, by=by, now=MONDAY + 9 * DAY)
    assert handled(MONDAY + 9 * DAY) == (0, 0, None)


def test_qa3_closed_by_a_manager_after_a_no_it_was_handled_by_the_closing() -> None:
    complaint, by = make_resolved(), manager()
    no = actions.Said("unsatisfied", "phone", "张桂兰", "Still there.")
    actions.call_back(complaint, no, by=by, now=MONDAY)
    actions.judge(complaint, True, "Looked at it.", by=by, now=MONDAY)
    actions.close(complaint, "withdrawn", "He rang.", by=by, now=MONDAY + DAY)
    assert complaint.resolved_at is None
    assert handled(MONDAY + DAY) == (1, 1, 100.0)


# ── answered in time ────────────────────────────────────────────────────────
def answered(now: datetime, user: Staff | None = None) -> tuple[int, int, float | None]:
    found = goals.answered_in_time(home(), user or manager(), now)
    assert (found.part.rows.count(), found.part.of.count()) == (found.numerator, found.denominator)
    return found.numerator, found.denominator, found.percent


def test_qa4_answered_in_time_to_all_answered_or_older_than_that() -> None:
    by = manager()
    at = {0: MONDAY + 24 * HOUR, 1: MONDAY + 24 * HOUR + timedelta(seconds=1)}
    for late in (0, 1):
        actions.answer(make_complaint(), told(), by=by, now=at[late])
    make_complaint()
    assert answered(MONDAY + 23 * HOUR) == (1, 2, 50.0)
    assert answered(MONDAY + 25 * HOUR) == (1, 3, 33.3)


def test_qa4_what_was_no_answer_does_not_count() -> None:
    complaint = make_complaint()
    actions.answer(complaint, told(outcome="not_yet"), by=manager(), now=MONDAY)
    assert answered(MONDAY + HOUR) == (0, 0, None)
    assert answered(MONDAY + 25 * HOUR) == (0, 1, 0.0)


def test_qa4_closed_unanswered_counts_where_its_time_was_out() -> None:
    by = manager()
    for at in (MONDAY + HOUR, MONDAY + 30 * HOUR):
        complaint = make_complaint()
        actions.judge(complaint, True, "Looked at it.", by=by, now=at)
        actions.close(complaint, "withdrawn", "He rang.", by=by, now=at)
    assert answered(MONDAY + 60 * HOUR) == (0, 1, 0.0)


def test_qa4_opened_again_unanswered_the_time_of_the_new_round_counts() -> None:
    by, again = make_staff(Role.MANAGER), MONDAY + timedelta(days=30)
    answered, overdue = make_complaint(), make_complaint()
    for complaint in (answered, overdue):
        actions.judge(complaint, True, "Seen.", by=by, now=MONDAY)
        actions.close(complaint, Closing.WITHDRAWN, "He has moved.", by=by, now=MONDAY)
        reopen(complaint, now=again)
    actions.answer(answered, told(), by=by, now=again + timedelta(hours=2))
    share = goals.answered_in_time(home(), by, again + timedelta(hours=25))
    assert (share.numerator, share.denominator, share.missing_rows) == (1, 2, [overdue])


def test_qa4_who_may_not_know_of_it_counts_without_it() -> None:
    about = manager()
    actions.answer(make_complaint(about_staff=about), told(), by=manager(), now=MONDAY)
    assert [answered(MONDAY, user) for user in (manager(), about, make_staff(Role.HEAD))] == [
        (1, 1, 100.0), (0, 0, None), (0, 0, None),
    ]  # fmt: skip


def test_qa4_a_hundred_percent_is_said_of_nothing_less() -> None:
    none = Part(Complaint.objects.none(), Complaint.objects.none())
    found = goals.Share("QA-4", 9999, 10000, 100, none)
    assert (found.percent, found.missed) == (99.9, True)


def test_the_missing_are_named_a_few_the_newest_first() -> None:
    rows = [make_complaint(now=MONDAY - number * HOUR) for number in range(7)]
    found = goals.answered_in_time(home(), manager(), MONDAY + 25 * HOUR)
    assert (found.missing, found.missing_rows) == (7, rows[:5])


@pytest.mark.parametrize("complaints", [1, 3])
def test_it_costs_the_same_with_one_and_with_three(
    complaints: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    user, community = manager(), home()
    assert user.community_ids
    for _ in range(complaints):
        make_closed()
    with django_assert_num_queries(3):
        goals.rate(community, user, MONDAY)
    with django_assert_num_queries(2):
        goals.handled(community, user, MONDAY)
    with django_assert_num_queries(2):
        goals.answered_in_time(community, user, MONDAY)
