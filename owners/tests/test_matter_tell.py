"""The caller is told what was done; then the matter is closed (RC-4)."""

from datetime import timedelta

import pytest

from office.models import Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import make_staff
from office.verbs import NotAllowed
from owners.actions import matters
from owners.models import Matter
from owners.tests.cases import LATER, history, make_decided, make_done, owes
from owners.tests.races import at_once

pytestmark = pytest.mark.django_db

THEN = LATER + timedelta(minutes=20)
NOW = LATER + timedelta(minutes=30)


def test_rc4_told_closes_the_matter_at_the_time_when_it_was() -> None:
    matter = matters.tell(make_done(), Matter.How.DOOR, told_at=THEN, by=make_staff(), now=NOW)
    matter.refresh_from_db()
    assert (matter.status, matter.told_at, matter.told_how) == (Matter.Status.CLOSED, THEN, Matter.How.DOOR)
    kept = Promise.objects.get(rule="RC-4/told")
    assert (owes(matter), kept.outcome, kept.ended_at) == ({}, Promise.Outcome.KEPT, THEN)
    assert [verb for verb, _status, _note in history(matter)] == ["hand_over", "decide", "do", "tell"]


def test_rc4_told_on_the_next_day_is_kept_late() -> None:
    late = LATER + timedelta(days=1)
    matters.tell(make_done(), Matter.How.PHONE, told_at=late, by=make_staff(), now=late)
    assert Promise.objects.get(rule="RC-4/told").kept_late is True


def test_rc4_the_one_who_did_it_may_tell() -> None:
    matter = make_done()
    assert matter.doer is not None
    assert matters.tell(matter, Matter.How.DOOR, told_at=THEN, by=matter.doer, now=NOW).status == Matter.Status.CLOSED


@pytest.mark.parametrize("role", [Role.CREW, Role.FINANCE, Role.COMPANY])
def test_nobody_else_notes_that_the_caller_knows(role: str) -> None:
    matter = make_done()
    with pytest.raises(NotAllowed):
        matters.tell(matter, Matter.How.PHONE, told_at=THEN, by=make_staff(role), now=NOW)
    assert list(owes(matter)) == ["RC-4/told"]


def test_before_it_is_done_there_is_nothing_to_tell() -> None:
    matter = make_decided()
    with pytest.raises(InvalidMove):
        matters.tell(matter, Matter.How.PHONE, told_at=THEN, by=make_staff(), now=NOW)
    assert len(history(matter)) == 2


def test_told_twice_names_who_was_first() -> None:
    matter = make_done()
    seen = Matter.objects.get(pk=matter.pk)
    matters.tell(matter, Matter.How.PHONE, told_at=THEN, by=make_staff(name="林晓燕"), now=NOW)
    with pytest.raises(InvalidMove, match="林晓燕"):
        matters.tell(seen, Matter.How.DOOR, told_at=THEN, by=make_staff(), now=NOW)
    assert len(history(matter)) == 4


@pytest.mark.django_db(transaction=True)
def test_two_who_told_the_caller_at_once_are_one_telling() -> None:
    done, people = make_done(), [make_staff(name="林晓燕"), make_staff(name="苏文静")]

    def note(number: int) -> object:
        seen = Matter.objects.for_page().get(pk=done.pk)
        return matters.tell(seen, Matter.How.PHONE, told_at=THEN, by=people[number], now=NOW)

    answers = at_once(lambda: note(0), lambda: note(1))
    (lost,) = [number for number, answer in enumerate(answers) if isinstance(answer, InvalidMove)]
    assert people[1 - lost].name in str(answers[lost])
    assert [verb for verb, _status, _note in history(done)].count("tell") == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_door_both_believe_they_told_first() -> None:
    """The race of the test above is real: writing without comparing lets both through."""
    done = make_done()

    def write() -> object:
        return Matter.objects.filter(pk=Matter.objects.get(pk=done.pk).pk).update(told_how=Matter.How.PHONE)

    assert at_once(write, write) == [1, 1]
