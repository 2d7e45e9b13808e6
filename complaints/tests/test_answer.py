"""The 24 h answer (CP-1): what keeps it, what does not, and two people at once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from complaints import actions
from complaints.actions import NotAnonymous, Reply
from complaints.models import Answer, Complaint, Step
from complaints.tests.clock import LATER, TOO_LATE
from complaints.tests.factories import (
    ended,
    history,
    make_anonymous,
    make_answered,
    make_closed,
    make_complaint,
    make_resolved,
    make_satisfied,
    owes,
    passed_up,
    told,
)
from office.models import Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_staff
from office.verbs import NotAllowed

pytestmark = pytest.mark.django_db

How, Outcome = Answer.How, Answer.Outcome
RECEIVED_ONLY = told(outcome=Outcome.NOT_YET, said="We have received it.")
NOBODY = Reply(how=How.PHONE, outcome=Outcome.NOBODY)
RESOLVE = {"CP-8/resolve": "12-01 00:00"}
WHOLE = {"CP-2/department": "11-23 14:05", "CP-1/answer": "11-24 10:05", **RESOLVE}


def rows(complaint: Complaint) -> list[tuple[str, str]]:
    return list(complaint.answers.order_by("pk").values_list("outcome", "said"))


def test_cp1_an_answer_about_the_matter_keeps_the_promise() -> None:
    complaint, manager = make_complaint(), make_staff(Role.MANAGER)
    written = actions.answer(complaint, told(), by=manager, now=LATER)
    assert (written.at, written.by, written.how, written.spoken_to, written.said, written.is_answer) == (
        LATER,
        manager,
        How.PHONE,
        "Ann Miller",
        "Guards from 18:00 on.",
        True,
    )
    stored, kept = Complaint.objects.get(), Promise.objects.get(rule="CP-1/answer")
    assert (stored.status, stored.answered_at) == (Complaint.Status.ANSWERED, LATER)
    assert (kept.outcome, kept.ended_at, kept.ended_by, kept.kept_late) == ("kept", LATER, manager, False)
    assert history(complaint) == [("take", "received", ""), ("answer", "answered", "Guards from 18:00 on.")]


def test_cp1_an_answer_after_24_hours_stays_late_for_ever() -> None:
    complaint = make_complaint()
    actions.answer(complaint, told(), by=make_staff(), now=TOO_LATE)
    # So does the step that was not moved up in time; the resolution is still owed.
    assert ended(complaint) == {"CP-1/answer": ("kept", True), "CP-2/department": ("kept", True)}
    assert owes(complaint) == RESOLVE


def test_cp2_an_answer_stops_the_clock_of_the_ladder_and_leaves_the_resolution_owed() -> None:
    complaint = make_complaint()
    actions.answer(complaint, told(), by=make_staff(), now=LATER)
    assert ended(complaint) == {"CP-1/answer": ("kept", False), "CP-2/department": ("kept", False)}
    assert owes(complaint) == RESOLVE


def test_cp2_a_further_answer_stops_the_clock_of_the_step_to_which_it_was_passed_up() -> None:
    complaint = make_answered()
    passed_up(complaint, Step.Level.HEAD)
    actions.answer(complaint, told(), by=make_staff(), now=LATER)
    assert owes(complaint) == RESOLVE


@pytest.mark.parametrize("outcome", [Outcome.ANSWER, Outcome.NOT_YET])
def test_cp3_a_date_that_was_told_is_promised(outcome: str) -> None:
    complaint, friday = make_complaint(), MONDAY + timedelta(days=4)
    actions.answer(complaint, told(outcome=outcome, next_at=friday), by=make_staff(), now=LATER)
    assert owes(complaint)["CP-3/again"] == "11-27 10:05"


def test_cp3_the_next_answer_keeps_the_date_told_and_an_attempt_does_not() -> None:
    complaint, by = make_complaint(), make_staff()
    actions.answer(complaint, told(next_at=MONDAY + timedelta(days=1)), by=by, now=MONDAY)
    actions.answer(complaint, NOBODY, by=by, now=LATER)
    assert owes(complaint)["CP-3/again"] == "11-24 10:05"
    actions.answer(complaint, told(next_at=MONDAY + timedelta(days=2)), by=by, now=LATER)
    assert (owes(complaint)["CP-3/again"], ended(complaint)["CP-3/again"]) == ("11-25 10:05", ("kept", False))


def test_cp3_whoever_reached_nobody_has_told_no_date() -> None:
    complaint = make_complaint()
    actions.answer(complaint, replace(NOBODY, next_at=MONDAY + timedelta(days=1)), by=make_staff(), now=LATER)
    assert owes(complaint) == WHOLE


@pytest.mark.parametrize(
    ("reply", "note"),
    [
        (RECEIVED_ONLY, "We have received it."),
        (NOBODY, "nobody reached"),
        (told(outcome=Outcome.NOBODY, said="Rang twice."), "Rang twice."),
    ],
)
def test_cp1_what_is_no_answer_does_not_stop_the_clock(reply: Reply, note: str) -> None:
    complaint = make_complaint()
    written = actions.answer(complaint, reply, by=make_staff(), now=LATER)
    assert (written.is_answer, Complaint.objects.get().answered_at) == (False, None)
    assert owes(complaint) == WHOLE
    assert history(complaint)[-1] == ("attempt", "received", note)


def test_cp1_an_attempt_and_then_the_answer() -> None:
    complaint, by = make_complaint(), make_staff()
    actions.answer(complaint, NOBODY, by=by, now=MONDAY)
    actions.answer(complaint, told(), by=by, now=LATER)
    assert rows(complaint) == [("nobody", ""), ("answer", "Guards from 18:00 on.")]
    assert owes(complaint) == RESOLVE


@pytest.mark.parametrize(
    ("how", "said"), [(How.POSTED, "Notice in hall 3."), (How.NOT_ANSWERABLE, "It names no place.")]
)
def test_cp1_an_anonymous_one_is_answered_by_a_notice_or_noted_as_not_answerable(how: str, said: str) -> None:
    complaint = make_anonymous()
    actions.answer(complaint, told(how=how, said=said, spoken_to=""), by=make_staff(), now=LATER)
    assert (Complaint.objects.get().status, owes(complaint)) == (Complaint.Status.ANSWERED, RESOLVE)


@pytest.mark.parametrize("how", Answer.ANONYMOUS)
def test_cp1_whoever_left_his_name_is_not_answered_by_a_notice(how: str) -> None:
    complaint = make_complaint()
    with pytest.raises(NotAnonymous, match="speak or write to him"):
        actions.answer(complaint, told(how=how), by=make_staff(), now=LATER)
    assert (rows(complaint), owes(complaint)) == ([], WHOLE)


def test_a_further_answer_is_recorded_beside_the_first() -> None:
    complaint, by = make_complaint(), make_staff()
    actions.answer(complaint, told(), by=by, now=MONDAY)
    actions.answer(complaint, told(said="The barrier is in place."), by=by, now=LATER)
    assert (len(rows(complaint)), Complaint.objects.get().answered_at) == (2, MONDAY)
    assert history(complaint)[-1] == ("answer", "answered", "The barrier is in place.")


def test_the_same_form_sent_twice_is_one_answer() -> None:
    complaint, by, once = make_complaint(), make_staff(), told(form_key=uuid4())
    first, second = (actions.answer(complaint, once, by=by, now=now) for now in (MONDAY, LATER))
    assert (first == second, len(rows(complaint)), len(history(complaint))) == (True, 1, 2)


def test_what_is_void_is_not_answered() -> None:
    complaint = make_complaint()
    stale = Complaint.objects.get()
    actions.void(complaint, "entered twice", by=make_staff(Role.MANAGER, name="周敏"), now=MONDAY)
    with pytest.raises(InvalidMove, match=r"周敏 was first, at 10:05: this record is now “void”\."):
        actions.answer(stale, told(), by=make_staff(), now=LATER)
    assert rows(complaint) == []


def test_what_was_resolved_can_still_be_answered() -> None:
    complaint = make_resolved()
    actions.answer(complaint, told(said="The barrier is in place."), by=make_staff(), now=LATER)
    assert history(complaint)[-1] == ("answer", "resolved", "The barrier is in place.")


@pytest.mark.parametrize("make", [make_satisfied, make_closed])
def test_what_the_owner_is_satisfied_with_is_not_answered_any_longer(make: Callable[[], Complaint]) -> None:
    complaint = make()
    with pytest.raises(InvalidMove):
        actions.answer(complaint, told(), by=make_staff(), now=LATER)
    assert len(rows(complaint)) == 1


def test_cp4_whom_it_is_about_never_answers_it() -> None:
    accused = make_staff(Role.MANAGER)
    complaint = make_complaint(about_staff=accused)
    with pytest.raises(NotAllowed):
        actions.answer(complaint, told(), by=accused, now=LATER)
    assert rows(complaint) == []


@pytest.mark.parametrize("role", [Role.CREW, Role.COLLECTOR, Role.FINANCE, Role.ADMINISTRATOR])
def test_only_who_may_answers(role: str) -> None:
    complaint = make_complaint()
    with pytest.raises(NotAllowed):
        actions.answer(complaint, told(), by=make_staff(role), now=LATER)
    assert rows(complaint) == []


def test_an_answer_is_never_rewritten_or_deleted() -> None:
    written = actions.answer(make_complaint(), told(), by=make_staff(), now=LATER)
    for work in (lambda: Answer.objects.update(said="Nothing."), written.delete):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            work()
    assert Answer.objects.get().said == "Guards from 18:00 on."


@pytest.mark.parametrize(
    ("constraint", "reply"),
    [("an_answer_says_what", told(said="")), ("an_answer_says_to_whom", told(spoken_to=""))],
)
def test_the_database_refuses_half_an_answer(constraint: str, reply: Reply) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        actions.answer(make_complaint(), reply, by=make_staff(), now=LATER)


def test_gone_back_to_and_sent_once_more_it_is_one_answer() -> None:
    complaint, by = make_complaint(), make_staff()
    first = actions.answer(complaint, told(form_key=uuid4(), next_at=LATER), by=by, now=MONDAY)
    again = actions.answer(complaint, told(form_key=uuid4(), next_at=LATER), by=by, now=MONDAY)
    assert (again, complaint.answers.count()) == (first, 1)
    assert Promise.objects.filter(rule="CP-3/again").count() == 1
    other = actions.answer(complaint, told(said="The barrier is ordered."), by=by, now=MONDAY)
    assert (other == first, complaint.answers.count()) == (False, 2)


def test_cp2_the_same_words_on_the_next_step_are_another_answer() -> None:
    complaint, by = make_complaint(), make_staff(Role.MANAGER)
    actions.answer(complaint, told(), by=by, now=MONDAY)
    passed_up(complaint, by=by, now=LATER)
    assert "CP-2/head" in owes(complaint)
    actions.answer(complaint, told(), by=by, now=LATER)
    assert (complaint.answers.count(), "CP-2/head" in owes(complaint)) == (2, False)


def test_nobody_reached_twice_is_two_attempts() -> None:
    complaint, by = make_complaint(), make_staff()
    nobody = told(outcome=Answer.Outcome.NOBODY, spoken_to="", said="")
    for _ in range(2):
        actions.answer(complaint, nobody, by=by, now=MONDAY)
    assert complaint.answers.count() == 2
