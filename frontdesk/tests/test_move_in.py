"""Moving in: people of the register and new ones, several at once, nobody twice at a time."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.test import Client

from office.models import Role, Unit
from office.tests.factories import MONDAY, make_community, make_unit
from office.tests.threads import together
from owners.actions.moving import LivesThere, Newcomer, move_in
from owners.models import Capacity, Occupancy, Person, PersonPhone
from owners.tests.factories import make_occupancy, make_person
from repairs.tests.pages import desk

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


def path(unit: Unit) -> str:
    return f"/homes/{unit.pk}/move_in/"


def typed(*rows: dict[str, Any], since: str = "2026-11-23", **more: Any) -> dict[str, Any]:
    """What a browser sends for these lines."""
    lines = {f"who-{number}-{name}": value for number, row in enumerate(rows) for name, value in row.items()}
    return {"since": since, **lines, "who-TOTAL_FORMS": str(len(rows)), "who-INITIAL_FORMS": "0", **more}


def new(name: str = "高建平", capacity: str = Capacity.TENANT, phone: str = "") -> dict[str, Any]:
    return {"name": name, "capacity": capacity, "phone": phone}


def known(person: Person, capacity: str = Capacity.TENANT) -> dict[str, Any]:
    return {"person": person.pk, "name": person.name, "capacity": capacity, "phone": ""}


def refused(unit: Unit, data: dict[str, Any]) -> list[dict[str, list[str]]]:
    """What the lines say, nobody having moved in and everything typed being kept."""
    before = [Occupancy.objects.count(), Person.objects.count()]
    response = desk().post(path(unit), data)
    assert response.status_code == 422
    assert [Occupancy.objects.count(), Person.objects.count()] == before
    page = response.content.decode()
    names = {key: value for key, value in data.items() if key.endswith("-name") and not data.get(key[:-4] + "person")}
    assert [name for name in names.values() if f'value="{name}"' not in page and name and len(name) < 60] == []
    return [{name: list(texts) for name, texts in form.errors.items()} for form in response.context["who"].forms]


def test_a_new_family_moves_in_in_one_go() -> None:
    unit = make_unit("3-2-501")
    rows = [new(phone="138 0013 8000"), new("李新", Capacity.FAMILY), new("", Capacity.TENANT)]
    response = desk().post(path(unit), typed(*rows, since="2026-12-01"))
    assert (response.status_code, response["Location"]) == (302, f"/homes/{unit.pk}/")
    stays = [(stay.person.name, stay.capacity, stay.since, stay.until) for stay in unit.occupancies.order_by("pk")]
    day = date(2026, 12, 1)
    assert stays == [("高建平", "tenant", day, None), ("李新", "family", day, None)]
    first = Person.objects.get(name="高建平")
    assert (first.community, first.sort_key) == (unit.community, "gao jian ping")
    phone = PersonPhone.objects.get()
    assert (phone.person, phone.number, phone.preferred) == (first, "+8613800138000", True)


def test_a_number_with_an_extension_is_kept_in_its_two_parts() -> None:
    desk().post(path(make_unit()), typed(new(phone="0755-83211234转801")))
    phone = PersonPhone.objects.get()
    assert (phone.number, phone.extension) == ("+8675583211234", "801")


def test_somebody_of_the_register_is_found_chosen_and_moves_in() -> None:
    unit, person = make_unit("3-2-501"), make_person("曹永年")
    client = desk()
    found = client.get(path(unit), {"q": "cao"})
    assert [(row.person, row.rooms, row.phone) for row in found.context["found"]] == [(person, [], "138****8000")]
    assert f'href="?person={person.pk}"' in found.content.decode()
    chosen = client.get(path(unit), {"person": person.pk})
    assert f'name="who-0-person" value="{person.pk}"' in chosen.content.decode()
    assert "13800138000" not in chosen.content.decode()
    client.post(path(unit), typed(known(person, Capacity.OWNER)))
    stay = unit.occupancies.get()
    assert (stay.person, stay.capacity, stay.since, Person.objects.count()) == (person, "owner", TODAY, 1)


def test_a_merged_entry_moves_in_as_the_one_that_stands() -> None:
    unit, kept = make_unit("3-2-501"), make_person()
    twice = make_person(merged_into=kept)
    desk().post(path(unit), typed(known(twice)))
    assert unit.occupancies.get().person == kept


def test_two_tenants_of_one_home_and_one_person_in_two_homes() -> None:
    unit, person = make_unit("3-2-501"), make_person()
    make_occupancy(person=person, unit=make_unit("3-2-502"))
    desk().post(path(unit), typed(known(person), new("高建平")))
    assert unit.occupancies.count() == 2


def test_the_same_person_twice_at_a_time_is_refused_at_the_field() -> None:
    unit, person = make_unit("3-2-501"), make_person()
    make_occupancy(person=person, unit=unit, since=date(2020, 1, 1), until=date(2026, 12, 31))
    assert refused(unit, typed(known(person))) == [{"name": ["Lives here from 2020-01-01 until 2026-12-31."]}]
    Occupancy.objects.update(until=None)
    assert refused(unit, typed(known(person))) == [{"name": ["Lives here since 2020-01-01."]}]
    Occupancy.objects.update(until=date(2026, 11, 22))
    assert desk().post(path(unit), typed(known(person))).status_code == 302


def test_who_lives_there_by_another_entry_of_his_is_refused_too() -> None:
    unit, kept = make_unit("3-2-501"), make_person("曹永年")
    make_person("曹用年", unit=unit, merged_into=kept)
    assert refused(unit, typed(known(kept))) == [{"name": ["Lives here since 2020-01-01."]}]


def test_one_who_stands_there_twice_is_refused_at_the_second_line() -> None:
    unit, person = make_unit("3-2-501"), make_person()
    assert refused(unit, typed(known(person), known(person))) == [{}, {"name": ["Stands here twice."]}]
    assert refused(unit, typed(new(), new())) == [{}, {"name": ["Stands here twice."]}]


def test_somebody_who_seems_to_be_known_is_asked_about_and_entered_where_it_is_somebody_else() -> None:
    unit, twin = make_unit("3-2-501"), make_person("高建平")
    (said,) = refused(unit, typed(new(phone="13800138000")))
    assert said == {"name": ["Somebody of this name with this number is in the register: find them above."]}
    assert desk().post(path(unit), typed(new(phone="13800138000"), anyway="on")).status_code == 302
    assert unit.occupancies.get().person != twin


def test_71_the_same_number_for_several_people_is_allowed() -> None:
    unit = make_unit("3-2-501")
    make_person("agent")
    desk().post(path(unit), typed(new(phone="13800138000"), new("李新", phone="13800138000")))
    assert PersonPhone.objects.filter(number="+8613800138000").count() == 3


def test_36_the_same_form_sent_twice_enters_nobody_twice() -> None:
    unit, client = make_unit("3-2-501"), desk()
    rows = typed(new(phone="13800138000"), new("李新"), known(make_person("曹永年")))
    assert [client.post(path(unit), rows).status_code for _click in range(2)] == [302, 302]
    assert (unit.occupancies.count(), Person.objects.count()) == (3, 3)


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"name": "", "capacity": "tenant", "phone": "13800138000"}, "name"),
        ({"name": "\u200b", "capacity": "tenant", "phone": ""}, "name"),
        ({"name": "x" * 61, "capacity": "tenant", "phone": ""}, "name"),
        ({"name": "a\0b", "capacity": "tenant", "phone": ""}, "name"),
        ({"name": "高建平", "capacity": "king", "phone": ""}, "capacity"),
        ({"name": "高建平", "capacity": "staff", "phone": ""}, "capacity"),
        ({"name": "高建平", "capacity": "tenant", "phone": "110"}, "phone"),
        ({"name": "高建平", "capacity": "tenant", "phone": "138****8000"}, "phone"),
        ({"person": "999999", "name": "", "capacity": "tenant", "phone": ""}, "person"),
        ({"person": "abc", "name": "", "capacity": "tenant", "phone": ""}, "person"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(row: dict[str, Any], field: str) -> None:
    (said,) = refused(make_unit(), typed(row))
    assert next(iter(said)) == field


@pytest.mark.parametrize("since", ["", "2027-01-23", "1999-12-31", "2026-02-30", "\0", "1991-04-14 02:30"])
def test_a_day_that_cannot_be_meant_is_refused(since: str) -> None:
    unit = make_unit()
    response = desk().post(path(unit), typed(new(), since=since))
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["since"])
    assert not Occupancy.objects.exists()


def test_sixty_days_ahead_is_the_last_day() -> None:
    unit = make_unit()
    assert desk().post(path(unit), typed(new(), since="2027-01-22")).status_code == 302
    assert unit.occupancies.get().since == TODAY + timedelta(days=60)


def test_nobody_at_all_is_refused() -> None:
    unit = make_unit()
    for data in (typed(new("")), {}, {"since": "2026-11-23", "who-TOTAL_FORMS": "x", "who-INITIAL_FORMS": "0"}):
        response = desk().post(path(unit), data)
        assert (response.status_code, bool(response.context["who"].non_form_errors())) == (422, True)


def test_somebody_of_another_estate_is_neither_found_nor_moves_in() -> None:
    unit, there = make_unit("3-2-501"), make_community()
    stranger = make_person("曹永年", community=there)
    client = desk(Role.RECEPTION, communities=[unit.community, there])
    assert client.get(path(unit), {"q": "曹永年"}).context["found"] == []
    assert client.get(path(unit), {"person": stranger.pk}).context["chosen"] == []
    assert client.post(path(unit), typed(known(stranger))).status_code == 422


@pytest.mark.parametrize("query", [{"person": "abc"}, {"person": "9" * 30}, {"q": "\0"}, {"q": "x" * 41}])
def test_an_address_that_makes_no_sense_chooses_nobody(query: dict[str, str]) -> None:
    response = desk().get(path(make_unit()), query)
    assert (response.status_code, response.context["chosen"], response.context["found"]) == (200, [], [])


def test_only_who_may_move_people_and_only_in_ones_own_estate() -> None:
    unit = make_unit()
    for role in (Role.CREW, Role.FINANCE, Role.COMPANY, Role.ADMINISTRATOR):
        assert [desk(role).get(path(unit)).status_code, desk(role).post(path(unit)).status_code] == [403, 403]
    foreign = desk(community=make_community())
    assert [foreign.get(path(unit)).status_code, foreign.post(path(unit)).status_code] == [404, 404]
    assert Client().get(path(unit)).status_code == 302
    assert "/move_in/" not in desk(Role.COMPANY).get(f"/homes/{unit.pk}/").content.decode()


def test_the_database_refuses_what_the_form_has_let_through() -> None:
    unit, person = make_unit(), make_person()
    make_occupancy(person=person, unit=unit)
    newcomers = [Newcomer(Capacity.TENANT, name="高建平"), Newcomer(Capacity.TENANT, person)]
    with pytest.raises(LivesThere) as refusal:
        move_in(unit, newcomers, since=TODAY)
    assert (refusal.value.position, unit.occupancies.count(), Person.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_36_two_at_once_enter_the_same_newcomer_once() -> None:
    unit = make_unit()
    work = partial(move_in, unit, [Newcomer(Capacity.TENANT, name="高建平", phone="+8613800138000")], since=TODAY)
    stays = together([work] * 6)
    assert ({stay[0].pk for stay in stays}, Person.objects.count()) == ({Occupancy.objects.get().pk}, 1)
