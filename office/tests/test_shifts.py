"""Handing over a shift 交接班: what is frozen, what changes hands, who takes over, what never changes after that."""

from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, InternalError, transaction
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from office import promises, shifts
from office.duty import Turn
from office.models import Department, Notice, Promise, Role, Shift, ShiftChange, Staff
from office.shifts import Group
from office.tests.factories import MONDAY, home, make_community, make_department, make_promise, make_staff, owed
from office.tests.rosters import TODAY, put_on
from office.tests.threads import together

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# A quarter of an hour before the day shift ends; the night shift ends twelve hours after that.
EVENING = MONDAY.replace(hour=19, minute=45)
TURN = Turn(TODAY, Shift.DAY)


def due(after: timedelta, about: str, *, rule: str = "CP-1/answer", **fields: Any) -> Promise:
    """A promise made this morning that is due so long after EVENING."""
    return make_promise(rule=rule, about=about, due_at=EVENING + after, **fields)


def unsaved(**fields: Any) -> ShiftChange:
    return ShiftChange(**{"community": home(), "day": TODAY, "shift": Shift.DAY, "form_key": uuid4(), **fields})


def give(by: Staff, *, hand_on: bool = True, now: datetime = EVENING, **fields: Any) -> ShiftChange:
    return shifts.give(unsaved(**fields), hand_on=hand_on, by=by, now=now)


def counted(found: list[dict[str, Any]]) -> dict[str, int]:
    return {group["group"]: group["count"] for group in found}


def listed(found: list[dict[str, Any]]) -> dict[str, list[str]]:
    """What has a line, by group."""
    return {group["group"]: [line["about"] for line in group["lines"]] for group in found if group["lines"]}


def open_now(user: Staff | None = None) -> list[dict[str, Any]]:
    return shifts.open_now(home(), TURN, user=user or make_staff(), now=EVENING)


# ── what is open ────────────────────────────────────────────────────────────
def test_overdue_first_then_the_next_shift_then_calls_promised_the_rest_counted() -> None:
    due(DAY, "complaint of tomorrow")
    due(5 * DAY, "call of next week", rule="CB-5/first")
    due(36 * HOUR, "call of tomorrow", rule="CB-4/first")
    due(35 * HOUR, "to be rung back", rule="RC-6/rung-back")
    due(13 * HOUR, "missed call", rule="RC-12/missed-call")
    due(12 * HOUR, "in the night")
    due(timedelta(minutes=1), "before the shift ends")
    due(-HOUR, "overdue")
    due(-2 * HOUR, "overdue for longer", rule="CB-5/first")
    make_promise(rule="CB-3/rain", waits_for="rain", about="rain")
    promises.keep(due(HOUR, "kept"), by=None, now=EVENING)
    due(HOUR, "elsewhere", community=make_community())
    found = open_now()
    assert listed(found) == {
        Group.OVERDUE: ["overdue for longer", "overdue"],
        Group.NEXT: ["before the shift ends", "in the night"],
        Group.CALLBACKS: ["missed call", "to be rung back", "call of tomorrow"],
    }
    assert counted(found) == {
        Group.OVERDUE: 2, Group.NEXT: 2, Group.CALLBACKS: 3, Group.LATER: 2, Group.WAITING: 1
    }  # fmt: skip


def test_the_end_of_the_next_shift_still_belongs_to_it() -> None:
    ends = TURN.following().ends(home()) - EVENING
    due(ends, "at its end")
    due(ends + timedelta(seconds=1), "after it")
    assert listed(open_now()) == {Group.NEXT: ["at its end"]}


def test_a_call_that_opens_only_after_the_next_shift_is_due_later() -> None:
    make_promise(rule="CB-2/second", base_at=MONDAY - DAY, about="tomorrow at 24:00")
    make_promise(rule="CB-2/second", base_at=MONDAY, about="the day after tomorrow")
    Promise.objects.filter(about="tomorrow at 24:00").update(opens_at=EVENING + 13 * HOUR)
    assert counted(open_now()) == {Group.LATER: 2}


