"""Whom a message is for confirms it himself; where he was not told otherwise that counts as told (RC-6)."""

import pytest

from office.models import Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import make_staff
from office.verbs import NotAllowed
from owners.actions import messages
from owners.models import Message
from owners.tests.cases import LATER, SOON, history, make_message, make_told, owes
from owners.tests.races import at_once

pytestmark = pytest.mark.django_db


def test_rc6_confirming_counts_as_told() -> None:
    addressee = make_staff(Role.CREW, name="孙德胜")
    message = messages.confirm(make_message(addressee), by=addressee, now=SOON)
    message.refresh_from_db()
    assert (message.status, message.told_to, message.told_how, message.told_at, message.confirmed_at) == (
        Message.Status.TOLD,
        addressee,
        Message.How.PAGE,
        SOON,
        SOON,
    )
    assert owes(message) == {"RC-6/rung-back": ("11-23 12:15", "孙德胜")}
    assert Promise.objects.get(rule="RC-6/told").outcome == Promise.Outcome.KEPT
    assert history(message)[1][:2] == ("confirm", "told")


def test_rc6_confirmed_and_not_to_be_rung_back_it_is_done() -> None:
    message = make_message(ring_back=False)
    assert messages.confirm(message, by=message.addressee, now=SOON).status == Message.Status.DONE


def test_rc6_what_was_told_by_radio_is_confirmed_beside_its_status() -> None:
    message = make_told()
    messages.confirm(message, by=message.addressee, now=LATER)
    message.refresh_from_db()
    assert (message.status, message.told_how, message.told_at, message.confirmed_at) == (
        Message.Status.TOLD,
        Message.How.RADIO,
        SOON,
        LATER,
    )
    assert history(message)[2:] == [("confirm", "told", "")]


def test_rc6_whoever_was_told_in_his_place_confirms_too() -> None:
    deputy, message = make_staff(Role.CREW), make_message()
    messages.tell(message, deputy, Message.How.SPOKEN, by=message.taken_by, now=SOON)
    assert messages.confirm(message, by=deputy, now=LATER).confirmed_at == LATER


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.CREW, Role.MANAGER])
def test_nobody_confirms_in_anothers_name(role: str) -> None:
    message = make_message()
    with pytest.raises(NotAllowed):
        messages.confirm(message, by=make_staff(role), now=SOON)
    with pytest.raises(NotAllowed):
        messages.confirm(message, by=make_staff(is_superuser=True), now=SOON)
    assert len(history(message)) == 1


def test_confirmed_once_is_enough() -> None:
    message = make_message()
    messages.confirm(message, by=message.addressee, now=SOON)
    with pytest.raises(InvalidMove):
        messages.confirm(message, by=message.addressee, now=LATER)
    assert len(history(message)) == 2


def test_what_is_void_is_not_confirmed() -> None:
    message = make_message()
    messages.void(message, "wrong number", by=make_staff(), now=SOON)
    with pytest.raises(InvalidMove):
        messages.confirm(message, by=message.addressee, now=LATER)


@pytest.mark.django_db(transaction=True)
def test_confirmed_on_two_devices_at_once_it_stands_there_once() -> None:
    told = make_told()

    def confirm() -> object:
        seen = Message.objects.for_page().get(pk=told.pk)
        return messages.confirm(seen, by=seen.addressee, now=LATER)

    answers = at_once(confirm, confirm)
    assert [isinstance(answer, InvalidMove) for answer in answers].count(True) == 1
    assert len(history(told)) == 3
