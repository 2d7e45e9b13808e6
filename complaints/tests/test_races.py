"""Two people at one complaint: both were told the truth, and the promise is kept once."""

from collections.abc import Callable
from threading import Barrier
from uuid import UUID, uuid4

import pytest

from complaints import actions
from complaints.actions import answering
from complaints.models import Complaint, Status
from complaints.tests.clock import LATER
from complaints.tests.factories import history, make_complaint, told
from office.models import Promise, Role, Staff
from office.statuses import InvalidMove
from office.tests.factories import make_staff
from office.tests.threads import together

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(complaint: Complaint, works: list[Callable[[Complaint], object]]) -> list[object]:
    """Do these to the complaint at the same moment, each having seen it as it stood before."""
    start = Barrier(len(works))

    def alone(work: Callable[[Complaint], object]) -> object:
        mine = Complaint.objects.select_related("contact", "community").get(pk=complaint.pk)
        start.wait(10)
        try:
            return work(mine)
        except InvalidMove as late:
            return late

    return together([lambda work=work: alone(work) for work in works])  # type: ignore[misc]


def answers(people: list[Staff], keys: list[UUID | None]) -> list[Callable[[Complaint], object]]:
    return [
        lambda mine, by=by, key=key: actions.answer(mine, told(form_key=key), by=by, now=LATER)  # type: ignore[misc]
        for by, key in zip(people, keys, strict=True)
    ]


def unlocked(complaint: Complaint) -> None:
    """What everybody writes first: no lock, what was read is believed."""


@pytest.mark.parametrize(("locks", "recorded"), [(True, 4), (False, 1)])
def test_cp1_of_several_answers_at_once_none_is_lost_and_without_the_lock_all_but_one_would(
    monkeypatch: pytest.MonkeyPatch, locks: bool, recorded: int
) -> None:
    if not locks:
        monkeypatch.setattr(answering, "hold", unlocked)
    complaint, people = make_complaint(), [make_staff(Role.RECEPTION) for _ in range(4)]
    at_once(complaint, answers(people, [None] * 4))
    assert complaint.answers.count() == recorded
    assert [verb for verb, _new, _note in history(complaint)] == ["take", *["answer"] * recorded]
    assert list(Promise.objects.values_list("outcome", flat=True)) == ["kept"]


def test_a_form_sent_several_times_at_once_is_one_answer() -> None:
    complaint, by, key = make_complaint(), make_staff(Role.RECEPTION), uuid4()
    given = at_once(complaint, answers([by] * 4, [key] * 4))
    assert (len(set(given)), complaint.answers.count(), len(history(complaint))) == (1, 1, 2)


def test_answered_and_voided_at_once_one_comes_first_and_nothing_is_half_done() -> None:
    complaint, manager = make_complaint(), make_staff(Role.MANAGER)
    at_once(
        complaint,
        [
            lambda mine: actions.answer(mine, told(), by=manager, now=LATER),
            lambda mine: actions.void(mine, "entered twice", by=manager, now=LATER),
        ],
    )
    complaint.refresh_from_db()
    verbs = [verb for verb, _new, _note in history(complaint)]
    assert complaint.status == Status.VOID
    assert verbs in (["take", "void"], ["take", "answer", "void"])
    assert complaint.answers.count() == verbs.count("answer")
    assert Promise.objects.open().count() == 0