def test_a_line_says_what_where_by_when_in_whose_hands() -> None:
    desk, ann = make_department(name="Customer service"), make_staff(name="Ann")
    held = due(HOUR, "Burst pipe", place="3-2-501", holder=ann, department=desk, urgent=True, subject="R-1")
    due(2 * HOUR, "Answer", place="1-1-101", department=desk, subject="C-1")
    ((_group, one, two),) = [(group["group"], *group["lines"]) for group in open_now()]
    assert held.due_at
    assert one == {
        "rule": "CP-1/answer",
        "number": "R-1",
        "place": "3-2-501",
        "about": "Burst pipe",
        "urgent": True,
        "due": held.due_at.astimezone(UTC).isoformat(),
        "holder": "Ann",
    }
    assert (two["holder"], two["number"]) == ("Customer service", "C-1")


def test_what_not_everybody_may_know_is_on_nobodys_sheet() -> None:
    reception, manager = make_staff(), make_staff(Role.MANAGER)
    due(HOUR, "secret", confidential=True)
    due(HOUR, "hidden", hidden_from=reception)
    due(-HOUR, "open to all")
    for user in (reception, manager):
        assert counted(open_now(user)) == {Group.OVERDUE: 1}
        assert listed(open_now(user)) == {Group.OVERDUE: ["open to all"]}


def test_nothing_is_owed_to_anybody() -> None:
    assert open_now() == []


def test_never_more_lines_than_anybody_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shifts, "MOST", 3)
    for number in range(4):
        due(-number * HOUR - HOUR, f"overdue {number}")
    due(HOUR, "next")
    found = open_now()
    assert listed(found) == {Group.OVERDUE: ["overdue 3", "overdue 2", "overdue 1"]}
    assert counted(found) == {Group.OVERDUE: 4, Group.NEXT: 1}


