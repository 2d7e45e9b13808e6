"""A resolved complaint is called back until the owner is satisfied (CB-11, CP-4)."""

from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from complaints import actions
from complaints.listing import to_call_back
from complaints.models import Callback, Closing, Complaint, Step
from complaints.tests.clock import LATER, TOO_LATE
from complaints.tests.factories import (
    DONE,
    NO,
    WHY,
    a_manager,
    ended,
    from_nobody,
    history,
    make_anonymous,
    make_answered,
    make_closed,
    make_complaint,
    make_judged,
    make_resolved,
    make_satisfied,
    not_reached,
    owes,
    passed_up,
    reached,
    reopen,
    told,
)
from office.models import Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_staff
from office.verbs import NotAllowed
from owners.models import Contact

pytestmark = pytest.mark.django_db

Outcome = Callback.Outcome
NO_AGAIN = reached(Outcome.NOT_SATISFIED, said=NO)
AGAIN = {"CP-2/department": "11-23 14:05", "CP-8/resolve": "12-01 00:00"}
VALIDITY = {"CP-5/validity": "11-27 00:00"}


def test_cb11_cp4_satisfied_and_decided_it_is_closed_and_we_are_in_touch_once_more() -> None:
    complaint, by = make_judged(), make_staff()
    made = actions.call_back(complaint, reached(), by=by, now=LATER)
    assert (made.round, made.in_touch, made.at, made.by, made.how) == (1, False, LATER, by, "phone")
    assert (made.outcome, made.spoken_to, made.said) == (Outcome.SATISFIED, "Ann Miller", "Quiet since.")
    stored = Complaint.objects.get()
    assert (stored.status, stored.closing, stored.closed_at, stored.closed_by) == ("closed", "satisfied", LATER, by)
    assert owes(complaint) == {"CP-4/in-touch": "12-31 00:00"}
    assert ended(complaint)["CB-11/first"] == ("kept", False)
    assert history(complaint)[-1] == ("call_back", "closed", "the owner is satisfied Quiet since.")


def test_cp5_satisfied_but_undecided_it_waits_for_the_decision_of_a_manager() -> None:
    complaint = make_resolved()
    actions.call_back(complaint, reached(), by=make_staff(), now=LATER)
    stored = Complaint.objects.get()
    assert (stored.status, stored.closing, stored.closed_at) == ("satisfied", "", None)
    assert owes(complaint) == VALIDITY
    assert history(complaint)[-1] == ("call_back", "satisfied", "Quiet since.")


def test_cb11_called_back_after_24_hours_it_stays_late() -> None:
    complaint = make_resolved()
    actions.call_back(complaint, reached(), by=make_staff(), now=TOO_LATE)
    assert ended(complaint)["CB-11/first"] == ("kept", True)


@pytest.mark.parametrize("make", [make_resolved, make_judged])
def test_cb11_where_nobody_was_reached_the_callback_is_still_owed(make: Callable[[], Complaint]) -> None:
    complaint = make()
    before = owes(complaint)
    actions.call_back(complaint, not_reached(), by=make_staff(), now=LATER)
    assert (owes(complaint), Complaint.objects.get().status) == (before, "resolved")
    assert history(complaint)[-1] == ("call_back", "resolved", "nobody reached")


@pytest.mark.parametrize("make", [make_resolved, make_judged, make_satisfied, make_closed])
def test_cp4_a_no_opens_it_again_one_round_further(make: Callable[[], Complaint]) -> None:
    complaint = make()
    actions.call_back(complaint, NO_AGAIN, by=make_staff(), now=LATER)
    stored = Complaint.objects.get()
    assert (stored.status, stored.round, stored.resolved_at, stored.result) == ("answered", 2, None, DONE)
    assert (stored.closing, stored.closed_at, stored.closed_by, stored.closed_why) == ("", None, None, "")
    assert owes(complaint) == {"CP-2/department": "11-23 14:05", "CP-8/resolve": "12-01 00:00"}
    assert history(complaint)[-1] == ("reopen", "answered", NO)


