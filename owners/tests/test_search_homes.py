"""Finding homes: in any spelling, begun, in figures alone; with who lives there."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from office.models import Unit
from office.tests.factories import MONDAY, home, make_community, make_promise, make_staff, make_unit
from owners.models import Capacity
from owners.search.hits import HOME, PERSON, Hit
from owners.tests.factories import make_contact, make_occupancy, make_person
from owners.tests.searching import hits, known_staff, look_up, rooms

pytestmark = pytest.mark.django_db


def homes(typed: str) -> list[str]:
    return [hit.room for hit in hits(typed) if hit.kind == HOME]


@pytest.mark.parametrize("typed", ["3-2-501", "3栋2单元501", "３号楼２单元０５０１室", "32501", "320501"])
def test_a_home_in_any_spelling_stands_first_then_who_lives_there(typed: str) -> None:
    unit = make_unit("3-2-501")
    make_unit("13-2-501")
    owner = make_person("张桂兰", unit=unit)
    family = make_person("李国栋", unit=unit, capacity=Capacity.FAMILY, phone="")
    make_person("王芳", unit=make_unit("3-2-502"), phone="")
    make_contact(person=family)
    make_promise(unit=unit, rule="RP-9/finish", base_at=MONDAY)
    where: dict[str, Any] = {
        "community": home().pk,
        "estate": home().name,
        "unit": unit.pk,
        "room": "3-2-501",
        "open": 1,
    }
    assert hits(typed) == [
        Hit(HOME, "张桂兰、李国栋", **where),
        Hit(PERSON, "李国栋", person=family.pk, capacity="family", **where),
        Hit(PERSON, "张桂兰", person=owner.pk, capacity="owner", phone="138****8000", **where),
    ]


def test_nobody_who_moved_out_is_named_and_three_are_enough() -> None:
    unit = make_unit("3-2-501")
    make_occupancy(person=make_person("王芳", phone=""), unit=unit, until=date(2024, 1, 1))
    for name in ("甲", "乙", "丙", "丁"):
        make_person(name, unit=unit, capacity=Capacity.FAMILY, phone="")
    assert hits("3-2-501")[0].text == "甲、乙、丙"
    assert sorted(hit.text for hit in hits("3-2-501")[1:]) == sorted("甲乙丙丁")


def test_an_empty_home_is_found() -> None:
    make_unit("3-2-501")
    assert [(hit.kind, hit.room, hit.text) for hit in hits("3-2-501")] == [(HOME, "3-2-501", "")]


@pytest.mark.parametrize("typed", ["3-2", "3栋2单元", "3-2-", "3#2"])
def test_half_a_number_lists_the_homes_in_their_order(typed: str) -> None:
    for room in ("3-2-1001", "3-2-502", "3-2-501", "3-20-101", "13-2-501", "3-1-501"):
        make_unit(room)
    assert homes(typed)[:3] == ["3-2-501", "3-2-502", "3-2-1001"]
    assert set(homes(typed)[3:]) <= {"3-20-101"}


def test_a_building_lists_its_homes() -> None:
    for room in ("3-2-501", "3-1-101", "13-2-501"):
        make_unit(room)
    assert homes("3栋") == homes("3-") == ["3-1-101", "3-2-501"]


def test_figures_that_are_several_homes_list_all_of_them() -> None:
    for room in ("3-2-1501", "32-1-501", "3-21-501", "32-15-1"):
        make_unit(room)
    assert homes("321501") == ["32-15-1", "3-2-1501", "3-21-501", "32-1-501"]


def test_figures_that_begin_a_home_come_after_whom_they_ring_up() -> None:
    make_unit("4-1-2701")
    make_person("张桂兰", phone="+8613800004127")
    assert [(hit.kind, hit.room or hit.text) for hit in hits("4127")] == [(PERSON, "张桂兰"), (HOME, "4-1-2701")]


def test_a_villa_of_two_parts_is_found_whole_and_begun() -> None:
    for room in ("3-2", "3-21", "3-2-501"):
        make_unit(room)
    assert homes("3-2") == ["3-2", "3-2-501", "3-21"]


def test_more_homes_than_are_listed_is_said() -> None:
    for number in range(101, 113):
        make_unit(f"3-2-{number}")
    found = look_up("3-2")
    assert ([hit.room for hit in found.hits], found.more) == ([f"3-2-{number}" for number in range(101, 111)], True)


def test_other_communities_are_not_there_and_the_same_number_in_two_is_both() -> None:
    ours, second = home(), make_community()
    make_unit("3-2-501")
    make_unit("3-2-501", community=second)
    both = hits("3-2-501", make_staff(communities=[ours, second]))
    assert [hit.estate for hit in both] == [ours.name, second.name]
    assert [hit.estate for hit in hits("3-2-501")] == [ours.name]
    assert rooms("3-2-501", make_staff(communities=[])) == rooms("32501", make_staff(communities=[])) == []


@pytest.mark.parametrize(("typed", "most"), [("3-2-501", 2), ("3-2", 1), ("32501", 4)])
def test_one_home_costs_what_three_cost(typed: str, most: int) -> None:
    user, counts = known_staff(), []
    for rooms_ in (["3-2-501"], ["3-2-502", "3-2-5011"]):
        for room in rooms_:
            make_person("张桂兰", unit=make_unit(room), phone="")
        with CaptureQueriesContext(connection) as queries:
            look_up(typed, user)
        counts.append(len(queries))
    assert counts == [most, most]
    assert Unit.objects.count() == 3
