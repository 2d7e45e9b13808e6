"""Consent before the work begins (RP-5)."""

from decimal import Decimal

import pytest

from office.models import Role
from office.statuses import InvalidMove
from office.tests.factories import make_staff
from office.tests.threads import together
from repairs import actions
from repairs.models import Quote, Repair
from repairs.tests.factories import history
from repairs.tests.jobs import AGREED, LATER, crew_of, line, make_agreed, make_on_site, make_quoted

pytestmark = pytest.mark.django_db


def test_rp5_who_agreed_as_what_and_how_is_recorded() -> None:
    repair, reception = make_quoted(), make_staff(Role.RECEPTION)
    quote = actions.agree(repair, name="高建平", capacity="tenant", how="phone", by=reception, now=AGREED, seen=1)
    quote.refresh_from_db()
    repair.refresh_from_db()
    assert repair.status == Repair.Status.AGREED
    assert (quote.agreed_name, quote.agreed_capacity, quote.agreed_how, quote.agreed_at, quote.agreed_heard_by) == (
        "高建平",
        "tenant",
        "phone",
        AGREED,
        reception,
    )
    assert history(repair)[-1] == ("agree", "agreed", "66.00 yuan，高建平")


def test_rp6_the_new_quote_needs_a_consent_of_its_own() -> None:
    repair = make_agreed()
    crew = crew_of(repair)
    actions.quote(repair, [line(price="90.00")], by=crew, now=LATER)
    actions.agree(repair, name="王小明", capacity="owner", how="paper", by=crew, now=LATER)
    assert list(Quote.objects.values_list("version", "total", "agreed_how")) == [
        (1, Decimal("66.00"), "phone"),
        (2, Decimal("90.00"), "paper"),
    ]


def test_rp5_what_was_agreed_is_what_was_told() -> None:
    repair = make_quoted()
    crew = crew_of(repair)
    actions.quote(repair, [line(price="90.00")], by=crew, now=LATER)
    with pytest.raises(InvalidMove, match=rf"{crew.name} quoted 90\.00 yuan at 12:05\."):
        actions.agree(repair, name="王小明", capacity="owner", how="phone", by=crew, now=LATER, seen=1)
    assert not Quote.objects.exclude(agreed_at=None).exists()


def test_rp5_a_double_click_agrees_once() -> None:
    repair = make_agreed()
    with pytest.raises(InvalidMove, match="is now “agreed, at work”"):
        actions.agree(repair, name="Another", capacity="owner", how="phone", by=crew_of(repair), now=LATER)
    assert Quote.objects.get().agreed_name == "王小明"


def test_rp5_nothing_is_agreed_before_it_is_quoted() -> None:
    repair = make_on_site()
    with pytest.raises(InvalidMove):
        actions.agree(repair, name="王小明", capacity="owner", how="phone", by=crew_of(repair), now=AGREED)
    repair.refresh_from_db()
    assert repair.status == Repair.Status.ON_SITE


@pytest.mark.django_db(transaction=True)
def test_rp5_a_consent_never_lands_on_a_quote_that_was_replaced_at_the_same_time() -> None:
    number = make_quoted().number

    def agree() -> str:
        repair = Repair.objects.get(number=number)
        try:
            crew = crew_of(repair)
            return str(actions.agree(repair, name="王", capacity="owner", how="phone", by=crew, now=LATER, seen=1))
        except InvalidMove:
            return "refused"

    def quote() -> str:
        repair = Repair.objects.get(number=number)
        try:
            return str(actions.quote(repair, [line(price="90.00")], by=crew_of(repair), now=LATER, seen=1))
        except InvalidMove:
            return "refused"

    together([agree, quote])
    last = Quote.objects.order_by("version").last()
    assert last is not None
    assert (last.agreed_at is not None) == (Repair.objects.get().status == Repair.Status.AGREED)
