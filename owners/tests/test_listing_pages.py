"""The page of one offer, the pages of its verbs, and the list of what is on offer (RC-11)."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from office.models import Role
from office.tests.factories import MONDAY, make_unit
from owners.models import Listing
from owners.tests.browsers import browser, buttons, elsewhere, said
from owners.tests.cases import LATER, history, make_listing, owes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def three_hours_later() -> Iterator[None]:
    """Pages read the clock: it stands an hour after what the factories make."""
    with time_machine.travel(LATER + timedelta(hours=1), tick=False):
        yield


def listed(client: Client, status: int = 200, **query: Any) -> list[Listing]:
    """The offers of the page that this search gives."""
    response = client.get("/owners/listings/?" + urlencode(query))
    assert response.status_code == status
    found: list[Listing] = response.context["rows"]
    return found


def post(client: Client, listing: Listing, verb: str, **data: Any) -> int:
    answer = client.post(f"/owners/listings/{listing.number}/{verb}/", data)
    assert answer.status_code != 302 or answer["Location"] == f"/{listing.number}/"
    listing.refresh_from_db()
    return answer.status_code


def test_rc11_the_record_says_which_home_at_what_price_and_until_when() -> None:
    listing = make_listing(unit=make_unit("12-1-1602"), keys_left=True, note="furnished")
    page = browser().get(f"/{listing.number.lower()}/").content.decode()
    for words in ("12-1-1602", "3200.00 yuan a month", "2026-12-31", "left at the desk", "furnished", "138****8000"):
        assert words in page
    assert buttons(browser(), listing.number) == ("renew", ["close"])
    assert buttons(browser(Role.COMPANY), listing.number) == ("", [])


def test_rc11_a_later_day_is_noted() -> None:
    listing = make_listing()
    assert post(browser(), listing, "renew", valid_until="2027-03-31") == 302
    assert (listing.valid_until, list(owes(listing))) == (date(2027, 3, 31), ["RC-11/ask-again"])


@pytest.mark.parametrize("day", ["", "2026-12-31", "2026-11-01", "2026-02-30", "9999-12-31", "soon", "\0"])
def test_a_day_that_is_not_later_is_refused(day: str) -> None:
    listing = make_listing()
    assert post(browser(), listing, "renew", valid_until=day) == 422
    assert len(history(listing)) == 1


def test_a_day_later_than_the_old_one_that_has_passed_is_refused() -> None:
    listing = make_listing(valid_until=date(2026, 11, 1))
    assert post(browser(), listing, "renew", valid_until="2026-11-22") == 422


def test_rc11_let_sold_or_withdrawn_with_its_outcome() -> None:
    listing = make_listing(keys_left=True)
    asked = browser().get(f"/owners/listings/{listing.number}/close/").content.decode()
    assert "Keys were left at the desk" in asked
    assert post(browser(), listing, "close", how="done", outcome="a young couple, keys handed over") == 302
    assert (listing.status, owes(listing)) == (Listing.Status.DONE, {})


@pytest.mark.parametrize(("field", "value"), [("how", ""), ("how", "offered"), ("outcome", ""), ("outcome", "x" * 201)])
def test_an_end_that_says_too_little_is_refused(field: str, value: str) -> None:
    listing = make_listing()
    assert post(browser(), listing, "close", **{"how": "withdrawn", "outcome": "moves in", field: value}) == 422
    assert listing.status == Listing.Status.OFFERED


def test_who_may_not_see_contacts_finds_no_offer() -> None:
    listing = make_listing()
    for client in (browser(Role.CREW), elsewhere()):
        found = [client.get(f"/{listing.number}/")]
        found += [client.get(f"/owners/listings/{listing.number}/{verb}/") for verb in ("renew", "close")]
        assert [answer.status_code for answer in found] == [404] * 3
    assert browser(Role.CREW).get("/owners/listings/").status_code == 403
    assert browser(Role.COMPANY).get(f"/owners/listings/{listing.number}/close/").status_code == 403


def test_a_verb_that_comes_too_late_leads_back_and_says_so() -> None:
    listing, client = make_listing(), browser()
    post(client, listing, "close", how="done", outcome="let")
    said(client)
    assert post(client, listing, "renew", valid_until="2027-03-31") == 302
    assert said(client) != []


def test_rc11_on_offer_to_ask_again_and_all() -> None:
    ended, offered, gone = make_listing(valid_until=date(2026, 11, 22)), make_listing(), make_listing()
    post(browser(), gone, "close", how="withdrawn", outcome="moves in")
    client = browser()
    assert listed(client) == [ended, offered]
    assert listed(client, view="ended") == [ended]
    assert listed(client, view="all") == [gone, offered, ended]


def test_by_kind_room_number_and_day() -> None:
    rent, sale = make_listing(unit=make_unit("3-2-501")), make_listing(kind="sale", unit=make_unit("3-2-502"))
    later = make_listing(now=MONDAY + timedelta(days=3), unit=make_unit("3-2-503"))
    client = browser()
    assert listed(client, kind="sale") == [sale]
    assert listed(client, q="3-2-501") == [rent]
    assert listed(client, q=later.number) == [later]
    assert listed(client, until="2026-11-23") == [rent, sale]


@pytest.mark.parametrize("query", [{"q": "sea view"}, {"q": "\0"}, {"kind": "lease"}])
def test_a_search_that_makes_no_sense_shows_nothing_and_says_why(query: dict[str, str]) -> None:
    make_listing()
    assert listed(browser(), 422, **query) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_five_statements_for_one_row_and_for_three(
    django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for number in range(rows):
        make_listing(unit=make_unit(f"4-1-{number + 1}01"))
    client = browser()
    # Session, user, rows, their promises; one for the frame of the page.
    with django_assert_num_queries(5):
        assert len(listed(client)) == rows