def test_cp4_a_no_a_month_later_opens_it_again_and_counts_from_then() -> None:
    complaint = make_closed()
    actions.call_back(complaint, NO_AGAIN, by=make_staff(), now=MONDAY + timedelta(days=31))
    assert owes(complaint) == {"CP-2/department": "12-24 14:05", "CP-8/resolve": "01-01 00:00"}
    assert ended(complaint)["CP-4/in-touch"] == ("kept", False)


def test_cp2_with_a_no_the_ladder_begins_anew_where_it_stood() -> None:
    complaint, manager = make_answered(), make_staff(Role.MANAGER)
    passed_up(complaint, Step.Level.MANAGER, by=manager)
    actions.decide(complaint, "Guards.", MONDAY + timedelta(days=2), by=manager, now=MONDAY)
    actions.resolve(complaint, DONE, by=manager, now=MONDAY)
    actions.call_back(complaint, NO_AGAIN, by=manager, now=LATER)
    step = complaint.steps.here()
    assert (step.round, step.level, step.reason, step.decided_at) == (2, Step.Level.MANAGER, NO, None)
    assert "CP-2/manager" in owes(complaint)
    actions.decide(complaint, "A barrier.", MONDAY + timedelta(days=3), by=manager, now=LATER)
    assert [row.decision for row in complaint.steps.all()] == ["", "Guards.", "A barrier."]
    assert owes(complaint) == {"CP-2/do": "11-26 10:05", "CP-8/resolve": "12-01 00:00"}
    passed_up(complaint, Step.Level.COMPANY, by=manager, now=LATER)
    assert (complaint.steps.here().round, complaint.steps.here().level) == (2, Step.Level.COMPANY)


def test_cp4_what_was_withdrawn_before_it_was_answered_is_to_be_answered_after_a_no() -> None:
    complaint, manager = make_complaint(), make_staff(Role.MANAGER)
    actions.judge(complaint, True, "He said so.", by=manager, now=MONDAY)
    actions.close(complaint, Closing.WITHDRAWN, "He said so.", by=manager, now=MONDAY)
    actions.call_back(complaint, NO_AGAIN, by=manager, now=LATER)
    assert Complaint.objects.get().status == "received"
    assert owes(complaint) == {**AGAIN, "CP-1/answer": "11-24 12:05"}


def test_cp4_a_no_before_that_day_leaves_nothing_to_be_in_touch_about_yet() -> None:
    complaint = reopen(make_closed())
    assert ended(complaint)["CP-4/in-touch"] == ("released", False)


def test_cp5_a_no_takes_the_decision_not_yet_made_off_the_list_unless_it_is_overdue() -> None:
    in_time, late = make_resolved(), make_resolved()
    reopen(in_time, now=LATER)
    reopen(late, now=MONDAY + timedelta(days=9))
    assert [ended(row)["CP-5/validity"] for row in (in_time, late)] == [("released", False), ("kept", True)]


def test_cp4_round_after_round_until_the_owner_is_satisfied() -> None:
    complaint, by = make_judged(), make_staff()
    for _ in range(2):
        actions.call_back(complaint, NO_AGAIN, by=by, now=LATER)
        actions.resolve(complaint, DONE, by=by, now=LATER)
    actions.call_back(complaint, reached(), by=by, now=LATER)
    assert list(complaint.callbacks.order_by("pk").values_list("round", "outcome")) == [
        (1, Outcome.NOT_SATISFIED),
        (2, Outcome.NOT_SATISFIED),
        (3, Outcome.SATISFIED),
    ]
    assert (complaint.status, complaint.round, owes(complaint)) == ("closed", 3, {"CP-4/in-touch": "12-31 00:00"})


def test_a_second_yes_is_recorded_and_moves_nothing() -> None:
    complaint = make_satisfied()
    actions.call_back(complaint, reached(), by=make_staff(), now=LATER)
    assert (complaint.callbacks.count(), owes(complaint)) == (2, VALIDITY)
    assert history(complaint)[-1] == ("call_back", "satisfied", "satisfied, Quiet since.")


