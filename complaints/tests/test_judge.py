"""Whether a complaint is valid is decided by a manager, with the reason; until then it counts as valid (CP-5)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError

from complaints import actions
from complaints.models import Complaint
from complaints.tests.clock import LATER
from complaints.tests.factories import (
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
)
from office.models import Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_staff
from office.verbs import NotAllowed

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("valid", "note"), [(True, "valid: The lane was blocked."), (False, "invalid: The lane was blocked.")]
)
def test_cp5_it_is_decided_with_its_reason(valid: bool, note: str) -> None:
    complaint, manager = make_resolved(), make_staff(Role.MANAGER)
    actions.judge(complaint, valid, WHY, by=manager, now=LATER)
    stored = Complaint.objects.get()
    assert (stored.valid, stored.judged_at, stored.judged_by, stored.judged_why) == (valid, LATER, manager, WHY)
    assert (stored.status, owes(complaint)) == ("resolved", {"CB-11/first": "11-24 10:05"})
    assert ended(complaint)["CP-5/validity"] == ("kept", False)
    assert history(complaint)[-1] == ("judge", "resolved", note)


def test_cp5_decided_after_three_days_it_stays_late() -> None:
    complaint = make_resolved()
    actions.judge(complaint, True, WHY, by=a_manager(complaint), now=MONDAY + timedelta(days=4))
    assert ended(complaint)["CP-5/validity"] == ("kept", True)


@pytest.mark.parametrize("valid", [True, False])
def test_cp4_cp5_what_the_owner_is_satisfied_with_is_closed_by_the_decision(valid: bool) -> None:
    complaint, manager = make_satisfied(), make_staff(Role.MANAGER)
    actions.judge(complaint, valid, WHY, by=manager, now=LATER)
    stored = Complaint.objects.get()
    assert (stored.status, stored.closing, stored.closed_at) == ("closed", "satisfied", LATER)
    assert (stored.closed_by, owes(complaint)) == (manager, {"CP-4/in-touch": "12-31 00:00"})
    assert history(complaint)[-1] == ("close", "closed", "the owner is satisfied")


@pytest.mark.parametrize("make", [make_complaint, make_answered, make_resolved])
def test_cp5_it_can_be_decided_at_any_time_and_anew_as_long_as_it_is_open(make: Callable[[], Complaint]) -> None:
    complaint, manager = make(), make_staff(Role.MANAGER)
    before = complaint.status
    actions.judge(complaint, True, WHY, by=manager, now=MONDAY)
    actions.judge(complaint, False, "The lane was free.", by=manager, now=LATER)
    stored = Complaint.objects.get()
    assert (stored.valid, stored.judged_why, stored.status) == (False, "The lane was free.", before)
    assert [note for verb, _new, note in history(complaint) if verb == "judge"] == [
        "valid: The lane was blocked.",
        "invalid: The lane was free.",
    ]


def test_cp5_until_decided_it_counts_as_valid() -> None:
    undecided, valid, invalid = make_resolved(), make_resolved(), make_resolved()
    for complaint, found in ((valid, True), (invalid, False)):
        actions.judge(complaint, found, WHY, by=a_manager(complaint), now=LATER)
    assert set(Complaint.objects.counted_valid()) == {undecided, valid}


def test_what_is_closed_is_not_judged_again() -> None:
    complaint = make_closed()
    with pytest.raises(InvalidMove):
        actions.judge(complaint, False, WHY, by=a_manager(complaint), now=LATER)
    assert Complaint.objects.get().valid is True


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.MANAGER, Role.COMPANY)])
def test_cp5_only_a_manager_or_the_company_decides(role: str) -> None:
    complaint = make_resolved()
    with pytest.raises(NotAllowed):
        actions.judge(complaint, True, WHY, by=make_staff(role), now=LATER)
    assert Complaint.objects.get().valid is None


def test_cp4_whom_it_is_about_never_decides() -> None:
    accused = make_staff(Role.MANAGER)
    complaint = make_satisfied(about_staff=accused)
    with pytest.raises(NotAllowed):
        actions.judge(complaint, False, WHY, by=accused, now=LATER)
    assert Complaint.objects.get().valid is None


def test_cp5_the_database_refuses_a_decision_without_its_reason() -> None:
    with pytest.raises(IntegrityError, match="validity_has_a_reason"):
        actions.judge(make_resolved(), False, "", by=make_staff(Role.MANAGER), now=LATER)
