"""The caller is rung back: when, and what was agreed (RC-6)."""

from datetime import timedelta

import pytest

from office.models import Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import make_staff
from office.verbs import NotAllowed
from owners.actions import messages
from owners.models import Message
from owners.tests.cases import LATER, SOON, history, make_message, make_told, owes

pytestmark = pytest.mark.django_db

THEN = SOON + timedelta(hours=1)


def test_rc6_rung_back_is_done_at_the_time_when_it_was() -> None:
    message = make_told()
    messages.ring_back(message, "comes on Friday", rung_back_at=THEN, by=message.addressee, now=LATER)
    message.refresh_from_db()
    assert (message.status, message.rung_back_at, message.answer) == (Message.Status.DONE, THEN, "comes on Friday")
    kept = Promise.objects.get(rule="RC-6/rung-back")
    assert (owes(message), kept.outcome, kept.ended_at) == ({}, Promise.Outcome.KEPT, THEN)
    assert history(message)[2:] == [("ring_back", "done", "comes on Friday")]


def test_rc6_rung_back_after_two_call_hours_is_kept_late() -> None:
    message = make_told()
    late = SOON + timedelta(hours=2, minutes=1)
    messages.ring_back(message, "sorry", rung_back_at=late, by=message.addressee, now=late)
    assert Promise.objects.get(rule="RC-6/rung-back").kept_late is True


def test_rc6_the_desk_may_note_it_for_him() -> None:
    message = messages.ring_back(make_told(), "settled", rung_back_at=THEN, by=make_staff(), now=LATER)
    assert message.status == Message.Status.DONE


@pytest.mark.parametrize("role", [Role.CREW, Role.FINANCE, Role.COMPANY])
def test_nobody_else_says_that_the_caller_was_rung(role: str) -> None:
    message = make_told()
    with pytest.raises(NotAllowed):
        messages.ring_back(message, "settled", rung_back_at=THEN, by=make_staff(role), now=LATER)
    assert list(owes(message)) == ["RC-6/rung-back"]


def test_before_anybody_was_told_and_after_it_nobody_is_rung_back() -> None:
    taken, told = make_message(), make_told()
    messages.ring_back(told, "settled", rung_back_at=THEN, by=told.addressee, now=LATER)
    for message in (taken, told):
        before = history(message)
        with pytest.raises(InvalidMove):
            messages.ring_back(message, "again", rung_back_at=THEN, by=message.addressee, now=LATER)
        assert history(message) == before
