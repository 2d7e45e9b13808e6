"""Somebody outside the house was rung while the caller spoke: to whom it was reported stands on the contact."""

from datetime import timedelta

import pytest

from frontdesk.tests.reception import PAGE, errors, signed_in, typed
from office.models import Role, ToldOutside
from office.tests.factories import home, make_community, make_staff
from office.tests.test_outside import make_number
from owners.models import Contact

pytestmark = pytest.mark.django_db


def test_whom_outside_it_was_reported_to_stands_on_the_contact() -> None:
    user = make_staff(Role.RECEPTION, name="林晓燕")
    lift, police = make_number(), make_number(name="Police", phone="110", kind="police")
    signed_in(user).post(PAGE, typed(told=[lift.pk, police.pk]))
    contact = Contact.objects.get()
    rows = ToldOutside.objects.order_by("to").values_list("subject", "to", "by")
    assert list(rows) == [
        (contact.number, "Lift firm 0531-0000-7001", user.pk),
        (contact.number, "Police 110", user.pk),
    ]
    assert abs(ToldOutside.objects.earliest("at").at - contact.at) < timedelta(minutes=1)
    page = signed_in(user).get(f"/{contact.number}/").content.decode()
    assert "Lift firm 0531-0000-7001" in page


def test_a_number_outside_that_is_not_offered_is_refused_and_the_ticks_are_kept() -> None:
    lift, retired = make_number(), make_number(name="Old firm", active=False)
    foreign = make_number(name="Their lift", community=make_community())
    for other in (retired.pk, foreign.pk, "x", "99999999999999999999"):
        response = signed_in().post(PAGE, typed(told=[lift.pk, other]))
        assert list(errors(response)) == ["told"]  # type: ignore[arg-type]
        assert f'value="{lift.pk}" checked' in response.content.decode()
    assert ToldOutside.objects.count() == 0


def test_a_number_outside_of_the_other_estate_is_refused() -> None:
    here, there = home(), make_community()
    user = make_staff(Role.RECEPTION, communities=[here, there], language="en")
    response = signed_in(user).post(PAGE, typed(told=[make_number(community=there).pk]))
    assert list(errors(response)) == ["told"]  # type: ignore[arg-type]


def test_the_same_form_sent_twice_tells_once() -> None:
    sent, client = typed(told=[make_number().pk]), signed_in()
    client.post(PAGE, sent)
    client.post(PAGE, sent)
    assert (Contact.objects.count(), ToldOutside.objects.count()) == (1, 1)
