"""What a weekly report keeps of each complaint, as of the end of its week, and what of it who may know (CP-6)."""

from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from complaints import actions
from complaints.models import Complaint, Type
from complaints.reporting.collecting import collect
from complaints.reporting.rows import Earlier, Row, for_reader
from complaints.tests.factories import TEXT, make_answered, make_complaint, told
from complaints.tests.reports import (
    ENDS,
    ITS_DAY,
    NEXT_MONDAY,
    WEEK,
    make_closed,
    make_resolved,
    make_row,
    manager,
    week_of,
)
from office.models import Department, Role, Staff
from office.tests.factories import MONDAY, home, make_community, make_department, make_staff, make_unit

pytestmark = pytest.mark.django_db
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def row_of(complaint: Complaint, monday: date = ITS_DAY) -> Row | None:
    """What the report of this week keeps of the complaint."""
    return next((row for row in collect(week_of(monday)) if row.number == complaint.number), None)


def test_cp6_it_keeps_everything_that_is_counted_of_a_complaint_that_ended_in_the_week() -> None:
    order = make_department(Department.Kind.ORDER)
    complaint = make_closed(unit=make_unit("3-2-501"), department=order)
    at = "2026-11-23T10:05:00+08:00"
    assert row_of(complaint) == Row(
        number=complaint.number,
        confidential=False,
        about_staff=None,
        received=at,
        valid=True,
        answered=at,
        answer_due="2026-11-24T10:05:00+08:00",
        listed=True,
        status="closed",
        type="parking",
        department=order.name,
        building="3",
        place="3-2-501",
        text=TEXT,
        resolved=at,
        result="Swept.",
        closed=at,
        closing="satisfied",
    )


def test_cp6_what_happened_after_the_week_is_not_known_to_it() -> None:
    complaint, by = make_complaint(), manager()
    before = row_of(complaint)
    actions.answer(complaint, told(), by=by, now=ENDS)
    actions.resolve(complaint, "Swept.", by=by, now=ENDS)
    actions.call_back(complaint, actions.Said("unsatisfied", "phone", "张桂兰", "No."), by=by, now=ENDS)
    found = row_of(complaint)
    assert before is not None
    assert found is not None
    assert (found.status, found.answered, found.resolved, found.result) == ("received", "", "", "")
    assert found.answer_due == before.answer_due


def test_cp4_the_round_is_that_of_the_end_of_the_week() -> None:
    complaint, by, no = make_resolved(), manager(), actions.Said("unsatisfied", "phone", "张桂兰", "No.")
    actions.call_back(complaint, no, by=by, now=ENDS - SECOND)
    actions.resolve(complaint, "Swept again.", by=by, now=ENDS - SECOND)
    actions.call_back(complaint, no, by=by, now=ENDS)
    found = row_of(complaint)
    assert found is not None
    assert (complaint.round, found.round) == (3, 2)


def test_cp4_closed_in_the_week_and_open_again_since_it_says_that_it_was_closed_but_not_how() -> None:
    complaint = make_closed()
    no = actions.Said("unsatisfied", "phone", "张桂兰", "Still there.")
    actions.call_back(complaint, no, by=manager(), now=ENDS)
    found = row_of(complaint)
    assert found is not None
    assert (found.status, bool(found.closed), found.closing) == ("closed", True, "")


def test_cp6_open_from_before_is_listed_and_closed_before_is_kept_for_the_trend_alone() -> None:
    still_open, closed = make_complaint(now=MONDAY - 20 * WEEK), make_closed(now=MONDAY - WEEK, unit=make_unit())
    found = {row.number: row for row in collect(week_of())}
    assert (found[still_open.number].listed, found[closed.number].listed) == (True, False)
    kept = found[closed.number]
    assert (kept.type, kept.text, kept.place, kept.status) == ("", "", "", "")
    assert (kept.received[:10], kept.valid) == ("2026-11-16", True)


def test_cp6_closed_long_ago_is_not_kept_at_all_unless_it_was_this_year() -> None:
    last_year, this_year = make_closed(now=MONDAY.replace(year=2025)), make_closed(now=MONDAY.replace(month=1))
    assert (row_of(last_year), row_of(this_year) is None) == (None, False)


def test_cp6_received_before_the_week_and_ended_in_it_is_listed() -> None:
    complaint, by = make_resolved(now=MONDAY - 2 * WEEK), manager()
    actions.judge(complaint, False, "Not ours.", by=by, now=MONDAY)
    actions.call_back(complaint, actions.Said("satisfied", "phone", "张桂兰"), by=by, now=MONDAY)
    found = row_of(complaint)
    assert found is not None
    assert (found.listed, found.status, found.closing, found.resolved, found.valid) == (
        True, "closed", "satisfied", "", False,
    )  # fmt: skip


