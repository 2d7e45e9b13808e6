"""The addressee is told, or somebody in his place; who wishes it is to be rung back (RC-6)."""

from datetime import timedelta

import pytest

from office.models import Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_staff
from office.verbs import NotAllowed
from owners.actions import messages
from owners.models import Message
from owners.tests.cases import SOON, history, make_message, make_told, owes, told
from owners.tests.races import at_once

pytestmark = pytest.mark.django_db


def test_rc6_told_in_time_he_has_two_call_hours_to_ring_back() -> None:
    addressee = make_staff(Role.CREW, name="孙德胜")
    message = make_message(addressee)
    messages.tell(message, addressee, Message.How.RADIO, by=message.taken_by, now=SOON)
    message.refresh_from_db()
    assert (message.status, message.told_at, message.told_to, message.told_how, message.confirmed_at) == (
        Message.Status.TOLD,
        SOON,
        addressee,
        Message.How.RADIO,
        None,
    )
    assert owes(message) == {"RC-6/rung-back": ("11-23 12:15", "孙德胜")}
    kept = Promise.objects.get(rule="RC-6/told")
    assert (kept.outcome, kept.kept_late) == (Promise.Outcome.KEPT, False)
    assert history(message)[1][:2] == ("tell", "told")


def test_rc6_the_hours_in_which_nobody_is_rung_up_do_not_count() -> None:
    evening = MONDAY.replace(hour=20, minute=0)
    message = make_message(now=evening)
    messages.tell(message, message.addressee, Message.How.PHONE, by=message.taken_by, now=evening)
    assert owes(message)["RC-6/rung-back"][0] == "11-24 10:00"


def test_rc6_told_after_half_an_hour_is_kept_late() -> None:
    message = make_message()
    messages.tell(message, message.addressee, "phone", by=message.taken_by, now=MONDAY + timedelta(minutes=31))
    assert Promise.objects.get(rule="RC-6/told").kept_late is True


def test_rc6_who_does_not_wish_to_be_rung_back_is_done_with() -> None:
    message = make_told(ring_back=False)
    assert (message.status, owes(message)) == (Message.Status.DONE, {})


def test_rc6_somebody_in_his_place_rings_back_and_the_caller_knows() -> None:
    deputy, message = make_staff(name="代理"), make_message()
    messages.tell(message, deputy, Message.How.SPOKEN, caller_knows=True, by=message.taken_by, now=SOON)
    assert (message.told_to, message.caller_knows) == (deputy, True)
    assert owes(message) == {"RC-6/rung-back": ("11-23 12:15", "代理")}
    assert told(deputy) == [message.number]


def test_rc6_whoever_was_told_on_his_page_is_not_told_there_twice() -> None:
    assert told(make_told().addressee) == ["M-20261123-0001"]


@pytest.mark.parametrize("role", [Role.CREW, Role.FINANCE, Role.COMPANY])
def test_who_has_not_the_right_tells_nobody(role: str) -> None:
    message = make_message()
    with pytest.raises(NotAllowed):
        messages.tell(message, message.addressee, "phone", by=make_staff(role), now=SOON)
    assert (list(owes(message)), len(history(message))) == (["RC-6/told"], 1)


def test_told_twice_names_who_was_first() -> None:
    message = make_message()
    seen = Message.objects.get(pk=message.pk)
    messages.tell(message, message.addressee, "phone", by=make_staff(name="林晓燕"), now=SOON)
    with pytest.raises(InvalidMove, match="林晓燕"):
        messages.tell(seen, message.addressee, "phone", by=make_staff(), now=SOON)
    assert len(history(message)) == 2


@pytest.mark.django_db(transaction=True)
def test_two_who_tell_at_once_are_one_telling() -> None:
    taken, people = make_message(), [make_staff(name="林晓燕"), make_staff(name="苏文静")]

    def tell(number: int) -> object:
        seen = Message.objects.for_page().get(pk=taken.pk)
        return messages.tell(seen, seen.addressee, "phone", by=people[number], now=SOON)

    answers = at_once(lambda: tell(0), lambda: tell(1))
    (lost,) = [number for number, answer in enumerate(answers) if isinstance(answer, InvalidMove)]
    assert people[1 - lost].name in str(answers[lost])
    assert (list(owes(taken)), len(history(taken))) == (["RC-6/rung-back"], 2)


@pytest.mark.django_db(transaction=True)
def test_control_without_the_door_both_believe_they_told_first() -> None:
    """The race of the test above is real: writing without comparing lets both through."""
    taken = make_message()

    def write() -> object:
        seen = Message.objects.get(pk=taken.pk)
        return Message.objects.filter(pk=seen.pk).update(told_how="phone", told_to=seen.addressee)

    assert at_once(write, write) == [1, 1]
