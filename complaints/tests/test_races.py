"""Two people at one complaint, each race with its control: without the lock it does go wrong."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Event
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError

from complaints import actions
from complaints.actions import answering, calling, closing, joining, ladder
from complaints.actions.owing import open_promises
from complaints.models import Callback, Closing, Complaint, Status, Step
from complaints.tests.clock import LATER
from complaints.tests.factories import (
    DONE,
    NO,
    WHY,
    a_manager,
    history,
    make_answered,
    make_complaint,
    make_judged,
    make_resolved,
    owes,
    passed_up,
    reached,
    told,
)
from office.models import Promise, Role, Staff
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_staff
from office.tests.threads import together
from office.verbs import NotAllowed

pytestmark = pytest.mark.django_db(transaction=True)

OWED = {"CP-2/department": "11-23 14:05", "CP-8/resolve": "12-01 00:00"}
RESOLVE = {"CP-8/resolve": "12-01 00:00"}
IN_TOUCH = {"CP-4/in-touch": "12-31 00:00"}
AFTER_12 = MONDAY + timedelta(hours=12, minutes=1)


def at_once(complaint: Complaint, works: list[Callable[[Complaint], object]]) -> list[object]:
    """Do these to the complaint at the same moment, each having seen it as it stood before."""
    start = Barrier(len(works))

    def alone(work: Callable[[Complaint], object]) -> object:
        mine = Complaint.objects.select_related("contact", "community").get(pk=complaint.pk)
        start.wait(10)
        try:
            return work(mine)
        except (InvalidMove, NotAllowed) as late:
            return late

    return together([lambda work=work: alone(work) for work in works])  # type: ignore[misc]


def answers(people: list[Staff], keys: list[UUID | None]) -> list[Callable[[Complaint], object]]:
    return [
        lambda mine, by=by, key=key: actions.answer(mine, told(form_key=key), by=by, now=LATER)  # type: ignore[misc]
        for by, key in zip(people, keys, strict=True)
    ]


def unlocked(complaint: Complaint) -> None:
    """What everybody writes first: no lock, what was read is believed."""


def verbs_of(complaint: Complaint) -> list[str]:
    return [verb for verb, _new, _note in history(complaint)]


@pytest.mark.parametrize(("locks", "recorded"), [(True, 4), (False, 1)])
def test_cp1_of_several_answers_at_once_none_is_lost_and_without_the_lock_all_but_one_would(
    monkeypatch: pytest.MonkeyPatch, locks: bool, recorded: int
) -> None:
    if not locks:
        monkeypatch.setattr(answering, "hold", unlocked)
    complaint, people = make_complaint(), [make_staff(Role.RECEPTION) for _ in range(4)]
    at_once(complaint, answers(people, [None] * 4))
    assert complaint.answers.count() == recorded
    assert verbs_of(complaint) == ["take", *["answer"] * recorded]
    assert list(Promise.objects.filter(rule="CP-1/answer").values_list("outcome", flat=True)) == ["kept"]


def test_a_form_sent_several_times_at_once_is_one_answer() -> None:
    complaint, by, key = make_complaint(), make_staff(Role.RECEPTION), uuid4()
    given = at_once(complaint, answers([by] * 4, [key] * 4))
    assert (len(set(given)), complaint.answers.count(), len(history(complaint))) == (1, 1, 2)


def test_answered_and_voided_at_once_one_comes_first_and_the_other_is_refused() -> None:
    complaint, manager = make_complaint(), make_staff(Role.MANAGER)
    at_once(
        complaint,
        [
            lambda mine: actions.answer(mine, told(), by=manager, now=LATER),
            lambda mine: actions.void(mine, "entered twice", by=manager, now=LATER),
        ],
    )
    complaint.refresh_from_db()
    found = (complaint.status, verbs_of(complaint)[1:], complaint.answers.count(), owes(complaint))
    assert found in ((Status.VOID, ["void"], 0, {}), (Status.ANSWERED, ["answer"], 1, RESOLVE))


@pytest.mark.parametrize(("locks", "recorded"), [(True, 2), (False, 1)])
def test_cb11_of_two_callbacks_at_once_none_is_lost_and_without_the_lock_one_would(
    monkeypatch: pytest.MonkeyPatch, locks: bool, recorded: int
) -> None:
    if not locks:
        monkeypatch.setattr(calling, "hold", unlocked)
    complaint, by = make_judged(), make_staff()
    at_once(complaint, [lambda mine: actions.call_back(mine, reached(), by=by, now=LATER)] * 2)
    assert complaint.callbacks.count() == recorded
    # Closed once, and in touch is owed once: the second call came too early to be that.
    assert (verbs_of(complaint).count("call_back"), owes(complaint)) == (recorded, IN_TOUCH)
    assert Promise.objects.filter(rule="CP-4/in-touch").count() == 1


def test_cb11_a_form_sent_several_times_at_once_is_one_callback() -> None:
    complaint, by = make_judged(), make_staff()
    once = reached(Callback.Outcome.NOT_SATISFIED, said=NO, form_key=uuid4())
    given = at_once(complaint, [lambda mine: actions.call_back(mine, once, by=by, now=LATER)] * 4)
    complaint.refresh_from_db()
    assert (len(set(given)), complaint.callbacks.count(), complaint.round) == (1, 1, 2)


def test_cp4_of_two_noes_at_once_one_opens_it_again_and_the_other_is_told_who_was_first() -> None:
    complaint, by = make_judged(), make_staff()
    no = reached(Callback.Outcome.NOT_SATISFIED, said=NO)
    given = at_once(complaint, [lambda mine: actions.call_back(mine, no, by=by, now=LATER)] * 2)
    complaint.refresh_from_db()
    assert [isinstance(result, InvalidMove) for result in given].count(True) == 1
    assert (complaint.round, complaint.callbacks.count(), owes(complaint)) == (2, 1, OWED)


@pytest.mark.parametrize(("locks", "status"), [(True, Status.CLOSED), (False, Status.SATISFIED)])
def test_cp5_satisfied_and_decided_at_once_it_is_closed_and_without_the_lock_it_would_wait_for_ever(
    monkeypatch: pytest.MonkeyPatch, locks: bool, status: str
) -> None:
    if not locks:
        monkeypatch.setattr(calling, "hold", unlocked)
        monkeypatch.setattr(closing, "hold", unlocked)
    complaint, manager = make_resolved(), make_staff(Role.MANAGER)
    at_once(
        complaint,
        [
            lambda mine: actions.call_back(mine, reached(), by=manager, now=LATER),
            lambda mine: actions.judge(mine, True, WHY, by=manager, now=LATER),
        ],
    )
    complaint.refresh_from_db()
    assert (complaint.status, complaint.valid) == (status, True)
    assert owes(complaint) == (IN_TOUCH if locks else {})


@pytest.mark.parametrize(("locks", "refused"), [(True, 0), (False, 1)])
def test_cp4_closed_and_said_no_at_once_neither_is_lost_and_without_the_lock_one_would_be(
    monkeypatch: pytest.MonkeyPatch, locks: bool, refused: int
) -> None:
    if not locks:
        monkeypatch.setattr(calling, "hold", unlocked)
        monkeypatch.setattr(closing, "hold", unlocked)
    complaint, manager = make_judged(), make_staff(Role.MANAGER)
    no = reached(Callback.Outcome.NOT_SATISFIED, said=NO)
    given = at_once(
        complaint,
        [
            lambda mine: actions.close(mine, Closing.WITHDRAWN, "He has moved.", by=manager, now=LATER),
            lambda mine: actions.call_back(mine, no, by=manager, now=LATER),
        ],
    )
    complaint.refresh_from_db()
    assert [isinstance(result, InvalidMove) for result in given].count(True) == refused
    # Whichever came first, what is owed is what its status owes.
    assert owes(complaint) == {Status.CLOSED: IN_TOUCH, Status.ANSWERED: OWED}[Status(complaint.status)]


def both_have_looked(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let two threads go on only when both have seen what this function gives: the moment in which a race is lost."""
    looked = Barrier(2)

    def waiting(*args: Any, **more: Any) -> Any:
        seen = function(*args, **more)
        looked.wait(10)
        return seen

    return waiting