@pytest.mark.parametrize("count", [1, 3])
def test_two_statements_however_many(count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    user, community = make_staff(), home()
    user.community_ids  # noqa: B018  read once for each request
    for number in range(count):
        for after in (-HOUR, HOUR, 2 * DAY):
            due(after, str(number), rule="CB-4/first")
    with django_assert_num_queries(2):
        shifts.open_now(community, TURN, user=user, now=EVENING)


# ── given ───────────────────────────────────────────────────────────────────
def test_saving_signs_and_freezes() -> None:
    ann = make_staff()
    promise = due(-HOUR, "overdue")
    change = give(ann, things="a key", special="rain")
    promises.keep(promise, by=ann, now=EVENING)
    change.refresh_from_db()
    assert (change.given_by, change.given_at, change.day, change.shift) == (ann, EVENING, TODAY, "day")
    assert (change.things, change.special, change.taken_by) == ("a key", "rain", None)
    assert listed(change.lines) == {Group.OVERDUE: ["overdue"]}
    assert change.number == f"JB-{change.pk:04d}"


@pytest.mark.parametrize("rule", shifts.HANDED_ON)
def test_what_whoever_is_there_must_do_goes_to_the_next_shift(rule: str) -> None:
    make_department()
    ann = make_staff()
    promise = due(-HOUR, "mine", rule=rule, holder=ann)
    change = give(ann)
    promise.refresh_from_db()
    assert promise.holder is None
    assert listed(change.lines) == {Group.OVERDUE: ["mine"], Group.HANDED_ON: ["mine"]}
    assert [group["lines"][0]["holder"] for group in change.lines] == ["客服部"] * 2


@pytest.mark.parametrize("rule", ["RC-6/rung-back", "RC-4/do", "RC-4/decision", "RP-9/finish", "CP-1/answer"])
def test_what_was_given_to_somebody_by_name_stays_with_him(rule: str) -> None:
    make_department()
    ann = make_staff()
    promise = due(-HOUR, "mine", rule=rule, holder=ann)
    assert Group.HANDED_ON not in counted(give(ann).lines)
    promise.refresh_from_db()
    assert promise.holder == ann


def test_nothing_of_others_of_other_departments_or_communities_changes_hands() -> None:
    ann, bo = make_staff(), make_staff()
    make_department()
    engineering, elsewhere = make_department(Department.Kind.ENGINEERING), make_community()
    make_department(community=elsewhere)
    kept = [
        due(HOUR, "hers", rule="CB-4/first", holder=bo),
        due(HOUR, "of engineering", rule="CB-4/first", holder=ann, department=engineering),
        due(HOUR, "elsewhere", rule="CB-4/first", holder=ann, community=elsewhere),
    ]
    give(ann)
    assert [Promise.objects.get(pk=row.pk).holder for row in kept] == [bo, ann, ann]


def test_who_does_not_want_it_keeps_what_he_holds() -> None:
    make_department()
    ann = make_staff()
    promise = due(HOUR, "mine", rule="CB-4/first", holder=ann)
    change = give(ann, hand_on=False)
    promise.refresh_from_db()
    assert (promise.holder, counted(change.lines)) == (ann, {Group.NEXT: 1})


def test_what_is_held_in_confidence_does_not_change_hands() -> None:
    make_department()
    manager = make_staff(Role.MANAGER)
    promise = due(HOUR, "secret", rule="CB-4/first", holder=manager, confidential=True)
    change = give(manager)
    promise.refresh_from_db()
    assert (counted(change.lines), promise.holder) == ({}, manager)


def test_sent_twice_it_is_handed_over_once() -> None:
    make_department()
    ann, key = make_staff(), uuid4()
    due(HOUR, "mine", rule="CB-4/first", holder=ann)
    first = give(ann, form_key=key)
    assert give(ann, form_key=key, now=EVENING + HOUR) == first
    assert ShiftChange.objects.get().given_at == EVENING


@pytest.mark.django_db(transaction=True)
def test_sent_by_two_clicks_at_once_it_is_handed_over_once() -> None:
    make_department()
    ann, key = make_staff(), uuid4()
    due(HOUR, "mine", rule="CB-4/first", holder=ann)
    changes = together([lambda: give(ann, form_key=key)] * 3)
    assert len({change.pk for change in changes}) == 1
    assert Group.HANDED_ON in counted(ShiftChange.objects.get().lines)


# ── who is told ─────────────────────────────────────────────────────────────
def told() -> dict[str, tuple[str, str]]:
    return {row.staff.name: (row.subject, row.text) for row in Notice.objects.select_related("staff")}


def test_who_comes_next_by_the_roster_is_told_in_his_language() -> None:
    desk = make_department()
    ann = make_staff(name="Ann", department=desk)
    night = make_staff(name="Night", language="en")
    make_staff(name="At home", department=desk)
    put_on(night, desk, shift=Shift.NIGHT)
    put_on(ann, desk)
    change = give(ann)
    assert told() == {"Night": (change.number, "Ann hands over: 11-23, day shift. Look through it and sign.")}


def test_without_a_roster_everybody_else_of_customer_service_is_told() -> None:
    desk = make_department()
    ann = make_staff(name="Ann", department=desk)
    make_staff(name="Bo", department=desk)
    make_staff(name="Foreign", department=desk, community=make_community())
    make_staff(name="Gone", department=desk, is_active=False)
    give(ann)
    assert set(told()) == {"Bo"}


def test_without_customer_service_nobody_is_told() -> None:
    give(make_staff())
    assert told() == {}


# ── taken over ──────────────────────────────────────────────────────────────
def take(change: ShiftChange, by: Staff, remark: str = "") -> ShiftChange:
    return shifts.take_over(change, remark=remark, by=by, now=EVENING + HOUR)


def test_another_one_takes_over_and_signs() -> None:
    change, bo = give(make_staff()), make_staff()
    take(change, bo, "keys counted")
    change.refresh_from_db()
    assert (change.taken_by, change.taken_at, change.remark) == (bo, EVENING + HOUR, "keys counted")


def test_nobody_takes_over_from_himself() -> None:
    ann = make_staff()
    change = give(ann)
    with pytest.raises(shifts.SamePerson):
        take(change, ann)
    with pytest.raises(IntegrityError), transaction.atomic():
        ShiftChange.objects.filter(pk=change.pk).update(taken_by=ann, taken_at=EVENING)
    change.refresh_from_db()
    assert change.taken_at is None


def test_who_comes_second_is_told_who_has_taken_over() -> None:
    change, bo = give(make_staff()), make_staff(name="Bo")
    stale = ShiftChange.objects.get(pk=change.pk)
    take(change, bo)
    with translation.override("en"), pytest.raises(shifts.AlreadyTaken, match="Bo has taken over already, at 20:45"):
        take(stale, make_staff())
    again = take(ShiftChange.objects.get(pk=change.pk), bo, "a second click")
    assert (again.taken_by, again.remark) == (bo, "")


def test_once_both_have_signed_nothing_changes() -> None:
    change = give(make_staff(), things="a key")
    with pytest.raises(InternalError, match="a handover that was signed never changes"), transaction.atomic():
        ShiftChange.objects.filter(pk=change.pk).update(things="no key")
    with pytest.raises(InternalError), transaction.atomic():
        ShiftChange.objects.filter(pk=change.pk).update(lines=[{}])
    take(change, make_staff())
    with pytest.raises(InternalError), transaction.atomic():
        ShiftChange.objects.filter(pk=change.pk).update(remark="later")
    with pytest.raises(InternalError), transaction.atomic():
        ShiftChange.objects.filter(pk=change.pk).delete()
    change.refresh_from_db()
    assert (change.things, change.remark) == ("a key", "")


def take_or_refuse(pk: int, by: Staff) -> str:
    try:
        take(ShiftChange.objects.get(pk=pk), by, by.name)
    except shifts.AlreadyTaken:
        return "refused"
    return "taken"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_over_at_once_one_does() -> None:
    change, people = give(make_staff()), [make_staff(name="Bo"), make_staff(name="Cy")]
    answers = together([partial(take_or_refuse, change.pk, by) for by in people])
    assert sorted(answers) == ["refused", "taken"]
    change.refresh_from_db()
    assert change.remark == people[answers.index("taken")].name


@pytest.mark.django_db(transaction=True)
def test_control_careless_code_believes_both_have_taken_over() -> None:
    change, meeting = give(make_staff()), Barrier(2, timeout=10)

    def take_naively(by: Staff) -> str:
        """Asks what it read earlier whether somebody took it, as careless code does; the database still refuses."""
        seen = ShiftChange.objects.get(pk=change.pk)
        assert seen.taken_at is None
        meeting.wait()
        try:
            ShiftChange.objects.filter(pk=seen.pk).update(taken_by=by, taken_at=EVENING)
        except InternalError:
            return "refused by the database"
        return "taken"

    answers = together([partial(take_naively, by) for by in (make_staff(), make_staff())])
    assert sorted(answers) == ["refused by the database", "taken"]


@pytest.mark.parametrize("batch", [1, 20])
def test_giving_costs_as_many_statements_however_much_is_open(batch: int, django_assert_max_num_queries: Any) -> None:
    desk = make_department()
    ann = make_staff(department=desk)
    make_staff(department=desk)
    ann.community_ids  # noqa: B018  read once for each request
    promises.make(
        [owed(rule="CB-4/first", holder=ann, due_at=EVENING + HOUR) for _ in range(batch)], by=None, now=MONDAY
    )
    with django_assert_max_num_queries(16):
        give(ann)
