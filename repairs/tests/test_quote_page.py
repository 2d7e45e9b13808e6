"""The page on which the price is named: typed lines, sums by the server, and every refusal (RP-5)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from office.models import Role, Staff
from office.tests.factories import make_staff
from repairs import actions
from repairs.models import PriceItem, Quote, Repair
from repairs.tests.factories import make_category, make_dispatched, make_price
from repairs.tests.jobs import (
    LATER,
    by_hand,
    line,
    listed,
    make_agreed,
    make_on_site,
    make_quoted,
    typed,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]


@pytest.fixture
def crew() -> Staff:
    return make_staff(Role.CREW, name="孙德胜", language="en")


@pytest.fixture
def head() -> Staff:
    return make_staff(Role.HEAD, name="周主任")


@pytest.fixture
def phone(client: Client, crew: Staff) -> Client:
    client.force_login(crew)
    return client


@pytest.fixture
def valve() -> PriceItem:
    return make_price(name="Valve", kind="material", unit="pc", price=Decimal("26.00"))


def quote(repair: Repair) -> str:
    return reverse("repairs:quote", args=[repair.number])


def written() -> list[tuple[Any, ...]]:
    fields = ("name", "kind", "unit", "quantity", "price", "brought", "amount", "named_by__name")
    return [tuple(str(value) for value in row) for row in Quote.objects.get().lines.values_list(*fields)]


def errors(answer: Any) -> dict[str, list[str]]:
    """What the page says at which field of its lines."""
    forms = answer.context["lines"].forms
    found = {f"{n}.{name}": list(texts) for n, form in enumerate(forms) for name, texts in form.errors.items()}
    whole = list(answer.context["lines"].non_form_errors())
    return {**found, **({"": whole} if whole else {})}


def test_rp5_a_quote_is_written_from_the_price_list(phone: Client, crew: Staff, valve: PriceItem) -> None:
    repair, labour = make_on_site(crew), make_price(name="Fitting", price=Decimal("50.00"))
    answer = phone.post(quote(repair), typed(listed(valve, "２"), listed(labour, "1.2")))
    assert (answer.status_code, answer["Location"]) == (302, reverse("repairs:job", args=[repair.number]))
    assert written() == [
        ("Valve", "material", "pc", "2.00", "26.00", "False", "52.00", "None"),
        ("Fitting", "labour", "h", "1.20", "50.00", "False", "60.00", "None"),
    ]
    assert (Quote.objects.get().total, Quote.objects.get().quoted_by) == (Decimal("112.00"), crew)


def test_rp5_the_same_page_at_the_desk_leads_back_to_the_record(client: Client, valve: PriceItem) -> None:
    client.force_login(make_staff(Role.RECEPTION))
    repair = make_on_site()
    page = client.get(quote(repair))
    assert [template.name for template in page.templates if template.name in ("phone.html", "base.html")] == [
        "base.html"
    ]
    assert client.post(quote(repair), typed(listed(valve)))["Location"] == f"/{repair.number}/"


def test_rp5_the_page_begins_with_the_prices_of_its_category(phone: Client, crew: Staff, valve: PriceItem) -> None:
    category = make_category()
    own = make_price(name="Own", category=category.parent)
    make_price(name="Gone", retired_on=date(2026, 1, 2))
    make_price(name="Not yet", valid_from=date(2099, 1, 1))
    shown = phone.get(quote(make_on_site(crew, category=category))).context["lines"].offer
    assert [[label for _key, label in rows] for rows in shown.headings.values()] == [
        [f"{own.name}　50.00/h"],
        ["Valve　26.00/pc"],
    ]


def test_rp5_what_is_not_on_the_list_has_the_heads_price(phone: Client, crew: Staff, head: Staff) -> None:
    phone.post(quote(make_on_site(crew)), typed(by_hand(quantity="2", price="12.5", named_by=head.pk)))
    assert written() == [("Special bend", "material", "pc", "2.00", "12.50", "False", "25.00", "周主任")]


def test_rp5_a_line_by_agreement_has_the_heads_price_too(phone: Client, crew: Staff, head: Staff) -> None:
    rewiring = make_price(name="Rewiring", unit="place", price=None)
    phone.post(quote(make_on_site(crew)), typed(listed(rewiring, price="300", named_by=head.pk)))
    assert written() == [("Rewiring", "labour", "place", "1.00", "300.00", "False", "300.00", "周主任")]


def test_rp5_a_price_of_the_list_is_not_changed_by_hand(
    phone: Client, crew: Staff, head: Staff, valve: PriceItem
) -> None:
    phone.post(quote(make_on_site(crew)), typed(listed(valve, price="1.00", named_by=head.pk)))
    assert written() == [("Valve", "material", "pc", "1.00", "26.00", "False", "26.00", "None")]


def test_rp5_materials_of_the_household_need_no_price(phone: Client, crew: Staff, valve: PriceItem) -> None:
    labour = make_price(name="Fitting", price=Decimal("50.00"))
    rows = [listed(valve, brought="on"), by_hand("Their tap", brought="on"), listed(labour)]
    phone.post(quote(make_on_site(crew)), typed(*rows))
    assert [(row[0], *row[4:7]) for row in written()] == [
        ("Valve", "0.00", "True", "0.00"),
        ("Their tap", "0.00", "True", "0.00"),
        ("Fitting", "50.00", "False", "50.00"),
    ]


def test_rp5_an_empty_line_is_no_line(phone: Client, crew: Staff, valve: PriceItem) -> None:
    empty = {"row": "listed", "item": "", "quantity": "1"}
    phone.post(quote(make_on_site(crew)), typed(empty, listed(valve), {**by_hand(""), "unit": ""}))
    assert [row[0] for row in written()] == ["Valve"]


NUMBER = ["-1", "0", "0.00", "-0", "NaN", "Infinity", "1e3", "1_000", "1,000", "0.001", "٣", "1\0", "x", "", " "]


@pytest.mark.parametrize("quantity", [*NUMBER, "1000000", "99999999999999"])
def test_rp5_a_quantity_that_is_none_is_refused(phone: Client, crew: Staff, valve: PriceItem, quantity: str) -> None:
    answer = phone.post(quote(make_on_site(crew)), typed(listed(valve, quantity)))
    assert (answer.status_code, list(errors(answer))) == (422, ["0.quantity"])
    assert Quote.objects.count() == 0
    assert answer.context["lines"].forms[0]["quantity"].value() == quantity


@pytest.mark.parametrize("price", [*NUMBER, "123456789012"])
def test_rp5_a_price_that_is_none_is_refused(phone: Client, crew: Staff, head: Staff, price: str) -> None:
    answer = phone.post(quote(make_on_site(crew)), typed(by_hand(price=price, named_by=head.pk)))
    assert (answer.status_code, list(errors(answer))) == (422, ["0.price"])
    assert Quote.objects.count() == 0


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (by_hand(price="12.50"), "named_by"),
        (by_hand(price="12.50", named_by="999999"), "named_by"),
        (by_hand("\u200b", price="12.50"), "name"),
        (by_hand(unit="", price="12.50"), "unit"),
        (by_hand("x" * 61, price="12.50"), "name"),
        (by_hand(brought="on", kind="labour"), "brought"),
        (by_hand(kind="money", price="12.50"), "kind"),
        ({"row": "listed", "item": "999999", "quantity": "1"}, "item"),
        ({"row": "listed", "item": "", "quantity": "3"}, "item"),
        ({"row": "neither", "item": "", "quantity": "3"}, "row"),
    ],
)
def test_rp5_a_line_that_says_too_little_is_refused(
    phone: Client, crew: Staff, row: dict[str, Any], field: str
) -> None:
    answer = phone.post(quote(make_on_site(crew)), typed(row))
    assert (answer.status_code, f"0.{field}" in errors(answer)) == (422, True)
    assert Quote.objects.count() == 0


def test_rp5_who_may_not_name_a_price_is_not_offered(phone: Client, crew: Staff) -> None:
    reception, away = make_staff(Role.RECEPTION), make_staff(Role.HEAD, communities=[])
    for somebody in (reception, crew, away):
        answer = phone.post(quote(make_on_site(crew)), typed(by_hand(price="9", named_by=somebody.pk)))
        assert list(errors(answer)) == ["0.named_by"]


def test_rp5_labour_is_not_brought(phone: Client, crew: Staff) -> None:
    answer = phone.post(quote(make_on_site(crew)), typed(listed(make_price(), brought="on")))
    assert list(errors(answer)) == ["0.brought"]


def test_rp5_a_line_of_less_than_a_fen_is_refused(phone: Client, crew: Staff) -> None:
    screw = make_price(name="Screw", price=Decimal("0.10"))
    answer = phone.post(quote(make_on_site(crew)), typed(listed(screw, "0.01")))
    assert list(errors(answer)) == ["0.quantity"]


def test_rp5_more_than_the_documented_limit_is_refused(phone: Client, crew: Staff, head: Staff) -> None:
    row = by_hand(quantity="2", price="500000", named_by=head.pk)
    answer = phone.post(quote(make_on_site(crew)), typed(row))
    assert list(errors(answer)) == ["0.quantity"]
    half = by_hand(price="500000", named_by=head.pk)
    assert list(errors(phone.post(quote(make_on_site(crew)), typed(half, half)))) == [""]
    assert Quote.objects.count() == 0


@pytest.mark.parametrize("brought", [False, True])
def test_rp5_at_least_one_line_costs_something(phone: Client, crew: Staff, valve: PriceItem, *, brought: bool) -> None:
    rows = [listed(valve, brought="on")] if brought else []
    answer = phone.post(quote(make_on_site(crew)), typed(*rows))
    assert (answer.status_code, list(errors(answer))) == (422, [""])


@pytest.mark.parametrize("total", ["", "abc", "-1", "10" * 20, "٣"])
def test_a_forged_number_of_lines_is_refused(phone: Client, crew: Staff, total: str) -> None:
    for more in ({}, {"add": "listed"}):
        answer = phone.post(quote(make_on_site(crew)), typed(**{"lines-TOTAL_FORMS": total}, **more))
        assert answer.status_code in (200, 422)
    assert Quote.objects.count() == 0


def test_more_lines_than_a_quote_holds_are_refused(phone: Client, crew: Staff, valve: PriceItem) -> None:
    repair = make_on_site(crew)
    assert phone.post(quote(repair), typed(*[listed(valve)] * 31)).status_code == 422
    shown = phone.post(reverse("repairs:lines", args=[repair.number]), typed(*[listed(valve)] * 30, add="listed"))
    assert len(shown.context["lines"].forms) == 30


@pytest.mark.parametrize(
    ("button", "names"),
    [
        ({"add": "listed"}, ["listed", "by_hand", "listed"]),
        ({"add": "by_hand"}, ["listed", "by_hand", "by_hand"]),
        ({"add": "nonsense"}, ["listed", "by_hand"]),
        ({"remove": "0"}, ["by_hand"]),
        ({"remove": "9"}, ["listed", "by_hand"]),
    ],
)
@pytest.mark.parametrize("page", ["quote", "lines"])
def test_rp5_a_line_more_or_less_keeps_what_was_typed(
    phone: Client, crew: Staff, valve: PriceItem, page: str, button: dict[str, str], names: list[str]
) -> None:
    repair = make_on_site(crew)
    data = typed(listed(valve, "３"), by_hand("Special bend", "abc"), **button)
    answer = phone.post(reverse(f"repairs:{page}", args=[repair.number]), data)
    forms = answer.context["lines"].forms
    assert (answer.status_code, [str(form["row"].value()) for form in forms]) == (200, names)
    kept = next(form for form in forms if form["row"].value() == "by_hand")
    assert (kept["name"].value(), kept["quantity"].value()) == ("Special bend", "abc")
    assert (errors(answer), Quote.objects.count()) == ({}, 0)


def test_rp5_the_server_adds_up_while_the_lines_are_typed(phone: Client, crew: Staff, valve: PriceItem) -> None:
    repair, other = make_on_site(crew), make_price(name="By agreement", price=None)
    data = typed(listed(valve, "3"), listed(other), listed(valve, "x"))
    answer = phone.post(reverse("repairs:lines", args=[repair.number]), data)
    page = answer.content.decode()
    assert answer.context["lines"].total == Decimal("78.00")
    assert ("柒拾捌元整" in page, "78.00" in page) == (True, True)
    assert ('id="line-price-0"' in page, 'name="lines-1-price"' in page) == (False, True)


def test_rp6_the_sums_say_when_it_is_more_than_agreed(phone: Client, crew: Staff, valve: PriceItem) -> None:
    repair = make_agreed(crew)
    lines = reverse("repairs:lines", args=[repair.number])
    more = phone.post(lines, typed(listed(valve, "3"))).content.decode()
    less = phone.post(lines, typed(listed(valve, "1"))).content.decode()
    assert ("More than the 66.00 yuan agreed" in more, "Less than the 66.00 yuan agreed" in less) == (True, True)


def test_rp6_a_new_quote_begins_with_the_lines_of_the_last(phone: Client, crew: Staff, head: Staff) -> None:
    valve = make_price(name="Valve", price=Decimal("26.00"))
    lines = [line(item=valve, quantity="1.50"), line("Bend", price="9.00", named_by=head), line("Tap", brought=True)]
    repair = make_quoted(crew, lines=lines)
    page = phone.get(quote(repair))
    assert (page.context["lines"].total, errors(page)) == (Decimal("48.00"), {})
    again = {**page.context["lines"].data, "seen": "1"}
    assert phone.post(quote(repair), again).status_code == 302
    assert list(Quote.objects.values_list("version", "total")) == [(1, Decimal("48.00")), (2, Decimal("48.00"))]


def test_rp5_a_double_click_quotes_once(phone: Client, crew: Staff, valve: PriceItem) -> None:
    repair = make_on_site(crew)
    first = phone.post(quote(repair), typed(listed(valve)))
    second = phone.post(quote(repair), typed(listed(valve)), follow=True)
    assert (first.status_code, second.redirect_chain[-1][0]) == (302, reverse("repairs:job", args=[repair.number]))
    assert [str(message) for message in second.context["messages"]][-1].startswith("孙德胜 quoted 26.00 yuan at ")
    assert Quote.objects.count() == 1


@pytest.mark.parametrize("seen", ["", "-1", "x", "9" * 30])
def test_a_page_that_does_not_say_what_it_knew_is_refused(
    phone: Client, crew: Staff, valve: PriceItem, seen: str
) -> None:
    assert phone.post(quote(make_on_site(crew)), typed(listed(valve), seen=seen)).status_code == 422
    assert Quote.objects.count() == 0


def test_rp5_too_early_leads_back_with_the_reason(phone: Client, crew: Staff, valve: PriceItem) -> None:
    repair = make_dispatched(crew)
    for answer in (phone.get(quote(repair)), phone.post(quote(repair), typed(listed(valve)))):
        assert answer["Location"] == reverse("repairs:job", args=[repair.number])
    assert Quote.objects.count() == 0


def test_rp6_finance_may_not_alter_an_amount(client: Client) -> None:
    client.force_login(make_staff(Role.FINANCE))
    repair = make_quoted()
    assert client.get(quote(repair)).status_code == 403
    assert client.post(quote(repair), typed(by_hand())).status_code == 403
    assert client.post(reverse("repairs:lines", args=[repair.number]), typed(by_hand())).status_code == 403


def test_the_sums_are_asked_for_by_post_and_for_ones_own_job(phone: Client, crew: Staff) -> None:
    assert phone.get(reverse("repairs:lines", args=[make_on_site(crew).number])).status_code == 405
    assert phone.post(reverse("repairs:lines", args=[make_on_site().number]), typed()).status_code == 404


def test_rp5_a_quote_after_a_refusal_takes_its_place(phone: Client, crew: Staff, valve: PriceItem) -> None:
    repair = make_quoted(crew)
    actions.refuse(repair, "Too dear.", by=crew, now=LATER)
    phone.post(quote(repair), typed(listed(valve), seen="1"))
    assert list(Quote.objects.values_list("version", "total")) == [(1, Decimal("66.00")), (2, Decimal("26.00"))]
