"""What is decided on a step, and until when it is done (CP-2)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError

from complaints import actions
from complaints.models import Complaint, Step
from complaints.tests.clock import LATER, TOO_LATE
from complaints.tests.factories import (
    DONE,
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
from office.models import Department, Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_department, make_staff
from office.verbs import NotAllowed

pytestmark = pytest.mark.django_db

FRIDAY = MONDAY + timedelta(days=4)
WHAT = "A guard from 18:00 on."
OWED = {"CP-1/answer": "11-24 10:05", "CP-8/resolve": "12-01 00:00"}


def test_cp2_the_decision_stands_on_its_step_and_is_owed_by_the_department_until_its_date() -> None:
    order, head = make_department(Department.Kind.ORDER), make_staff(Role.HEAD)
    complaint = make_complaint(department=order)
    passed_up(complaint)
    step = actions.decide(complaint, WHAT, FRIDAY, by=head, now=LATER)
    step.refresh_from_db()
    assert (step.level, step.decision, step.do_by) == (Step.Level.HEAD, WHAT, FRIDAY)
    assert (step.decided_at, step.decided_by) == (LATER, head)
    assert owes(complaint) == {**OWED, "CP-2/do": "11-27 10:05"}
    assert Promise.objects.get(rule="CP-2/do").department == order
    assert history(complaint)[-1] == ("decide", "received", WHAT)


def test_cp2_the_clock_of_the_step_stops_in_time_or_late() -> None:
    in_time, late = make_complaint(), make_complaint()
    for complaint, now in ((in_time, LATER), (late, TOO_LATE)):
        actions.decide(complaint, WHAT, by=a_manager(complaint), now=now)
    assert [ended(complaint) for complaint in (in_time, late)] == [
        {"CP-2/department": ("kept", False)},
        {"CP-2/department": ("kept", True)},
    ]
    # It is neither an answer nor a resolution.
    assert owes(in_time) == OWED


def test_cp2_each_step_has_its_own_decision() -> None:
    complaint, manager = make_complaint(), make_staff(Role.MANAGER)
    actions.decide(complaint, "Guards.", FRIDAY, by=manager, now=LATER)
    passed_up(complaint, by=manager, now=LATER)
    actions.decide(complaint, "A barrier.", FRIDAY + timedelta(days=1), by=manager, now=LATER)
    assert [step.decision for step in complaint.steps.all()] == ["Guards.", "A barrier."]
    assert Promise.objects.open().filter(rule="CP-2/do").count() == 2


def test_cp2_the_resolution_is_what_was_decided_done() -> None:
    complaint, manager = make_answered(), make_staff(Role.MANAGER)
    actions.decide(complaint, WHAT, FRIDAY, by=manager, now=LATER)
    actions.resolve(complaint, DONE, by=manager, now=FRIDAY + timedelta(minutes=1))
    assert ended(complaint)["CP-2/do"] == ("kept", True)


def test_a_second_decision_on_the_same_step_is_refused() -> None:
    complaint, manager = make_complaint(), make_staff(Role.MANAGER)
    actions.decide(complaint, WHAT, by=manager, now=LATER)
    with pytest.raises(actions.NotDecided, match="Decided already on this step: A guard from 18:00 on"):
        actions.decide(complaint, "A barrier.", by=manager, now=LATER)
    assert complaint.steps.get().decision == WHAT


@pytest.mark.parametrize("make", [make_resolved, make_satisfied, make_closed])
def test_what_is_resolved_needs_no_decision(make: Callable[[], Complaint]) -> None:
    complaint = make()
    with pytest.raises(InvalidMove):
        actions.decide(complaint, WHAT, by=a_manager(complaint), now=LATER)
    assert complaint.steps.get().decided_at is None


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.CREW, Role.COLLECTOR, Role.FINANCE, Role.ADMINISTRATOR])
def test_only_head_manager_and_company_decide(role: str) -> None:
    complaint = make_complaint()
    with pytest.raises(NotAllowed):
        actions.decide(complaint, WHAT, by=make_staff(role), now=LATER)
    assert complaint.steps.get().decided_at is None


def test_cp2_above_the_head_the_manager_or_the_company_decides() -> None:
    complaint, head = make_complaint(), make_staff(Role.HEAD)
    passed_up(complaint, Step.Level.MANAGER)
    with pytest.raises(actions.NotDecided, match="On this step the manager decides, or the company"):
        actions.decide(complaint, WHAT, by=head, now=LATER)
    actions.decide(complaint, WHAT, by=make_staff(Role.COMPANY), now=LATER)
    assert complaint.steps.here().decision == WHAT


def test_cp4_whom_it_is_about_never_decides() -> None:
    accused = make_staff(Role.COMPANY)
    complaint = make_complaint(about_staff=accused)
    with pytest.raises(NotAllowed):
        actions.decide(complaint, WHAT, by=accused, now=LATER)


def test_the_database_refuses_half_a_decision() -> None:
    make_complaint()
    with pytest.raises(IntegrityError, match="a_decision_says_what_and_when"):
        Step.objects.update(decided_at=LATER)
