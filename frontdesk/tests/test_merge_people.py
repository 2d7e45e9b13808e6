"""The page on which two entries of one person become one: found, side by side, chosen."""

from typing import Any

import pytest
from django.test import Client

from office.models import Role
from office.tests.factories import make_community, make_staff, make_unit
from owners.models import Capacity, Person
from owners.tests.factories import make_contact, make_occupancy, make_person
from repairs.tests.pages import desk

pytestmark = pytest.mark.django_db


def path(person: Person) -> str:
    return f"/people/{person.pk}/merge/"


def head() -> Client:
    return desk(Role.HEAD)


def test_the_other_entry_is_found_by_name_pinyin_or_number_and_only_where_it_stands() -> None:
    person = make_person("曹永年")
    other = make_person("曹永年", unit=make_unit("3-2-501"), phone="+8613900139000")
    make_person("曹永年", merged_into=other)
    make_person("曹永年", community=make_community())
    client = head()
    for typed in ("曹永年", "cao yong", "13900139000"):
        response = client.get(path(person), {"q": typed})
        assert [entry.person for entry in response.context["found"]] == [other], typed
    page = response.content.decode()
    assert ("3-2-501" in page, "139****9000" in page, f"?other={other.pk}" in page) == (True, True, True)
    assert "13900139000" not in page.replace('value="13900139000"', "")


def test_both_stand_side_by_side_with_homes_numbers_and_contacts() -> None:
    person = make_person("曹永年", unit=make_unit("3-2-501"))
    other = make_person("曹用年", phone="+8613900139000", address_as="Ms Cao")
    make_occupancy(person=other, unit=make_unit("5-1-101"), capacity=Capacity.TENANT)
    for _contact in range(2):
        make_contact(person=other)
    response = head().get(path(person), {"other": other.pk})
    assert [(entry.person, entry.numbers, entry.contacts) for entry in response.context["entries"]] == [
        (person, ["+8613800138000"], 0),
        (other, ["+8613900139000"], 2),
    ]
    page = response.content.decode()
    for words in ("3-2-501", "5-1-101", "tenant", "138****8000", "139****9000", "Ms Cao"):
        assert words in page


@pytest.mark.parametrize("stands", ["this", "other"])
def test_the_one_that_was_chosen_stands_and_its_page_is_shown(stands: str) -> None:
    person, other = make_person("曹永年"), make_person("曹用年")
    kept, twice = (person, other) if stands == "this" else (other, person)
    response = head().post(path(person), {"other": other.pk, "stands": stands})
    assert (response.status_code, response["Location"]) == (302, f"/people/{kept.pk}/")
    twice.refresh_from_db()
    assert twice.merged_into == kept


def test_a_second_click_is_as_good_as_the_first() -> None:
    person, other = make_person("曹永年"), make_person("曹用年")
    client, sent = head(), {"other": other.pk, "stands": "this"}
    assert [client.post(path(person), sent)["Location"] for _click in range(2)] == [f"/people/{person.pk}/"] * 2


def refused(person: Person, data: dict[str, Any], client: Client | None = None) -> list[str]:
    """At which fields the form says why; nothing has become of it."""
    before = list(Person.objects.order_by("pk").values_list("merged_into"))
    response = (client or head()).post(path(person), data)
    assert response.status_code == 422
    assert list(Person.objects.order_by("pk").values_list("merged_into")) == before
    return list(response.context["form"].errors)


def test_35_himself_a_circle_and_a_merged_one_are_refused_at_the_field() -> None:
    person, other, third = make_person("曹永年"), make_person("曹用年"), make_person("third")
    assert refused(person, {"other": person.pk, "stands": "this"}) == ["stands"]
    head().post(path(person), {"other": other.pk, "stands": "this"})
    assert refused(person, {"other": other.pk, "stands": "other"}) == ["stands"]
    assert refused(third, {"other": other.pk, "stands": "this"}) == ["stands"]


@pytest.mark.parametrize("stands", ["", "both", "\0"])
def test_a_choice_that_is_none_is_refused_at_the_field(stands: str) -> None:
    assert refused(make_person(), {"other": make_person().pk, "stands": stands}) == ["stands"]


def test_35_somebody_of_another_estate_is_not_there_even_for_who_serves_both() -> None:
    person, there = make_person(), make_community()
    stranger = make_person(community=there)
    client = desk(Role.HEAD, communities=[person.community, there])
    assert client.get(path(person), {"other": stranger.pk}).status_code == 404
    assert client.post(path(person), {"other": stranger.pk, "stands": "this"}).status_code == 404


@pytest.mark.parametrize("other", ["abc", "-1", "9" * 30, "１", "0"])
def test_a_key_that_is_none_is_not_there(other: str) -> None:
    assert head().get(path(make_person()), {"other": other}).status_code == 404


@pytest.mark.parametrize("q", ["\0", "x" * 41, "%", "'; DROP TABLE owners_person; --", "\u200b"])
def test_what_finds_nobody_breaks_nothing(q: str) -> None:
    response = head().get(path(make_person("曹永年")), {"q": q})
    assert (response.status_code, response.context["found"]) == (200, [])


def test_a_post_without_the_other_asks_for_it() -> None:
    assert head().post(path(make_person())).status_code == 422


def test_only_head_and_manager_and_only_in_ones_own_estate() -> None:
    person = make_person()
    answers = {str(role): desk(role).get(path(person)).status_code for role in Role}
    may = {str(Role.HEAD), str(Role.MANAGER), str(Role.ADMINISTRATOR)}
    assert answers == {str(role): 200 if str(role) in may else 403 for role in Role}
    foreign = desk(Role.HEAD, community=make_community())
    assert [foreign.get(path(person)).status_code, foreign.post(path(person)).status_code] == [404, 404]
    assert Client().get(path(person)).status_code == 302
    assert "/merge/" not in desk(make_staff(language="en")).get(f"/people/{person.pk}/").content.decode()
