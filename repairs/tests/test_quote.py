"""Naming the price before the work, line by line (RP-5)."""

from decimal import Decimal
from typing import Any

import pytest

from office.models import Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_staff
from office.tests.threads import together
from repairs import actions
from repairs.models import Quote, Repair
from repairs.tests.factories import history, make_dispatched, make_price, make_registered
from repairs.tests.jobs import LATER, QUOTED, crew_of, line, make_agreed, make_on_site, make_quoted

pytestmark = pytest.mark.django_db


def written(quote: Quote) -> list[tuple[Any, ...]]:
    return list(quote.lines.values_list("name", "quantity", "price", "brought", "amount"))


def test_rp5_a_quote_waits_for_consent() -> None:
    repair = make_on_site()
    crew, price = crew_of(repair), make_price(name="Valve", price=Decimal("26.00"), kind="material", unit="pc")
    quote = actions.quote(repair, [line(quantity="1.50", item=price)], by=crew, now=QUOTED)
    repair.refresh_from_db()
    assert repair.status == Repair.Status.QUOTED
    assert (quote.version, quote.final, quote.total, quote.quoted_by, quote.quoted_at, quote.agreed_at) == (
        1,
        False,
        Decimal("39.00"),
        crew,
        QUOTED,
        None,
    )
    assert written(quote) == [("Valve", Decimal("1.50"), Decimal("26.00"), False, Decimal("39.00"))]
    assert history(repair)[-1] == ("quote", "quoted", "39.00 yuan")


def test_rp5_a_later_price_changes_no_quote() -> None:
    repair, price = make_on_site(), make_price(name="Valve", price=Decimal("26.00"))
    quote = actions.quote(repair, [line(item=price)], by=crew_of(repair), now=QUOTED)
    price.price = Decimal("30.00")
    price.save()
    assert written(quote) == [("Valve", Decimal("1.00"), Decimal("26.00"), False, Decimal("26.00"))]


def test_rp5_materials_of_the_household_stand_at_0() -> None:
    repair = make_on_site()
    lines = [line("Tap of theirs", price="80.00", brought=True), line("Labour", price="40.00")]
    quote = actions.quote(repair, lines, by=crew_of(repair), now=QUOTED)
    assert quote.total == Decimal("40.00")
    assert [row[-1] for row in written(quote)] == [Decimal("0.00"), Decimal("40.00")]


def test_rp5_lines_and_total_agree_to_the_fen() -> None:
    repair = make_on_site()
    lines = [line(quantity="3", price="33.33"), line(quantity="0.33", price="0.05"), line(quantity="1.5", price="0.01")]
    quote = actions.quote(repair, lines, by=crew_of(repair), now=QUOTED)
    assert [row[-1] for row in written(quote)] == [Decimal("99.99"), Decimal("0.02"), Decimal("0.02")]
    assert quote.total == Decimal("100.03")


def test_rp5_who_named_a_price_that_is_not_on_the_list_is_noted() -> None:
    repair, head = make_on_site(), make_staff(Role.HEAD)
    quote = actions.quote(repair, [line(named_by=head)], by=crew_of(repair), now=QUOTED)
    assert quote.lines.get().named_by == head


def test_rp5_a_new_quote_takes_the_place_of_the_one_before() -> None:
    repair = make_quoted()
    second = actions.quote(repair, [line(price="30.00")], by=crew_of(repair), now=LATER, seen=1)
    assert (second.version, repair.status, repair.orders.get().quotes.count()) == (2, "quoted", 2)


def test_rp6_more_work_is_quoted_again_after_the_consent() -> None:
    repair = make_agreed()
    second = actions.quote(repair, [line(price="90.00")], by=crew_of(repair), now=LATER)
    assert (second.version, second.agreed_at, repair.status) == (2, None, Repair.Status.QUOTED)


def test_rp5_a_double_click_quotes_once() -> None:
    repair = make_on_site()
    crew = crew_of(repair)
    actions.quote(repair, [line()], by=crew, now=QUOTED, seen=0)
    with pytest.raises(InvalidMove, match=rf"{crew.name} quoted 26\.00 yuan at 10:35\."):
        actions.quote(repair, [line()], by=crew, now=QUOTED, seen=0)
    assert Quote.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_rp5_of_two_who_quote_at_once_one_wins() -> None:
    number = make_on_site().number

    def quote() -> str:
        repair = Repair.objects.get(number=number)
        try:
            return str(actions.quote(repair, [line()], by=crew_of(repair), now=QUOTED, seen=0).total)
        except InvalidMove as refused:
            return type(refused).__name__

    assert sorted(together([quote, quote])) == ["26.00", "InvalidMove"]
    assert Quote.objects.count() == 1


@pytest.mark.parametrize("lines", [[], [line(brought=True)]])
def test_rp5_a_quote_needs_a_line_that_costs_something(lines: list[Any]) -> None:
    repair = make_on_site()
    with pytest.raises(InvalidMove, match="a line that costs something"):
        actions.quote(repair, lines, by=crew_of(repair), now=QUOTED)
    repair.refresh_from_db()
    assert (repair.status, Quote.objects.count()) == (Repair.Status.ON_SITE, 0)


@pytest.mark.parametrize("make", [make_registered, make_dispatched])
def test_rp5_nothing_is_quoted_before_the_crew_has_looked(make: Any) -> None:
    repair = make()
    with pytest.raises(InvalidMove):
        actions.quote(repair, [line()], by=repair.taken_by, now=MONDAY)
    assert Quote.objects.count() == 0
