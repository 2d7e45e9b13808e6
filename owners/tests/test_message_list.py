"""The list of messages: open ones first, one's own, all (RC-6)."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from office.models import Role
from office.tests.factories import MONDAY, make_staff, make_unit
from owners.models import Message
from owners.tests.browsers import browser, elsewhere
from owners.tests.cases import make_message, make_told

pytestmark = pytest.mark.django_db


def listed(client: Client, status: int = 200, **query: Any) -> list[Message]:
    """The messages of the page that this search gives."""
    response = client.get("/owners/messages/?" + urlencode(query))
    assert response.status_code == status
    found: list[Message] = response.context["rows"]
    return found


def test_rc6_open_ones_are_shown_first_the_oldest_at_the_top() -> None:
    told, taken, done = make_told(), make_message(now=MONDAY + timedelta(hours=1)), make_told(ring_back=False)
    client = browser()
    assert (listed(client), listed(client, view="all")) == ([told, taken], [taken, done, told])


def test_rc6_mine_is_what_is_for_me_or_was_told_to_me() -> None:
    crew, deputy = make_staff(Role.CREW), make_staff(Role.CREW)
    own, instead = make_message(crew), make_message(told_to=deputy)
    make_message()
    assert (listed(browser(crew)), listed(browser(deputy))) == ([own], [instead])
    assert listed(browser(crew), view="all") == [own]


def test_by_number_room_and_day() -> None:
    here = make_message(unit=make_unit("3-2-501"))
    later = make_message(now=MONDAY + timedelta(days=3))
    client = browser()
    assert listed(client, q="3-2-0501") == [here]
    assert listed(client, q=later.number.lower()) == [later]
    assert listed(client, since="2026-11-24") == [later]


@pytest.mark.parametrize("query", [{"q": "tap"}, {"q": "\0"}, {"until": "9999-12-31"}])
def test_a_search_that_makes_no_sense_shows_nothing_and_says_why(query: dict[str, str]) -> None:
    make_message()
    assert listed(browser(), 422, **query) == []


def test_of_another_estate_nothing_is_listed() -> None:
    make_message()
    assert listed(elsewhere(), view="all") == []


def test_phones_stand_masked() -> None:
    make_message()
    page = browser().get("/owners/messages/").content.decode()
    assert ("138****8000" in page, "13800138000" in page) == (True, False)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_five_statements_for_one_row_and_for_three(
    django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for number in range(rows):
        make_told(unit=make_unit(f"4-1-{number + 1}01"))
    client = browser()
    # Session, user, rows, their promises; one for the frame of the page.
    with django_assert_num_queries(5):
        assert len(listed(client)) == rows
