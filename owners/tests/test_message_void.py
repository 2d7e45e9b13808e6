"""A message that need not be told is voided with a reason, never deleted (RC-6)."""

from datetime import timedelta

import pytest

from office.models import Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_staff
from office.verbs import NotAllowed
from owners.actions import messages
from owners.models import Message
from owners.tests.cases import LATER, SOON, history, make_message, make_told, owes

pytestmark = pytest.mark.django_db


def test_rc6_voided_with_its_reason_it_owes_nothing_more() -> None:
    for message in (make_message(), make_told()):
        messages.void(message, "rang again himself", by=make_staff(), now=LATER - timedelta(hours=1, minutes=40))
        last = Promise.objects.of(message.number).order_by("-pk").first()
        assert last is not None
        assert (message.status, owes(message), last.outcome) == (Message.Status.VOID, {}, Promise.Outcome.RELEASED)
        assert history(message)[-1] == ("void", "void", "rang again himself")


def test_rc6_what_is_overdue_is_not_released_by_it() -> None:
    messages.void(make_message(), "rang again himself", by=make_staff(), now=MONDAY + timedelta(hours=1))
    assert Promise.objects.get().kept_late is True


@pytest.mark.parametrize("role", [Role.CREW, Role.COMPANY])
def test_who_has_not_the_right_voids_nothing(role: str) -> None:
    message = make_message()
    with pytest.raises(NotAllowed):
        messages.void(message, "no", by=make_staff(role), now=SOON)
    assert len(history(message)) == 1


def test_what_is_done_is_not_voided() -> None:
    message = make_told(ring_back=False)
    with pytest.raises(InvalidMove):
        messages.void(message, "no", by=make_staff(), now=LATER)
    assert message.status == Message.Status.DONE
