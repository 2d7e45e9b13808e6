"""A wrong entry is voided by a manager, before anybody was told anything (CP-4)."""

from collections.abc import Callable

import pytest

from complaints import actions
from complaints.models import Answer, Closing, Complaint
from complaints.tests.clock import LATER, TOO_LATE
from complaints.tests.factories import (
    ended,
    history,
    make_answered,
    make_closed,
    make_complaint,
    make_resolved,
    make_satisfied,
    owes,
    reopen,
    told,
)
from office.models import Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import make_staff
from office.verbs import NotAllowed

pytestmark = pytest.mark.django_db


def test_a_wrong_entry_is_voided_with_its_reason() -> None:
    complaint, manager = make_complaint(), make_staff(Role.MANAGER)
    actions.void(complaint, "entered twice", by=manager, now=LATER)
    assert (Complaint.objects.get().status, owes(complaint)) == (Complaint.Status.VOID, {})
    assert list(Promise.objects.order_by("rule").values_list("rule", "outcome", "why", "ended_by")) == [
        (rule, "released", "entered twice", manager.pk) for rule in ("CP-1/answer", "CP-2/department", "CP-8/resolve")
    ]
    assert history(complaint)[-1] == ("void", "void", "entered twice")


def test_what_was_overdue_by_then_stays_late() -> None:
    complaint = make_complaint()
    actions.void(complaint, "entered twice", by=make_staff(Role.MANAGER), now=TOO_LATE)
    assert ended(complaint) == {
        "CP-1/answer": ("kept", True),
        "CP-2/department": ("kept", True),
        "CP-8/resolve": ("released", False),
    }


def test_a_try_that_reached_nobody_does_not_stand_in_the_way() -> None:
    complaint, manager = make_complaint(), make_staff(Role.MANAGER)
    actions.answer(complaint, told(outcome=Answer.Outcome.NOBODY, spoken_to="", said=""), by=manager, now=LATER)
    actions.void(complaint, "entered twice", by=manager, now=LATER)
    assert Complaint.objects.get().status == Complaint.Status.VOID


def test_cp4_once_anybody_was_spoken_to_it_is_no_wrong_entry() -> None:
    complaint, manager = make_complaint(), make_staff(Role.MANAGER)
    actions.answer(complaint, told(outcome=Answer.Outcome.NOT_YET), by=manager, now=LATER)
    with pytest.raises(actions.NotYet, match="Somebody was spoken to about it"):
        actions.void(complaint, "entered twice", by=manager, now=LATER)
    assert Complaint.objects.get().status == Complaint.Status.RECEIVED


def test_cp4_what_the_owner_has_said_no_to_is_no_wrong_entry() -> None:
    """Closed unanswered and opened again by his "no", it is where it was, and yet somebody has spoken with him."""
    complaint, manager = make_complaint(), make_staff(Role.MANAGER)
    actions.judge(complaint, True, "Seen.", by=manager, now=LATER)
    actions.close(complaint, Closing.WITHDRAWN, "He has moved.", by=manager, now=LATER)
    reopen(complaint, now=LATER)
    assert complaint.status == Complaint.Status.RECEIVED
    with pytest.raises(actions.NotYet, match="Somebody was spoken to about it"):
        actions.void(complaint, "entered twice", by=manager, now=LATER)


def test_qa2_a_void_one_counted_with_it_holds_up_nothing() -> None:
    lead, other, third, manager = make_complaint(), make_complaint(), make_complaint(), make_staff(Role.MANAGER)
    actions.join(other, lead, by=manager, now=LATER)
    actions.void(other, "entered twice", by=manager, now=LATER)
    actions.join(lead, third, by=manager, now=LATER)
    actions.join(lead, None, by=manager, now=LATER)
    actions.void(lead, "entered twice", by=manager, now=LATER)
    assert list(Complaint.objects.counted_valid()) == [third]


def test_qa2_one_with_which_others_are_counted_is_not_voided_or_nobody_would_count_them() -> None:
    lead, other, manager = make_complaint(), make_complaint(), make_staff(Role.MANAGER)
    actions.join(other, lead, by=manager, now=LATER)
    with pytest.raises(actions.NotYet, match="count them on their own first"):
        actions.void(lead, "entered twice", by=manager, now=LATER)
    actions.join(other, None, by=manager, now=LATER)
    actions.void(lead, "entered twice", by=manager, now=LATER)
    assert list(Complaint.objects.counted_valid()) == [other]


@pytest.mark.parametrize("make", [make_answered, make_resolved, make_satisfied, make_closed])
def test_cp4_what_was_answered_is_never_voided(make: Callable[[], Complaint]) -> None:
    complaint = make()
    before = complaint.status
    with pytest.raises(InvalidMove):
        actions.void(complaint, "entered twice", by=make_staff(Role.MANAGER), now=LATER)
    assert Complaint.objects.get().status == before


def test_a_second_time_it_is_too_late() -> None:
    complaint, manager = make_complaint(), make_staff(Role.MANAGER)
    actions.void(complaint, "entered twice", by=manager, now=LATER)
    with pytest.raises(InvalidMove, match="was first"):
        actions.void(complaint, "entered twice", by=manager, now=LATER)
    assert len(history(complaint)) == 2


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.HEAD, Role.FINANCE])
def test_only_a_manager_voids(role: str) -> None:
    complaint = make_complaint()
    with pytest.raises(NotAllowed):
        actions.void(complaint, "entered twice", by=make_staff(role), now=LATER)
    assert Complaint.objects.get().status == Complaint.Status.RECEIVED


def test_cp4_the_table_of_moves() -> None:
    assert {status: sorted(to) for status, to in Complaint.TRANSITIONS.items()} == {
        "received": ["answered", "closed", "void"],
        "answered": ["closed", "resolved"],
        "resolved": ["answered", "closed", "satisfied"],
        "satisfied": ["answered", "closed"],
        "closed": ["answered", "received"],
        "void": [],
    }