def test_the_same_form_sent_twice_is_one_callback() -> None:
    complaint, by, once = make_resolved(), make_staff(), reached(Outcome.NOT_SATISFIED, said=NO, form_key=uuid4())
    first, second = (actions.call_back(complaint, once, by=by, now=now) for now in (MONDAY, LATER))
    assert (first == second, complaint.callbacks.count(), Complaint.objects.get().round) == (True, 1, 2)


def test_cp4_of_an_anonymous_one_nobody_can_say_that_the_owner_is_satisfied() -> None:
    complaint = make_resolved(contact=from_nobody())
    before = owes(complaint)
    with pytest.raises(actions.NobodyToAsk, match="a manager decides how it is closed"):
        actions.call_back(complaint, reached(), by=a_manager(complaint), now=LATER)
    assert (complaint.callbacks.count(), owes(complaint)) == (0, before)


def named(complaint: Complaint) -> Complaint:
    """Who complained is known by now."""
    Contact.objects.filter(pk=complaint.contact_id).update(anonymous=False, name="Ann Miller")
    found: Complaint = Complaint.objects.select_related("contact", "community").get(pk=complaint.pk)
    return found


def test_cp4_somebody_anonymous_who_is_known_by_now_is_called_back_and_no_manager_has_to_close_it() -> None:
    complaint, user = make_anonymous(), make_staff()
    actions.answer(complaint, told(how="posted", spoken_to=""), by=user, now=MONDAY)
    actions.resolve(complaint, DONE, by=user, now=MONDAY)
    assert not to_call_back(user, MONDAY).exists()
    complaint = named(complaint)
    assert [row.rule for row in to_call_back(user, MONDAY)] == ["CP-4/close"]
    actions.judge(complaint, True, WHY, by=a_manager(complaint), now=LATER)
    actions.call_back(complaint, reached(), by=user, now=LATER)
    assert (complaint.status, list(owes(complaint))) == (Complaint.Status.CLOSED, ["CP-4/in-touch"])
    assert ended(complaint)["CP-4/close"] == ("kept", False)


def test_cp4_whoever_rings_again_without_a_name_opens_it_again() -> None:
    complaint = reopen(make_resolved(contact=from_nobody()), now=LATER)
    assert (complaint.status, owes(complaint)) == ("answered", AGAIN)
    assert ended(complaint)["CP-4/close"] == ("released", False)


@pytest.mark.parametrize("make", [make_complaint, make_answered])
def test_what_is_not_resolved_is_not_called_back(make: Callable[[], Complaint]) -> None:
    complaint = make()
    with pytest.raises(InvalidMove):
        actions.call_back(complaint, reached(), by=make_staff(), now=LATER)
    assert complaint.callbacks.count() == 0


@pytest.mark.parametrize("role", [Role.CREW, Role.COLLECTOR, Role.FINANCE, Role.ADMINISTRATOR])
def test_only_who_may_calls_back(role: str) -> None:
    complaint = make_resolved()
    with pytest.raises(NotAllowed):
        actions.call_back(complaint, reached(), by=make_staff(role), now=LATER)
    assert complaint.callbacks.count() == 0


@pytest.mark.parametrize("said", [reached(), NO_AGAIN, not_reached()])
def test_cp4_somebody_other_than_the_one_complained_of_calls_back(said: actions.Said) -> None:
    accused = make_staff(Role.MANAGER)
    complaint = make_judged(about_staff=accused)
    with pytest.raises(NotAllowed):
        actions.call_back(complaint, said, by=accused, now=LATER)
    assert (complaint.callbacks.count(), Complaint.objects.get().status) == (0, "resolved")


@pytest.mark.parametrize(
    ("constraint", "said"),
    [
        ("a_complaint_callback_says_to_whom", reached(spoken_to="")),
        ("a_no_says_what_is_still_wrong", reached(Outcome.NOT_SATISFIED, said="")),
    ],
)
def test_the_database_refuses_half_a_callback(constraint: str, said: actions.Said) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        actions.call_back(make_resolved(), said, by=make_staff(), now=LATER)


def test_a_callback_is_never_rewritten_or_deleted() -> None:
    made = actions.call_back(make_resolved(), reached(), by=make_staff(), now=LATER)
    for work in (lambda: Callback.objects.update(said="Fine."), made.delete):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            work()
