"""A message for somebody who was away: the taker has to tell it in time (RC-6)."""

import pytest
from pytest_django import DjangoAssertNumQueries

from office.models import Department, Promise, Role
from office.tests.factories import MONDAY, make_department, make_staff, make_unit
from owners.actions import messages
from owners.models import Message
from owners.tests.cases import history, make_message, owes, told
from owners.tests.factories import make_contact

pytestmark = pytest.mark.django_db


def test_rc6_the_taker_has_half_an_hour_to_tell_it() -> None:
    taker = make_staff(name="林晓燕", department=make_department())
    addressee = make_staff(Role.CREW, name="孙德胜")
    message = make_message(addressee, by=taker)
    assert (message.status, message.taken_by, message.taken_at) == (Message.Status.TAKEN, taker, MONDAY)
    assert owes(message) == {"RC-6/told": ("11-23 10:35", "林晓燕")}
    assert Promise.objects.get().department == taker.department
    assert history(message) == [("take", "taken", "孙德胜")]


def test_rc6_it_stands_on_the_page_of_whom_it_is_for() -> None:
    addressee = make_staff(Role.CREW)
    assert told(addressee) == []
    assert told(make_message(addressee).addressee) == ["M-20261123-0001"]


def test_rc6_or_of_whom_is_told_in_his_place() -> None:
    addressee, deputy = make_staff(Role.HEAD), make_staff()
    make_message(addressee, told_to=deputy, caller_knows=True)
    assert (told(addressee), told(deputy)) == ([], ["M-20261123-0001"])


def test_rc6_whoever_takes_a_message_for_himself_is_not_told_of_it() -> None:
    taker = make_staff()
    assert told(make_message(taker, by=taker).addressee) == []


def test_a_taker_of_a_department_elsewhere_leaves_the_promise_with_customer_service() -> None:
    desk = make_department()
    make_message(by=make_staff())
    assert Promise.objects.get().department == desk
    assert desk.kind == Department.Kind.CUSTOMER_SERVICE


def test_rc8_it_takes_home_and_estate_from_the_contact_it_came_from() -> None:
    contact = make_contact(unit=make_unit())
    message = make_message(contact=contact)
    assert (message.contact, message.community, Promise.objects.get().unit) == (
        contact,
        contact.community,
        contact.unit,
    )


def test_entering_takes_two_statements_and_the_telling_three(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    contact, addressee = make_contact(), make_staff(Role.CREW)
    message = Message(number="M-20261123-0001", addressee=addressee, text="About the tap")
    with django_assert_num_queries(5):
        owed = messages.enter(message, contact, by=contact.taken_by, now=MONDAY)
    assert [row.rule for row in owed] == ["RC-6/told"]
