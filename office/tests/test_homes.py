"""Finding the home that a room number names."""

import pytest
from pytest_django import DjangoAssertNumQueries

from office import homes
from office.tests.factories import home, make_community, make_unit

pytestmark = pytest.mark.django_db


def test_a_room_is_found_in_ones_own_estates(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    unit = make_unit("3-2-501")
    with django_assert_num_queries(1):
        found = homes.find("3-2-501", [unit.community_id])
        assert (found, found.community.pk, found.building.number) == (unit, unit.community_id, "3")


def test_an_unknown_room_is_answered_with_those_near_it() -> None:
    for number in ("3-2-1501", "3-2-1509", "13-2-1599", "3-1-101"):
        make_unit(number)
    with pytest.raises(homes.NoSuchRoom) as refused:
        homes.find("3-2-1599", [home().pk])
    assert "3-2-1599" in str(refused.value)
    assert homes.near("3-2-1599", [home().pk]) == ["3-2-1509", "3-2-1501"]


def test_building_1_is_never_building_11() -> None:
    make_unit("11-1-101")
    with pytest.raises(homes.NoSuchRoom):
        homes.find("1-1-101", [home().pk])
    assert homes.near("1-1-101", [home().pk]) == []


def test_the_rooms_of_another_estate_are_not_found() -> None:
    make_unit("3-2-501")
    with pytest.raises(homes.NoSuchRoom):
        homes.find("3-2-501", [make_community().pk])


def test_the_same_room_in_two_estates_is_never_guessed() -> None:
    first, other = make_community(), make_community()
    ids = [make_unit("3-2-501", community=first).community_id, make_unit("3-2-501", community=other).community_id]
    with pytest.raises(homes.NoSuchRoom):
        homes.find("3-2-501", ids)
    assert homes.find("3-2-501", [other.pk]).community == other
