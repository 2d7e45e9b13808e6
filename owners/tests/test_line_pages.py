"""A line of the hotline is out of order: noted, given out instead, said to work again (RC-12)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from office.models import Role
from office.tests.factories import MONDAY, home, make_community, make_staff
from owners.models import LineOutage

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
PAGE = "/owners/lines/"


@pytest.fixture(autouse=True)
def _monday() -> Any:
    with time_machine.travel(MONDAY, tick=False):
        yield


def desk(role: str = Role.RECEPTION, **fields: Any) -> Client:
    client = Client()
    client.force_login(make_staff(role, language="en", **fields))
    return client


def typed(**fields: Any) -> dict[str, Any]:
    known = {"form_key": str(uuid4()), "community": home().pk, "line": "Hotline", "instead": "8321 5678"}
    return {**known, "since": f"{MONDAY - HOUR:%Y-%m-%dT%H:%M}", "until": "", **fields}


def make_outage(**fields: Any) -> LineOutage:
    known = {"community": home(), "line": "Hotline", "since": MONDAY - HOUR, "instead": "8321 5678"}
    return LineOutage.objects.create(**{**known, "noted_by": make_staff(), **fields})


def test_rc12_noted_it_stands_above_the_page_with_the_number_given_out_instead() -> None:
    client = desk()
    page = client.post(PAGE, typed(), follow=True)
    row = LineOutage.objects.get()
    assert (row.line, row.since, row.until, row.instead) == ("Hotline", MONDAY - HOUR, None, "8321 5678")
    assert "Hotline is out of order since 11-23 09:05: give out 8321 5678." in page.content.decode()


def test_rc12_noted_when_it_is_over() -> None:
    desk().post(PAGE, typed(until="2026-11-23T09:45"))
    assert LineOutage.objects.get().until == MONDAY - 20 * HOUR / 60
    assert not LineOutage.objects.now().exists()


def test_rc12_it_works_again() -> None:
    row, client = make_outage(), desk()
    assert client.get(f"{PAGE}{row.pk}/end/").status_code == 200
    page = client.post(f"{PAGE}{row.pk}/end/", {"until": "2026-11-23T10:00"}, follow=True)
    row.refresh_from_db()
    assert row.until == MONDAY.replace(minute=0)
    assert [str(message) for message in page.context["messages"]] == ["Hotline works again."]
    again = client.post(f"{PAGE}{row.pk}/end/", {"until": "2026-11-23T10:02"}, follow=True)
    assert [str(message) for message in again.context["messages"]] == ["This outage has an end already."]


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ({"line": ""}, "line", "This field is required."),
        ({"instead": ""}, "instead", "This field is required."),
        ({"since": "2026-11-23T10:08"}, "since", "This time is still to come."),
        ({"until": "2026-11-23T10:08"}, "until", "This time is still to come."),
        ({"until": "2026-11-23T09:05"}, "until", "This must be later than the beginning."),
        ({"line": "x" * 41}, "line", "Ensure this value has at most 40 characters (it has 41)."),
    ],
)
def test_what_is_refused_says_why(fields: dict[str, str], field: str, says: str) -> None:
    response = desk().post(PAGE, typed(**fields))
    with translation.override("en"):
        assert (response.status_code, list(response.context["form"].errors[field])) == (422, [says])
    assert not LineOutage.objects.exists()


@pytest.mark.parametrize("until", ["2026-11-23T09:05", "2026-11-23T11:00", ""])
def test_an_end_that_cannot_be_is_refused(until: str) -> None:
    row = make_outage()
    assert desk().post(f"{PAGE}{row.pk}/end/", {"until": until}).status_code == 422
    assert LineOutage.objects.now().count() == 1


def test_the_same_form_sent_twice_is_one_outage() -> None:
    client, form = desk(), typed()
    assert [client.post(PAGE, form).status_code for _ in range(2)] == [302, 302]
    assert LineOutage.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "answers"),
    [
        (Role.RECEPTION, [200, 302, 200]),
        (Role.MANAGER, [200, 302, 200]),
        (Role.COMPANY, [200, 403, 403]),
        (Role.CREW, [403, 403, 403]),
    ],
)
def test_who_may_look_and_note(role: str, answers: list[int]) -> None:
    row, client = make_outage(), desk(role)
    got = [client.get(PAGE).status_code, client.post(PAGE, typed()).status_code]
    assert [*got, client.get(f"{PAGE}{row.pk}/end/").status_code] == answers


def test_of_another_estate_it_is_not_there() -> None:
    row, stranger = make_outage(), desk(community=make_community())
    assert stranger.get(PAGE).context["page"].rows == []
    assert stranger.post(f"{PAGE}{row.pk}/end/", {"until": "2026-11-23T10:00"}).status_code == 404


@pytest.mark.parametrize("query", ["before=x", "before=%00", "before=9999999999999999-1"])
def test_an_address_that_makes_no_sense_breaks_nothing(query: str) -> None:
    assert desk().get(f"{PAGE}?{query}").status_code == 200


def test_three_outages_cost_as_many_statements_as_one() -> None:
    client, counts = desk(), []
    for count in (1, 2):
        for _ in range(count):
            make_outage(until=MONDAY)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(PAGE).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 8
