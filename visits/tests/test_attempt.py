"""CB-8: no answer is an attempt, not a callback; after enough of them the head is asked, once."""

from datetime import datetime
from uuid import uuid4

import pytest

from office.models import Promise, Role
from office.tests.factories import MONDAY, home, make_department, make_limit, make_staff
from visits import actions
from visits.actions import AlreadyMade, NotByTheCrew
from visits.models import Attempt, Callback
from visits.tests.factories import make_callback, make_callbacks, said
from visits.tests.races import together

NO_ANSWER, LATER, WRONG = Attempt.Outcome.NO_ANSWER, Attempt.Outcome.LATER, Attempt.Outcome.WRONG_NUMBER


def local(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=home().zone)


def asked() -> list[Promise]:
    return list(Promise.objects.filter(rule="CB-8/unreachable"))


def ring(row: Callback, *times: datetime, outcome: str = NO_ANSWER) -> None:
    for at in times:
        actions.note_attempt(row, outcome, by=make_staff(), now=at)


@pytest.mark.parametrize("outcome", [NO_ANSWER, LATER, WRONG])
@pytest.mark.django_db
def test_cb8_is_noted_and_leaves_the_callback_open(outcome: str) -> None:
    row, caller, again = make_callback(), make_staff(), local(24, 12)
    attempt = actions.note_attempt(row, outcome, by=caller, now=local(23, 19), again_at=again, note="Rang out")
    attempt.refresh_from_db()
    assert (attempt.callback, attempt.outcome, attempt.at, attempt.by) == (row, outcome, local(23, 19), caller)
    assert (attempt.again_at, attempt.note) == (again, "Rang out")
    row.refresh_from_db()
    assert (row.made_at, row.promise.is_open) == (None, True)
    assert list(Callback.objects.to_make(local(23, 20))) == [row]


@pytest.mark.django_db
def test_cb8_the_list_says_when_the_household_asked_to_be_rung_again() -> None:
    row = make_callback()
    actions.note_attempt(row, LATER, by=make_staff(), now=local(23, 12), again_at=local(23, 18))
    assert [found.again_at for found in Callback.objects.all().for_list()] == [local(23, 18)]
    ring(row, local(23, 18))
    assert [found.again_at for found in Callback.objects.all().for_list()] == [None]


# ── the head is asked ───────────────────────────────────────────────────────
@pytest.mark.django_db
def test_cb8_after_three_attempts_on_two_days_at_different_hours_the_head_is_asked() -> None:
    head = make_staff(Role.HEAD)
    service = make_department(head=head)
    row = make_callback()
    ring(row, local(23, 12), local(23, 19), local(24, 12))
    (promise,) = asked()
    assert (promise.subject, promise.occurrence, promise.holder, promise.department) == (
        row.repair.number, "1.1", head, service
    )  # fmt: skip
    assert (promise.base_at, promise.due_at) == (local(24, 12), local(26, 0))


@pytest.mark.parametrize(
    "times",
    [
        [(23, 12), (23, 19)],
        [(23, 12), (24, 19)],
        [(23, 9), (23, 12), (23, 19)],
        [(23, 12), (24, 12), (25, 12)],
    ],
    ids=["two attempts", "two attempts on two days", "three on one day", "three at the same hour"],
)
@pytest.mark.django_db
def test_cb8_not_before(times: list[tuple[int, int]]) -> None:
    ring(make_callback(), *(local(*at) for at in times))
    assert asked() == []


@pytest.mark.django_db
def test_cb8_is_asked_once_however_often_it_is_tried() -> None:
    ring(make_callback(), local(23, 12), local(23, 19), local(24, 12), local(24, 19), local(25, 12))
    assert len(asked()) == 1


@pytest.mark.django_db
def test_cb8_the_numbers_are_those_in_force() -> None:
    make_limit("CB-8/attempts", amount=2)
    make_limit("CB-8/days", amount=1)
    ring(make_callback(), local(23, 12), local(23, 19))
    assert len(asked()) == 1


