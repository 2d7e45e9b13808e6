"""A room being typed: who lives there, what was promised, and one of its people as the caller."""

from datetime import date
from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from office.models import Role
from office.tests.factories import make_community, make_promise, make_staff, make_unit
from owners.households import household, numbers, residents
from owners.models import Capacity, PersonPhone
from owners.tests.factories import make_occupancy, make_person

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


def desk(role: str = Role.RECEPTION, **fields: object) -> Client:
    client = Client()
    client.force_login(make_staff(role, **fields))  # type: ignore[arg-type]
    return client


def asked(client: Client, **query: str) -> str:
    response = client.get("/owners/household/?" + urlencode(query))
    assert response.status_code == 200
    return response.content.decode()


def test_the_household_of_a_day_owners_first(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    unit = make_unit("3-2-501")
    tenant = make_person("高建平", unit=unit, capacity=Capacity.TENANT, phone="")
    owner = make_person("曹永年", unit=unit)
    PersonPhone.objects.create(person=owner, number="+8675583211234", extension="801")
    gone = make_person("old owner")
    make_occupancy(person=gone, unit=unit, since=date(2010, 1, 1), until=date(2019, 12, 31))
    promise = make_promise(unit=unit)
    user = make_staff()
    assert user.community_ids == {unit.community_id}
    with django_assert_num_queries(3):
        found = household(unit, user=user, on=TODAY)
    assert [(row.occupancy.person, row.numbers) for row in found.residents] == [
        (owner, ["+8613800138000", "+8675583211234转801"]),
        (tenant, []),
    ]
    assert found.promises == [promise]


def test_who_was_entered_twice_lives_there_once_with_the_numbers_of_both(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    unit = make_unit("3-2-501")
    kept = make_person("曹永年", unit=unit, capacity=Capacity.TENANT, phone="+8613900139000")
    twice = make_person("曹永年", unit=unit, merged_into=kept)
    PersonPhone.objects.create(person=twice, number="+8613900139000")
    with django_assert_num_queries(2):
        (found,) = residents(unit, on=TODAY)
    assert (found.occupancy.person, found.occupancy.capacity) == (kept, Capacity.OWNER)
    assert found.numbers == numbers(kept) == ["+8613900139000", "+8613800138000"]


def test_who_was_merged_and_lives_there_by_that_entry_alone_is_named_as_the_other() -> None:
    unit, kept = make_unit("3-2-501"), make_person("曹永年")
    make_person("曹用年", unit=unit, phone="", merged_into=kept)
    page = asked(desk(), room="3-2-501")
    assert ("曹永年" in page, "曹用年" in page, page.count("138****8000")) == (True, False, 1)


def test_a_home_where_nobody_lives_asks_for_no_numbers(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    unit = make_unit("3-2-501")
    with django_assert_num_queries(1):
        assert residents(unit, on=TODAY) == []


@pytest.mark.parametrize("spelling", ["3-2-501", "3栋2单元501", "3-2-0501", "３－２－５０１"])
def test_any_spelling_of_the_room_loads_its_people_with_masked_numbers(spelling: str) -> None:
    make_person("曹永年", unit=make_unit("3-2-501"))
    page = asked(desk(), room=spelling)
    assert ("曹永年" in page, "138****8000" in page, "13800138000" in page) == (True, True, False)


def test_an_unknown_room_says_so_in_words_for_the_field() -> None:
    make_unit("3-2-1509")
    page = asked(desk(language="en"), room="3-2-1599")
    assert "No room 3-2-1599. Check the entrance or floor. Near: 3-2-1509." in page


@pytest.mark.parametrize("room", ["kitchen", "\0", "'; DROP TABLE", "9" * 5000, "<script>alert(1)</script>", ""])
def test_what_is_no_room_loads_nobody_and_breaks_nothing(room: str) -> None:
    make_person("曹永年", unit=make_unit("3-2-501"))
    page = asked(desk(), room=room)
    assert ("曹永年" in page, "<script>" in page) == (False, False)


def test_the_same_room_of_two_estates_asks_for_the_estate() -> None:
    first, second = make_community(), make_community()
    make_person("曹永年", unit=make_unit("3-2-501", community=first))
    make_unit("3-2-501", community=second)
    client = desk(communities=[first, second])
    assert "曹永年" not in asked(client, room="3-2-501")
    assert "曹永年" in asked(client, room="3-2-501", community=str(first.pk))
    assert "曹永年" not in asked(client, room="3-2-501", community="abc")


def test_another_estates_rooms_are_not_shown() -> None:
    make_person("曹永年", unit=make_unit("3-2-501"))
    assert "曹永年" not in asked(desk(community=make_community()), room="3-2-501")


def test_somebody_chosen_fills_the_callers_part_with_his_number_masked() -> None:
    person = make_person("曹永年", unit=make_unit("3-2-501"), capacity=Capacity.TENANT)
    client = desk()
    page = client.get(f"/owners/caller/?who={person.occupancies.get().pk}").content.decode()
    assert f'name="person" value="{person.pk}"' in page
    assert ('value="曹永年"' in page, 'value="tenant" selected' in page) == (True, True)
    assert ('value="138****8000"' in page, "13800138000" in page) == (True, False)


def test_who_was_entered_twice_calls_as_the_one_that_stands_for_both() -> None:
    unit = make_unit("3-2-501")
    kept = make_person("曹永年")
    twice = make_person("曹永年", unit=unit, merged_into=kept)
    page = desk().get(f"/owners/caller/?who={twice.occupancies.get().pk}").content.decode()
    assert f'name="person" value="{kept.pk}"' in page


@pytest.mark.parametrize("who", ["abc", "-1", "9" * 30, "１", ""])
def test_nobody_is_found_by_a_wrong_key(who: str) -> None:
    assert desk().get("/owners/caller/?" + urlencode({"who": who})).status_code == 404


def test_nobody_of_another_estate_is_found() -> None:
    person = make_person(unit=make_unit())
    client = desk(community=make_community())
    assert client.get(f"/owners/caller/?who={person.occupancies.get().pk}").status_code == 404


@pytest.mark.parametrize("path", ["/owners/household/", "/owners/caller/"])
def test_only_the_desk_looks_people_up_and_only_by_get(path: str) -> None:
    assert [desk(role).get(path).status_code for role in (Role.CREW, Role.FINANCE, Role.COLLECTOR)] == [403, 403, 403]
    assert desk().post(path).status_code == 405
    assert Client().get(path).status_code == 302
