"""A wrong entry is voided by a manager; nothing else ends a complaint (CP-4)."""

import pytest

from complaints import actions
from complaints.models import Complaint
from complaints.tests.clock import LATER, TOO_LATE
from complaints.tests.factories import history, make_answered, make_complaint, owes
from office.models import Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import make_staff
from office.verbs import NotAllowed

pytestmark = pytest.mark.django_db


def test_a_wrong_entry_is_voided_with_its_reason() -> None:
    complaint, manager = make_complaint(), make_staff(Role.MANAGER)
    actions.void(complaint, "entered twice", by=manager, now=LATER)
    released = Promise.objects.get()
    assert (Complaint.objects.get().status, owes(complaint)) == (Complaint.Status.VOID, {})
    assert (released.outcome, released.why, released.ended_by) == ("released", "entered twice", manager)
    assert history(complaint)[-1] == ("void", "void", "entered twice")


def test_what_was_overdue_by_then_stays_late() -> None:
    complaint = make_complaint()
    actions.void(complaint, "entered twice", by=make_staff(Role.MANAGER), now=TOO_LATE)
    assert Promise.objects.get().kept_late is True


def test_one_that_was_answered_can_be_a_wrong_entry_too() -> None:
    complaint = make_answered()
    actions.void(complaint, "entered twice", by=make_staff(Role.MANAGER), now=LATER)
    assert Complaint.objects.get().status == Complaint.Status.VOID


def test_a_second_time_it_is_too_late() -> None:
    complaint, manager = make_complaint(), make_staff(Role.MANAGER)
    actions.void(complaint, "entered twice", by=manager, now=LATER)
    with pytest.raises(InvalidMove, match="was first"):
        actions.void(complaint, "entered twice", by=manager, now=LATER)
    assert len(history(complaint)) == 2


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.HEAD, Role.COMPANY, Role.FINANCE])
def test_only_a_manager_voids(role: str) -> None:
    complaint = make_complaint()
    with pytest.raises(NotAllowed):
        actions.void(complaint, "entered twice", by=make_staff(role), now=LATER)
    assert Complaint.objects.get().status == Complaint.Status.RECEIVED


def test_cp4_neither_an_answer_nor_time_ends_a_complaint() -> None:
    make_complaint(), make_answered()
    actions.void(make_complaint(), "entered twice", by=make_staff(Role.MANAGER), now=LATER)
    assert list(Complaint.objects.open().values_list("status", flat=True)) == ["received", "answered"]
    assert {status: sorted(to) for status, to in Complaint.TRANSITIONS.items()} == {
        "received": ["answered", "void"],
        "answered": ["void"],
        "void": [],
    }