def test_cp6_the_week_ends_with_sunday_24_00() -> None:
    last, first = make_complaint(now=ENDS - SECOND), make_complaint(now=ENDS)
    assert (row_of(last) is None, row_of(first)) == (False, None)
    found = row_of(first, date(2026, 11, 30))
    assert found is not None
    assert found.received == "2026-11-30T00:00:00+08:00"


def test_cp6_wrong_entries_and_other_estates_are_not_kept() -> None:
    actions.void(make_complaint(), "twice", by=manager(), now=MONDAY)
    make_complaint(community=make_community())
    assert collect(week_of(community=home())) == []


def test_qa2_one_counted_with_another_names_it() -> None:
    lead, other = make_complaint(), make_complaint()
    actions.join(other, lead, by=manager(), now=NEXT_MONDAY)
    found = row_of(other)
    assert found is not None
    assert (found.event, found.counts) == (lead.number, False)


def test_qa4_closed_before_its_time_it_owed_no_answer() -> None:
    complaint, by = make_complaint(), manager()
    actions.judge(complaint, True, "Looked at it.", by=by, now=MONDAY)
    actions.close(complaint, "withdrawn", "He rang.", by=by, now=MONDAY)
    found = row_of(complaint)
    assert found is not None
    assert (found.answer_due, found.closing) == ("", "withdrawn")


def test_a_long_text_is_cut() -> None:
    found = row_of(make_complaint(text="long " * 100))
    assert found is not None
    assert (len(found.text), found.text[-1]) == (120, "…")


# ── what recurs ─────────────────────────────────────────────────────────────
def earlier(complaint: Complaint) -> list[str]:
    found = row_of(complaint)
    assert found is not None
    return [row.number for row in found.earlier]


def test_cp7_the_same_home_and_type_within_90_days() -> None:
    unit = make_unit()
    days = {day: make_complaint(unit=unit, now=MONDAY - day * DAY) for day in (91, 90, 1)}
    make_complaint(unit=make_unit("3-2-502"), now=MONDAY - DAY)
    make_complaint(unit=unit, type=Type.LIFT, now=MONDAY - DAY)
    assert earlier(make_complaint(unit=unit)) == [days[1].number, days[90].number]


def test_cp7_the_same_thing_complained_of_from_any_home() -> None:
    person, order = make_staff(), make_department(Department.Kind.ORDER)
    first: list[dict[str, Any]] = [{"about_staff": person}, {"about_department": order}, {"about_place": "东门 岗亭"}]
    again: list[dict[str, Any]] = [{"about_staff": person}, {"about_department": order}, {"about_place": "东门岗亭"}]
    for number, (before, after) in enumerate(zip(first, again, strict=True)):
        complaint = make_complaint(type=Type.LIFT, unit=make_unit(f"9-1-10{number}"), **before)
        assert earlier(make_complaint(**after)) == [complaint.number]


def test_cp7_without_a_home_and_without_a_name_nothing_recurs() -> None:
    make_complaint()
    assert earlier(make_complaint()) == []


# ── who may know of it ──────────────────────────────────────────────────────
def numbers(rows: list[Row], user: Staff) -> list[tuple[str, int]]:
    return [(row.number, row.time) for row in for_reader([row.kept() for row in rows], user)]


def test_cp6_a_reader_counts_without_what_he_may_not_know_of_and_without_what_is_about_himself() -> None:
    boss, about, head = manager(), manager(), make_staff(Role.HEAD)
    rows = [
        make_row(number="C-1"),
        make_row(number="C-2", confidential=True),
        make_row(number="C-3", confidential=True, about_staff=about.pk),
    ]
    assert numbers(rows, boss) == [("C-1", 1), ("C-2", 1), ("C-3", 1)]
    assert numbers(rows, about) == [("C-1", 1), ("C-2", 1)]
    assert numbers(rows, head) == [("C-1", 1)]


def test_cp7_what_recurs_is_counted_from_the_same() -> None:
    boss, about, head = manager(), manager(), make_staff(Role.HEAD)
    before = (Earlier("C-7", False, None), Earlier("C-8", True, None), Earlier("C-9", True, about.pk))
    row = make_row(earlier=before)
    assert [numbers([row], user) for user in (boss, about, head)] == [[("C-1", 4)], [("C-1", 3)], [("C-1", 2)]]


def test_a_row_is_read_as_it_was_kept() -> None:
    row = make_row(earlier=(Earlier("C-7", False, None),), valid=False)
    assert Row.read(row.kept()) == row


@pytest.mark.parametrize("complaints", [1, 3])
def test_it_costs_three_statements_with_one_and_with_three(
    complaints: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    unit, week = make_unit(), week_of()
    for _ in range(complaints):
        make_answered(unit=unit)
    with django_assert_num_queries(3):
        collect(week)
