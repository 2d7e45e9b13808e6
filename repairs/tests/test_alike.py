"""Reports of the same fault: of one home or place, and of a building in which one fault is rising (RP-10)."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from office.models import Building, Community, Role, Staff, Unit
from office.tests.factories import MONDAY, home, make_community, make_limit, make_staff, make_unit
from repairs import actions
from repairs.alike import alike, rising, to_lead
from repairs.models import Category, Repair, SharedFault
from repairs.tests.factories import make_category, make_dispatched, make_registered, make_repair
from repairs.tests.pages import desk

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
S = Repair.Status


def reception() -> Staff:
    user = make_staff(Role.RECEPTION)
    user.community_ids = frozenset(user.communities.values_list("pk", flat=True))
    return user


def found(unit: Unit | None, category: Category | None, **more: Any) -> list[Repair]:
    return alike(unit, category, **{"user": reception(), "now": MONDAY + HOUR, **more})


def test_rp10_the_same_home_and_category_is_found_with_enough_to_judge() -> None:
    unit, category, crew = make_unit(), make_category(), make_staff(Role.CREW, name="孙德胜")
    repair = make_dispatched(crew, unit=unit, category=category)
    actions.urge(repair, by=make_staff(), now=MONDAY)
    (like,) = found(unit, category)
    assert (like, like.crew_names, like.urged) == (repair, ["孙德胜"], 1)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("status", "hours", "times"),
    [
        (S.REGISTERED, 900, 1),
        (S.AGREED, 900, 1),
        (S.FINISHED, 71, 1),
        (S.FINISHED, 73, 0),
        (S.CLOSED, 71, 1),
        (S.CLOSED, 73, 0),
        (S.VOID, 1, 0),
    ],
)
def test_rp10_open_however_old_or_younger_than_the_rule_says(status: str, hours: int, times: int) -> None:
    unit, category, now = make_unit(), make_category(), MONDAY + timedelta(hours=hours)
    make_repair(unit=unit, category=category, status=status)
    assert len(found(unit, category, now=now)) == times


def test_rp10_the_hours_are_the_managers() -> None:
    unit, category = make_unit(), make_category()
    make_repair(unit=unit, category=category, status=S.CLOSED)
    make_limit("RP-10/like", amount=1)
    assert found(unit, category, now=MONDAY + 2 * HOUR) == []


def test_rp10_what_is_joined_to_another_is_found_too() -> None:
    unit, category = make_unit(), make_category()
    repair = make_repair(unit=unit, category=category, status=S.JOINED, joined_to=make_repair())
    assert found(unit, category, now=MONDAY + timedelta(days=9)) == [repair]


def test_rp10_another_home_category_or_estate_is_not_alike() -> None:
    unit, category = make_unit(), make_category()
    make_repair(unit=make_unit("3-2-502"), category=category)
    make_repair(unit=unit, category=make_category())
    elsewhere = make_unit("1-1-101", community=make_community())
    make_repair(unit=elsewhere, category=category)
    assert (found(unit, category), found(elsewhere, category)) == ([], [])


def test_rp10_it_never_fires_on_blanks() -> None:
    make_repair()
    unit, category = make_unit(), make_category()
    blanks = [(None, None), (unit, None), (None, category)]
    assert [found(*blank) for blank in blanks] == [[], [], []]
    assert found(None, category, building=unit.building, community=home()) == []


def test_rp10_the_same_place_in_a_building_or_on_the_grounds_is_alike() -> None:
    category, building = make_category(), make_unit().building
    lift = make_repair(category=category, building=building, place=f"{building} lift")
    gate = make_repair(category=category, place="east gate")
    make_repair(category=category, building=building, place=f"{building} roof")
    make_repair(category=category, community=make_community(), place="east gate")
    assert found(None, category, building=building, place="lift") == [lift]
    assert found(None, category, community=gate.community, place="east gate") == [gate]
    assert found(None, category, place="east gate") == []


def test_rp1_what_was_reported_to_the_utility_lately_is_worth_knowing() -> None:
    unit, category = make_unit(), make_category(ours=False)
    told = make_repair(unit=unit, category=category, status=S.VOID, utility_told="Water company")
    assert found(unit, category) == [told]


def test_it_takes_two_statements_whatever_is_stored(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    unit, category, user = make_unit(), make_category(), reception()
    for _more in range(2):
        make_registered(unit=unit, category=category)
        with django_assert_num_queries(2):
            alike(unit, category, user=user, now=MONDAY)


# ── a fault that is rising ──────────────────────────────────────────────────
def reports(count: int, category: Category, **fields: Any) -> list[Repair]:
    """So many reports from as many homes of building 3, an hour apart, the last on MONDAY."""
    return [
        make_registered(
            unit=make_unit(f"3-1-{number + 101}"),
            category=category,
            now=MONDAY - (count - 1 - number) * HOUR,
            **fields,
        )
        for number in range(count)
    ]


def building() -> Building:
    return Building.objects.get(number="3", community=Community.objects.earliest("pk"))


def test_rp10_three_reports_within_a_day_are_rising() -> None:
    category = make_category()
    three = reports(3, category)
    assert rising(building(), category, now=MONDAY) == three
    assert to_lead(three) == three[0]


def test_rp10_two_are_not_and_three_over_two_days_are_not() -> None:
    category = make_category()
    reports(2, category)
    assert rising(building(), category, now=MONDAY) == []
    make_registered(unit=make_unit("3-1-901"), category=category, now=MONDAY - 25 * HOUR)
    assert rising(building(), category, now=MONDAY) == []


def test_rp10_how_many_within_how_long_is_the_managers() -> None:
    category = make_category()
    two = reports(2, category)
    make_limit("RP-10/rising", amount=2)
    assert rising(building(), category, now=MONDAY) == two
    make_limit("RP-10/within", amount=1)
    assert rising(building(), category, now=MONDAY) == []


def test_rp10_another_building_or_category_or_a_void_one_does_not_count() -> None:
    category = make_category()
    first, _second, _third = reports(3, category)
    make_registered(unit=make_unit("4-1-101"), category=category)
    actions.void(first, "twice", by=make_staff(), now=MONDAY)
    assert rising(building(), category, now=MONDAY) == []
    assert (rising(None, category, now=MONDAY), rising(building(), None, now=MONDAY)) == ([], [])


def test_rp10_nothing_is_offered_while_a_shared_fault_is_open() -> None:
    category = make_category()
    first, *_others = three = reports(3, category)
    fault = SharedFault.objects.create(lead=first, say="We know.", opened_at=MONDAY, opened_by=make_staff())
    fault.buildings.add(building())
    assert rising(building(), category, now=MONDAY) == []
    actions.void(first, "mended", by=make_staff(), now=MONDAY)
    make_limit("RP-10/rising", amount=2)
    assert rising(building(), category, now=MONDAY) == three[1:]


# ── the piece on the page ───────────────────────────────────────────────────
PAGE = "/repairs/new/alike/"


def hint(**asked: Any) -> str:
    return desk().get(PAGE, asked).content.decode()


def test_the_hint_says_what_is_known_and_offers_urging_and_joining() -> None:
    unit, category = make_unit("3-2-501"), make_category()
    repair = make_dispatched(make_staff(Role.CREW, name="孙德胜"), unit=unit, category=category)
    text = hint(unit=unit.pk, category=category.pk, block="repair-1")
    for words in ("3-2-501 reported the same", "not finished", repair.number, repair.problem, "孙德胜"):
        assert words in text
    assert [f'value="{verb}:{repair.number}"' in text for verb in ("urge", "join")] == [True, True]
    assert ('data-key="Alt+U"' in text, "Saving it anyway makes a new one." in text) == (True, True)


def test_what_is_done_can_be_seen_but_neither_urged_nor_joined() -> None:
    unit, category = make_unit(), make_category(ours=False)
    repair = make_repair(unit=unit, category=category, status=S.VOID, utility_told="Water company", **just_now())
    text = hint(unit=unit.pk, category=category.pk)
    assert [words in text for words in (repair.number, "Water company", 'name="then"')] == [True, True, False]


def just_now() -> dict[str, Any]:
    """Pages look at the real clock."""
    now = timezone.now()
    return {"reported_at": now, "recorded_at": now}


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"unit": "abc", "category": "-1"},
        {"unit": "9" * 30, "category": "9" * 30, "building": "9" * 30, "place": "x" * 99},
        {"place": "\0", "block": "../..", "community": "abc"},
    ],
)
def test_what_makes_no_sense_finds_nothing(asked: dict[str, str]) -> None:
    make_registered(unit=make_unit())
    response = desk().get(PAGE, asked)
    assert (response.status_code, response.content.decode().strip()) == (200, "")


def test_rp10_a_rising_fault_is_offered_to_be_shared() -> None:
    category = make_category()
    first, *_more = reports(3, category)
    Repair.objects.update(**just_now())
    text = hint(building=building().pk, place="lift", category=category.pk)
    assert (f"/repairs/{first.number}/share/" in text, "reports of the same" in text) == (True, True)


@pytest.mark.parametrize("role", [Role.CREW, Role.FINANCE, Role.COMPANY])
def test_only_who_takes_reports_is_told(role: str) -> None:
    assert desk(role).get(PAGE).status_code == 403
    assert (desk().post(PAGE).status_code, desk().get("/repairs/new/texts/").status_code) == (405, 200)