@pytest.mark.django_db
def test_cb8_calls_that_came_too_early_do_not_count() -> None:
    first, second = make_callbacks(urgent=True)
    actions.record(first, said(), by=make_staff(), now=MONDAY)
    second.refresh_from_db()
    actions.record(second, said(), by=make_staff(), now=local(24, 9))
    ring(second, local(24, 12), local(24, 19), local(25, 9), local(25, 12))
    assert asked() == []
    ring(second, local(26, 9))
    assert len(asked()) == 1


@pytest.mark.django_db
def test_cb8_a_callback_made_after_all_answers_the_question() -> None:
    row, caller = make_callback(), make_staff()
    ring(row, local(23, 12), local(23, 19), local(24, 12))
    actions.record(row, said(), by=caller, now=local(24, 18))
    (promise,) = asked()
    assert (promise.outcome, promise.ended_by) == ("kept", caller)


# ── refused ─────────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_cb1_not_by_the_crew() -> None:
    crew = make_staff(Role.CREW, Role.RECEPTION)
    with pytest.raises(NotByTheCrew):
        actions.note_attempt(make_callback(crew=[crew]), NO_ANSWER, by=crew, now=local(23, 12))
    assert not Attempt.objects.exists()


@pytest.mark.django_db
def test_cb8_not_after_the_callback_was_made() -> None:
    row = make_callback()
    actions.record(row, said(), by=make_staff(), now=local(23, 12))
    with pytest.raises(AlreadyMade):
        ring(row, local(23, 13))
    assert not Attempt.objects.exists()


@pytest.mark.django_db
def test_the_same_form_sent_twice_is_one_attempt() -> None:
    row, caller, key = make_callback(), make_staff(), uuid4()
    first = actions.note_attempt(row, NO_ANSWER, by=caller, now=local(23, 12), form_key=key)
    again = actions.note_attempt(row, NO_ANSWER, by=caller, now=local(23, 12, 1), form_key=key)
    assert first == again
    assert Attempt.objects.count() == 1


# ── two at the same time ────────────────────────────────────────────────────
def naive(row: Callback) -> Attempt:
    """The control: enters the attempt without looking whether this form did so already."""
    return Attempt.objects.create(callback=row, outcome=NO_ANSWER, at=local(23, 12), by=row.repair.taken_by)


@pytest.mark.django_db(transaction=True)
def test_control_careless_code_notes_a_double_click_twice() -> None:
    row = make_callback()
    together(lambda: naive(row), lambda: naive(row))
    assert Attempt.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_double_click_is_one_attempt_and_the_head_is_asked_once() -> None:
    row, caller, key = make_callback(), make_staff(), uuid4()
    ring(row, local(23, 12), local(23, 19))
    first, second = (Callback.objects.get(pk=row.pk) for _ in range(2))
    results = together(
        lambda: actions.note_attempt(first, NO_ANSWER, by=caller, now=local(24, 12), form_key=key),
        lambda: actions.note_attempt(second, NO_ANSWER, by=caller, now=local(24, 12), form_key=key),
    )
    assert results[0] == results[1]
    assert (Attempt.objects.count(), len(asked())) == (3, 1)


@pytest.mark.django_db(transaction=True)
def test_cb8_two_callers_at_once_ask_the_head_once() -> None:
    row, callers = make_callback(), [make_staff(), make_staff()]
    ring(row, local(23, 12), local(23, 19))
    first, second = (Callback.objects.get(pk=row.pk) for _ in range(2))
    together(
        lambda: actions.note_attempt(first, NO_ANSWER, by=callers[0], now=local(24, 12)),
        lambda: actions.note_attempt(second, NO_ANSWER, by=callers[1], now=local(24, 12)),
    )
    assert (Attempt.objects.count(), len(asked())) == (4, 1)
