"""The matter is dealt with: what is owed then (CP-8, CB-11, CP-5)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from complaints import actions
from complaints.models import Complaint
from complaints.tests.clock import LATER
from complaints.tests.factories import (
    DONE,
    WHY,
    a_manager,
    ended,
    from_nobody,
    history,
    make_answered,
    make_closed,
    make_complaint,
    make_resolved,
    make_satisfied,
    owes,
    passed_up,
    reached,
    reopen,
    told,
)
from office.models import Department, Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_department, make_staff
from office.verbs import NotAllowed

pytestmark = pytest.mark.django_db

VALIDITY = {"CP-5/validity": "11-27 00:00"}


def test_cp8_cb11_cp5_what_was_done_is_written_down_and_the_callback_and_the_decision_are_owed() -> None:
    service, office = make_department(), make_department(Department.Kind.MANAGEMENT)
    complaint, by = make_answered(), make_staff()
    actions.resolve(complaint, DONE, by=by, now=LATER)
    stored = Complaint.objects.get()
    assert (stored.status, stored.resolved_at, stored.result, stored.round) == ("resolved", LATER, DONE, 1)
    assert owes(complaint) == {"CB-11/first": "11-24 12:05", **VALIDITY}
    assert ended(complaint)["CP-8/resolve"] == ("kept", False)
    assert history(complaint)[-1] == ("resolve", "resolved", DONE)
    holders = Promise.objects.open().order_by("rule").values_list("department", flat=True)
    assert list(holders) == [service.pk, office.pk]


def test_cp8_resolved_after_the_seventh_day_it_stays_late() -> None:
    complaint = make_answered()
    actions.resolve(complaint, DONE, by=make_staff(), now=MONDAY + timedelta(days=8))
    assert ended(complaint)["CP-8/resolve"] == ("kept", True)


def test_cp5_where_validity_is_decided_it_is_not_asked_for_again() -> None:
    complaint = make_answered()
    actions.judge(complaint, True, WHY, by=a_manager(complaint), now=MONDAY)
    actions.resolve(complaint, DONE, by=make_staff(), now=LATER)
    assert owes(complaint) == {"CB-11/first": "11-24 12:05"}


def test_cp4_an_anonymous_one_is_called_back_by_nobody_and_its_end_is_the_managers_to_decide() -> None:
    complaint = make_resolved(contact=from_nobody(), now=LATER)
    assert owes(complaint) == {"CP-4/close": "11-27 00:00", **VALIDITY}
    actions.judge(complaint, True, WHY, by=a_manager(complaint), now=LATER)
    assert owes(complaint) == {"CP-4/close": "11-27 00:00"}


def test_cp2_the_step_to_which_it_was_passed_up_has_ended() -> None:
    complaint = make_answered()
    passed_up(complaint)
    actions.resolve(complaint, DONE, by=make_staff(), now=LATER)
    assert ended(complaint)["CP-2/head"] == ("kept", False)


def test_cp3_a_date_told_stands_until_the_complainant_has_heard_of_us() -> None:
    complaint, by = make_complaint(), make_staff()
    actions.answer(complaint, told(next_at=MONDAY + timedelta(hours=4)), by=by, now=MONDAY)
    actions.resolve(complaint, DONE, by=by, now=LATER)
    assert owes(complaint) == {"CP-3/again": "11-23 14:05", "CB-11/first": "11-24 12:05", **VALIDITY}
    actions.call_back(complaint, reached(), by=by, now=LATER)
    assert (owes(complaint), ended(complaint)["CP-3/again"]) == (VALIDITY, ("kept", False))


def test_each_round_is_resolved_and_called_back_anew() -> None:
    complaint = reopen(make_resolved())
    actions.resolve(complaint, "A second barrier.", by=make_staff(), now=LATER)
    assert (complaint.round, complaint.result) == (2, "A second barrier.")
    assert owes(complaint) == {"CB-11/first": "11-24 12:05", **VALIDITY}


def test_cp1_what_was_not_answered_is_not_resolved() -> None:
    complaint = make_complaint()
    with pytest.raises(InvalidMove):
        actions.resolve(complaint, DONE, by=make_staff(), now=LATER)
    assert (Complaint.objects.get().status, history(complaint)) == ("received", [("take", "received", "")])


@pytest.mark.parametrize("make", [make_resolved, make_satisfied, make_closed])
def test_what_is_resolved_is_not_resolved_again(make: Callable[[], Complaint]) -> None:
    complaint = make()
    with pytest.raises(InvalidMove):
        actions.resolve(complaint, "Again.", by=make_staff(), now=LATER)
    assert Complaint.objects.get().result == DONE


@pytest.mark.parametrize("role", [Role.CREW, Role.COLLECTOR, Role.FINANCE, Role.ADMINISTRATOR])
def test_only_who_may_resolves(role: str) -> None:
    complaint = make_answered()
    with pytest.raises(NotAllowed):
        actions.resolve(complaint, DONE, by=make_staff(role), now=LATER)
    assert Complaint.objects.get().status == "answered"


def test_cp4_whom_it_is_about_never_resolves_it() -> None:
    accused = make_staff(Role.MANAGER)
    complaint = make_answered(about_staff=accused)
    with pytest.raises(NotAllowed):
        actions.resolve(complaint, DONE, by=accused, now=LATER)