def passing_up(complaint: Complaint) -> list[object]:
    by = make_staff()
    return at_once(complaint, [lambda mine: passed_up(mine, by=by)] * 2)


def test_cp2_passed_up_twice_at_once_it_goes_up_once_and_the_other_is_told_so() -> None:
    complaint = make_complaint()
    assert sorted(type(result).__name__ for result in passing_up(complaint)) == ["NotHigher", "Step"]
    assert list(complaint.steps.values_list("level", flat=True)) == [Step.Level.DEPARTMENT, Step.Level.HEAD]


def test_cp2_passed_up_twice_at_once_without_the_lock_only_the_database_would_stop_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    complaint = make_complaint()
    monkeypatch.setattr(ladder, "hold", unlocked)
    monkeypatch.setattr(ladder, "_may_deal", both_have_looked(ladder._may_deal))
    with pytest.raises(IntegrityError, match="each_step_once"):
        passing_up(complaint)


def test_cp2_two_sweeps_at_once_move_it_up_once() -> None:
    complaint = make_complaint()
    assert sorted(together([lambda: actions.step_up(now=AFTER_12)] * 4)) == [0, 0, 0, 1]
    assert list(complaint.steps.values_list("level", flat=True)) == [Step.Level.DEPARTMENT, Step.Level.HEAD]
    assert owes(complaint)["CP-2/head"] == "11-24 06:06"


