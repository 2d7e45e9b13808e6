"""The page of a person: his homes over time, his numbers on demand, and everything that happened, under all entries."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from frontdesk.register import history
from frontdesk.tests.lives import make_life
from office import promises
from office.models import Access, Role
from office.promises import Owed
from office.tests.factories import MONDAY, make_community, make_promise, make_staff, make_unit
from owners.models import Capacity, Person, PersonPhone
from owners.tests.factories import make_contact, make_occupancy, make_person
from repairs.tests.pages import desk

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def tuesday() -> Iterator[None]:
    """A day later; what lazy words say is compared in English."""
    with time_machine.travel(MONDAY + DAY, tick=False), translation.override("en"):
        yield


def shown(person: Person, client: Client | None = None, **query: str) -> Any:
    response = (client or desk()).get(f"/people/{person.pk}/", query)
    assert response.status_code == 200
    return response


def happened(person: Person, client: Client | None = None, **query: str) -> list[tuple[str, str]]:
    lines = shown(person, client, **query).context["lines"]
    return [(str(line.label), line.number or line.words) for line in lines]


def test_all_his_homes_over_time_the_last_first() -> None:
    old, new = make_unit("3-2-501"), make_unit("5-1-101")
    person = make_person("曹永年")
    make_occupancy(person=person, unit=old, capacity=Capacity.TENANT, until=date(2022, 5, 31))
    make_occupancy(person=person, unit=new, since=date(2022, 6, 1))
    response = shown(person)
    assert [stay.unit for stay in response.context["stays"]] == [new, old]
    page = response.content.decode()
    for words in ("曹永年", "5-1-101", "since 2022-06-01", "2020-01-01 – 2022-05-31", "138****8000"):
        assert words in page
    assert "13800138000" not in page


def test_everything_he_came_with_in_whatever_home_and_his_moves() -> None:
    old, new = make_unit("3-2-501"), make_unit("5-1-101")
    person = make_person("曹永年")
    make_occupancy(person=person, unit=old, until=date(2022, 5, 31))
    later = make_life(new, person)
    make_life(new, make_person("somebody else"))
    kinds = {"J": "contact", "R": "repair", "S": "matter", "M": "message", "H": "rent or sale"}
    expected = [(kinds[number[0]], number) for number in later]
    assert happened(person) == [*expected, ("moved out", "3-2-501"), ("moved in", "3-2-501")]
    assert f'href="/homes/{old.pk}/"' in shown(person).content.decode()


def test_who_was_entered_twice_has_the_history_the_homes_and_the_numbers_of_both() -> None:
    first, second = make_unit("3-2-501"), make_unit("5-1-101")
    kept = make_person("曹永年", unit=first)
    twice = make_person("曹用年", unit=second, phone="+8613900139000", merged_into=kept)
    contacts = [make_contact(unit=unit, person=who) for unit, who in ((first, kept), (second, twice))]
    context = shown(kept).context
    assert {line.number for line in context["lines"] if line.number} == {contact.number for contact in contacts}
    assert {stay.unit for stay in context["stays"]} == {first, second}
    assert context["numbers"] == ["+8613800138000", "+8613900139000"]
    assert context["others"] == [twice]


def test_the_page_of_a_merged_entry_leads_to_the_one_that_stands() -> None:
    kept = make_person("曹永年")
    twice = make_person("曹用年", merged_into=kept)
    response = desk().get(f"/people/{twice.pk}/")
    assert (response.status_code, response["Location"]) == (302, f"/people/{kept.pk}/")


def test_what_is_owed_to_him_by_what_he_came_with() -> None:
    unit, person = make_unit("3-2-501"), make_person()
    numbers = make_life(unit, person)
    repair = next(number for number in numbers if number.startswith("R-"))
    owed = Owed("CB-5/first", repair, "Broken door handle", unit.community, base_at=MONDAY)
    (promise,) = promises.make([owed], by=None, now=MONDAY)
    make_promise()
    kept = make_promise(subject=repair, rule="RP-9/finish")
    promises.keep(kept, by=None, now=MONDAY)
    context = shown(person).context
    assert context["promises"] == [promise]
    assert [line.number[0] for line in context["open"]] == ["R", "S", "M", "H"]


def test_page_by_page_without_gap_or_repetition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "ROWS", 3)
    unit, person = make_unit("3-2-501"), make_person()
    make_life(unit, person)
    client, url, seen = desk(), f"/people/{person.pk}/", []
    while url:
        response = client.get(url)
        seen += [line.number for line in response.context["lines"]]
        url = f"/people/{person.pk}/{response.context['older']}" if response.context["older"] else ""
    monkeypatch.setattr(history, "ROWS", 50)
    assert seen == [line.number for line in shown(person).context["lines"]]


def test_his_numbers_are_shown_once_and_the_access_log_says_to_whom() -> None:
    user, person = make_staff(language="en"), make_person()
    twice = make_person(phone="", merged_into=person)
    PersonPhone.objects.create(person=twice, number="+8675583211234", extension="801")
    client = desk(user)
    response = client.post(f"/people/{person.pk}/reveal/")
    page = response.content.decode()
    assert ("138 0013 8000" in page, "0755 8321 1234转801" in page) == (True, True)
    assert response["Cache-Control"] == "no-store"
    row = Access.objects.get()
    assert (row.by, row.subject, row.what) == (user, f"person {person.pk}", Access.What.PHONE)
    piece = client.post(f"/people/{twice.pk}/reveal/", headers={"HX-Request": "true"}).content.decode()
    assert ("138 0013 8000" in piece, "<html" in piece) == (True, False)
    assert [row.subject for row in Access.objects.all()] == [f"person {person.pk}"] * 2
    assert "138 0013 8000" not in shown(person, client).content.decode()


def test_where_there_is_no_number_nothing_is_shown_or_logged() -> None:
    person = make_person(phone="")
    response = desk().post(f"/people/{person.pk}/reveal/")
    assert (response.status_code, response["Location"]) == (302, f"/people/{person.pk}/")
    assert not Access.objects.exists()
    assert "/reveal/" not in shown(person).content.decode()


def test_numbers_are_shown_by_post_only_and_to_who_may() -> None:
    person = make_person()
    path = f"/people/{person.pk}/reveal/"
    assert [desk().get(path).status_code, desk(Role.COMPANY).post(path).status_code] == [405, 403]
    assert [desk(community=make_community()).post(path).status_code, Client().post(path).status_code] == [404, 302]
    assert "/reveal/" not in shown(person, desk(Role.COMPANY)).content.decode()
    assert not Access.objects.exists()


def test_only_who_may_see_the_register_and_only_ones_own_estate() -> None:
    person = make_person()
    path = f"/people/{person.pk}/"
    for role in (Role.CREW, Role.FINANCE, Role.COLLECTOR):
        assert desk(role).get(path).status_code == 403
    assert [desk(role).get(path).status_code for role in (Role.HEAD, Role.COMPANY, Role.ADMINISTRATOR)] == [200] * 3
    foreign = desk(community=make_community())
    assert [foreign.get(path).status_code, desk().get("/people/999999/").status_code] == [404, 404]
    assert [desk().get(f"/people/{'9' * 30}/").status_code, desk().post(path).status_code] == [404, 405]
    assert Client().get(path).status_code == 302


def test_it_costs_the_same_with_one_and_with_three_of_everything(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    unit, person = make_unit("3-2-501"), make_person()
    make_occupancy(person=person, unit=unit)
    make_life(unit, person)
    client = desk()
    with django_assert_num_queries(9):
        client.get(f"/people/{person.pk}/")
    for number in range(2):
        make_person(merged_into=person, unit=make_unit(f"5-1-10{number}"))
        make_life(unit, person)
    with django_assert_num_queries(9):
        client.get(f"/people/{person.pk}/")
