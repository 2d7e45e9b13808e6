"""What one step cannot settle is passed up, and those responsible are called together (CP-2)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from complaints import actions
from complaints.models import Complaint, Step
from complaints.tests.clock import LATER, TOO_LATE
from complaints.tests.factories import (
    TEXT,
    WHY,
    a_manager,
    ended,
    history,
    make_answered,
    make_closed,
    make_complaint,
    make_resolved,
    make_satisfied,
    owes,
    passed_up,
)
from office.models import Department, Duty, Notice, Promise, Role, Staff
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_department, make_staff, make_unit
from office.tests.rosters import put_on
from office.verbs import NotAllowed

pytestmark = pytest.mark.django_db

Level = Step.Level
OWED = {"CP-1/answer": "11-24 10:05", "CP-8/resolve": "12-01 00:00"}


def told_of(*people: Staff) -> list[int]:
    return [Notice.objects.filter(staff=person).count() for person in people]


def test_cp2_it_goes_up_with_its_reason_and_the_people_called_and_the_step_below_has_ended() -> None:
    head, guard, by = make_staff(Role.HEAD), make_staff(Role.CREW), make_staff()
    complaint = make_complaint(department=make_department(Department.Kind.ORDER, head=head))
    step = passed_up(complaint, by=by, now=LATER, called=[guard], called_others="the street office")
    assert (step.level, step.at, step.by, step.reason, step.holder) == (Level.HEAD, LATER, by, WHY, head)
    assert (list(step.called.all()), step.called_others, step.decided_at) == ([guard], "the street office", None)
    assert list(complaint.steps.values_list("level", flat=True)) == [Level.DEPARTMENT, Level.HEAD]
    assert owes(complaint) == {"CP-2/head": "11-23 22:05", **OWED}
    assert Promise.objects.get(rule="CP-2/head").holder == head
    assert ended(complaint) == {"CP-2/department": ("kept", False)}
    assert history(complaint)[-1] == ("pass_up", "received", f"head of department: {WHY}")


def test_cp2_those_called_and_whose_it_is_now_are_told_at_once() -> None:
    head, guard, other = make_staff(Role.HEAD, language="en"), make_staff(Role.CREW), make_staff()
    order = make_department(Department.Kind.ORDER, head=head)
    complaint = make_complaint(department=order, unit=make_unit("3-2-501"))
    passed_up(complaint, called=[guard, head], now=LATER)
    assert told_of(head, guard, other) == [1, 1, 0]
    notice = Notice.objects.get(staff=head)
    assert (notice.subject, notice.at) == (complaint.number, LATER)
    assert notice.text == f"Complaint 3-2-501 {TEXT} has come to: head of department"


def test_cp2_the_head_on_duty_has_it_in_hand() -> None:
    head, deputy = make_staff(Role.HEAD), make_staff(Role.HEAD)
    order = make_department(Department.Kind.ORDER, head=head)
    put_on(deputy, order, Duty.Post.HEAD)
    assert passed_up(make_complaint(department=order)).holder == deputy


def test_cp2_a_step_may_be_left_out_and_the_companys_has_no_clock() -> None:
    company, manager, complaint = make_staff(Role.COMPANY), make_staff(Role.MANAGER), make_complaint()
    passed_up(complaint, Level.MANAGER, by=manager, now=LATER)
    assert owes(complaint) == {"CP-2/manager": "11-24 06:05", **OWED}
    passed_up(complaint, Level.COMPANY, by=manager, now=LATER)
    assert (owes(complaint), told_of(company, manager)) == (OWED, [1, 1])
    assert list(complaint.steps.values_list("level", flat=True)) == [Level.DEPARTMENT, Level.MANAGER, Level.COMPANY]


@pytest.mark.parametrize(
    ("hours", "due"),
    [
        # Four of the head's own eight hours are left, and then less than that.
        (8, "11-23 22:05"),
        (9, "11-24 03:05"),
        (100, "11-27 22:05"),
    ],
)
def test_cp2_a_step_to_which_it_comes_late_has_its_own_time(hours: int, due: str) -> None:
    complaint = make_answered()
    passed_up(complaint, now=MONDAY + timedelta(hours=hours))
    assert owes(complaint)["CP-2/head"] == due


def test_cp2_passed_up_after_its_time_the_step_below_stays_late() -> None:
    complaint = make_complaint()
    passed_up(complaint, Level.MANAGER, now=TOO_LATE)
    assert ended(complaint) == {"CP-2/department": ("kept", True)}


def test_cp2_what_was_decided_below_is_still_owed() -> None:
    complaint = make_answered()
    friday = MONDAY + timedelta(days=4)
    actions.decide(complaint, "Guards.", friday, by=a_manager(complaint), now=LATER)
    passed_up(complaint, now=LATER)
    assert owes(complaint)["CP-2/do"] == "11-27 10:05"


def test_cp2_where_nobody_heads_the_department_the_managers_are_told() -> None:
    manager, complaint = make_staff(Role.MANAGER), make_complaint()
    passed_up(complaint, Level.HEAD, by=make_staff())
    assert told_of(manager) == [1]


def test_a_confidential_one_is_told_and_shown_to_nobody_who_may_not_know_of_it() -> None:
    accused, manager, reception = make_staff(Role.COMPANY), make_staff(Role.MANAGER), make_staff()
    company = make_staff(Role.COMPANY, language="en")
    complaint = make_complaint(about_staff=accused, unit=make_unit("3-2-501"))
    step = passed_up(complaint, Level.COMPANY, by=manager, called=[accused, reception, manager])
    assert list(step.called.all()) == [manager]
    assert told_of(accused, reception, manager, company) == [0, 0, 2, 1]
    assert Notice.objects.get(staff=company).text == "Complaint 3-2-501 parking and order has come to: company"
    assert [Step.objects.visible_to(who).count() for who in (accused, reception, manager)] == [0, 0, 2]


@pytest.mark.parametrize("level", [Level.DEPARTMENT, Level.HEAD])
def test_cp2_it_never_comes_down_or_stays(level: int) -> None:
    complaint = make_complaint()
    passed_up(complaint)
    with pytest.raises(actions.NotHigher, match="as far as that already: head of department"):
        passed_up(complaint, level)
    assert complaint.steps.count() == 2


@pytest.mark.parametrize("make", [make_resolved, make_satisfied, make_closed])
def test_what_is_resolved_is_not_passed_up(make: Callable[[], Complaint]) -> None:
    complaint = make()
    with pytest.raises(InvalidMove):
        passed_up(complaint)
    assert complaint.steps.count() == 1


@pytest.mark.parametrize("role", [Role.CREW, Role.COLLECTOR, Role.FINANCE, Role.ADMINISTRATOR])
def test_only_who_may_passes_it_up(role: str) -> None:
    complaint = make_complaint()
    with pytest.raises(NotAllowed):
        passed_up(complaint, by=make_staff(role))
    assert complaint.steps.count() == 1


def test_cp4_whom_it_is_about_never_passes_it_up() -> None:
    accused = make_staff(Role.MANAGER)
    complaint = make_complaint(about_staff=accused)
    with pytest.raises(NotAllowed):
        passed_up(complaint, Level.COMPANY, by=accused)