def second_waits(function: Callable[..., Any], go_on: Event) -> Callable[..., Any]:
    """Both see what this function gives; then the second waits until the first is done."""
    looked = Barrier(2)

    def waiting(*args: Any, **more: Any) -> Any:
        seen = function(*args, **more)
        if looked.wait(10):
            go_on.wait(10)
        return seen

    return waiting


def test_cp2_two_sweeps_at_once_without_the_lock_would_move_it_up_two_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    complaint, done = make_complaint(), Event()
    monkeypatch.setattr(ladder, "hold", unlocked)
    monkeypatch.setattr(ladder, "open_promises", second_waits(open_promises, done))

    def sweep() -> int:
        try:
            return actions.step_up(now=AFTER_12)
        finally:
            done.set()

    assert together([sweep] * 2) == [1, 1]
    levels = [Step.Level.DEPARTMENT, Step.Level.HEAD, Step.Level.MANAGER]
    assert list(complaint.steps.values_list("level", flat=True)) == levels


def test_cp2_resolved_and_moved_up_at_once_no_step_is_owed_any_longer() -> None:
    complaint, by = make_answered(), make_staff()
    passed_up(complaint)
    at_once(
        complaint,
        [
            lambda mine: actions.resolve(mine, DONE, by=by, now=AFTER_12),
            lambda _mine: actions.step_up(now=AFTER_12),
        ],
    )
    complaint.refresh_from_db()
    assert (complaint.status, set(owes(complaint))) == (Status.RESOLVED, {"CB-11/first", "CP-5/validity"})


def test_cp2_resolved_and_moved_up_at_once_without_the_lock_would_owe_a_step_of_what_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    complaint = make_answered()
    passed_up(complaint)

    def resolved_meanwhile(record: Complaint, *rules: str) -> list[Promise]:
        late = open_promises(record, *rules)
        mine = Complaint.objects.get(pk=complaint.pk)
        together([lambda: actions.resolve(mine, DONE, by=a_manager(complaint), now=AFTER_12)])
        return late

    monkeypatch.setattr(ladder, "hold", unlocked)
    monkeypatch.setattr(ladder, "open_promises", resolved_meanwhile)
    assert actions.step_up(now=AFTER_12) == 1
    assert set(owes(complaint)) == {"CB-11/first", "CP-5/validity", "CP-2/manager"}


def joining_crosswise(first: Complaint, second: Complaint) -> list[object]:
    by = make_staff()
    rows = [(first, second), (second, first)]

    def join(complaint: Complaint, lead: Complaint) -> object:
        try:
            return actions.join(complaint, lead, by=by, now=LATER)
        except NotAllowed as refused:
            return refused

    return together([lambda pair=pair: join(*pair) for pair in rows])  # type: ignore[misc]


def test_qa2_joined_crosswise_at_once_one_of_them_is_still_counted() -> None:
    for _ in range(5):
        first, second = make_complaint(), make_complaint()
        given = joining_crosswise(first, second)
        assert sorted(type(result).__name__ for result in given) == ["Complaint", "NotTheSame"]
        assert Complaint.objects.counted_valid().filter(pk__in=[first.pk, second.pk]).count() == 1


def test_qa2_joined_crosswise_at_once_without_the_lock_neither_would_be_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(joining, "hold", unlocked)
    monkeypatch.setattr(joining, "_refuse", both_have_looked(joining._refuse))
    joining_crosswise(make_complaint(), make_complaint())
    assert Complaint.objects.counted_valid().count() == 0
