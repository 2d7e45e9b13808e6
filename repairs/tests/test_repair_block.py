"""The block of a repair on the reception screen: what it takes from the contact, and what it refuses."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from office.models import Building, OutsideNumber, Role, Staff
from office.tests.factories import MONDAY, home, make_community, make_staff, make_unit
from owners.models import Contact
from owners.tests.factories import make_contact, make_person
from repairs.forms.blocks import RepairForm
from repairs.models import ProblemText
from repairs.tests.factories import make_category

pytestmark = pytest.mark.django_db


def block(by: Staff | None = None, **typed: Any) -> RepairForm:
    """The block as it was sent on MONDAY, for the only estate there is."""
    user = by or reception()
    data = {f"repair-1-{name}": value for name, value in typed.items()}
    return RepairForm(data, user=user, now=MONDAY, community=home(), prefix="repair-1")


def reception() -> Staff:
    user = make_staff(Role.RECEPTION)
    user.community_ids = frozenset(user.communities.values_list("pk", flat=True))
    return user


def errors(form: RepairForm) -> dict[str, list[str]]:
    return {name: [str(error) for error in found] for name, found in form.errors.items()}


def contact(**fields: Any) -> Contact:
    return make_contact(**{"content": "The tap\ndrips.", **fields})


def test_rc8_what_was_said_to_the_desk_is_not_asked_again() -> None:
    unit = make_unit("3-2-501")
    caller = make_person(unit=unit)
    said, category = contact(unit=unit, person=caller), make_category()
    form = block(category=category.pk)
    assert (form.is_valid(), form.fits(said)) == (True, True)
    repair = form.case(said)
    copied = (repair.unit, repair.building, repair.place, repair.person, repair.caller_name, repair.caller_capacity)
    assert copied == (unit, unit.building, "3-2-501", caller, said.name, said.capacity)
    assert (repair.caller_phone, repair.channel, repair.community) == (said.phone, said.channel, said.community)
    assert (repair.category, repair.problem, repair.reported_at) == (category, "The tap drips.", said.at)
    assert (repair.urgent, repair.common_part, repair.told_outside) == (False, False, None)


def test_its_own_words_come_before_what_was_said() -> None:
    unit = make_unit()
    form = block(category=make_category().pk, problem="Valve stuck", urgency="urgent", common_part="on")
    assert form.is_valid()
    repair = form.case(contact(unit=unit))
    assert (repair.problem, repair.urgent, repair.common_part) == ("Valve stuck", True, True)


def test_what_was_said_is_cut_to_what_fits() -> None:
    form = block(category=make_category().pk)
    assert form.is_valid()
    assert form.case(contact(unit=make_unit(), content="长" * 900)).problem == "长" * 300


def test_a_place_that_is_named_is_where_it_is_and_not_the_callers_home() -> None:
    unit = make_unit("3-2-501")
    form = block(category=make_category().pk, building=unit.building.pk, place="lift")
    said = contact(unit=unit)
    assert (form.is_valid(), form.fits(said)) == (True, True)
    repair = form.case(said)
    assert (repair.unit, repair.building, repair.place, repair.common_part) == (
        None,
        unit.building,
        f"{unit.building} lift",
        True,
    )


def test_an_appointment_is_from_when_and_within_how_long() -> None:
    form = block(category=make_category().pk, appointment="2026-11-23T14:00", within="2")
    assert form.is_valid()
    repair = form.case(contact(unit=make_unit()))
    start = MONDAY.replace(hour=14, minute=0)
    assert (repair.appointment_from, repair.appointment_until) == (start, start + timedelta(hours=2))


def test_a_problem_text_fills_in_what_was_left_empty() -> None:
    category, other = make_category(urgent=True), make_category()
    ProblemText.objects.create(key="11", text="厨房给水管爆裂", category=category)
    form = block(key="11")
    assert form.is_valid()
    repair = form.case(contact(unit=make_unit()))
    assert (repair.problem, repair.category) == ("厨房给水管爆裂", category)
    typed = block(key="11", problem="阳台", category=other.pk)
    assert typed.is_valid()
    assert (typed.cleaned_data["problem"], typed.cleaned_data["category"]) == ("阳台", other)


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({}, "category", "Choose a category from the list."),
        ({"category": "9" * 30}, "category", "Choose a category from the list."),
        ({"key": "99"}, "key", "There is no problem text with this key."),
        ({"problem": "x" * 301}, "problem", "Ensure this value has at most 300 characters (it has 301)."),
        ({"problem": "a\0b"}, "problem", "Null characters are not allowed."),
        ({"urgency": "very"}, "urgency", "Select a valid choice. very is not one of the available choices."),
        ({"appointment": "2026-11-23T09:00"}, "appointment", "This time has passed. Choose one after 10:05."),
        ({"building": "9" * 30}, "building", "Select a valid choice. That choice is not one of the available choices."),
        ({"told_to": "7"}, "told_to", "Select a valid choice. That choice is not one of the available choices."),
        ({"utility_told_at": "2026-11-23T11:00"}, "utility_told_at", "This time is still to come."),
    ],
)
def test_what_cannot_be_meant_is_said_at_its_field(typed: dict[str, str], field: str, words: str) -> None:
    assert errors(block(None, **typed))[field] == [words]


def test_rp1_what_is_not_ours_says_to_whom_it_was_reported() -> None:
    category = make_category(ours=False)
    assert errors(block(category=category.pk)) == {"utility_told": ["Not ours: say to whom it was reported."]}
    form = block(category=category.pk, utility_told="Water company")
    assert form.is_valid()
    repair = form.case(contact(unit=make_unit()))
    assert (repair.utility_told, repair.utility_told_at) == ("Water company", MONDAY)


def test_a_repair_without_home_and_place_does_not_fit_the_contact() -> None:
    form = block(category=make_category().pk)
    assert (form.is_valid(), form.fits(contact()), errors(form)) == (
        True,
        False,
        {"place": ["Give the room, or name the place."]},
    )


def test_a_building_of_another_estate_is_not_offered_and_not_accepted() -> None:
    here, foreign = home(), make_community()
    building = Building.objects.create(community=foreign, number="9")
    user = make_staff(Role.RECEPTION, communities=[here, foreign])
    user.community_ids = frozenset({here.pk, foreign.pk})
    category = make_category()
    assert "building" in errors(block(user, category=category.pk, building=building.pk, place="lift"))
    data = {"category": category.pk, "building": building.pk, "place": "lift"}
    form = RepairForm(data, user=user, now=MONDAY)
    assert (form.is_valid(), form.fits(contact())) == (True, False)
    assert errors(form) == {"building": ["This building belongs to another estate."]}


# ── stop answers ────────────────────────────────────────────────────────────
def lift_firm(**fields: Any) -> OutsideNumber:
    said = {"kind": OutsideNumber.Kind.LIFT, "name": "Lift firm", "phone": "4000000000"}
    return OutsideNumber.objects.create(**{"community": home(), **said, **fields})


def trapped() -> Any:
    return make_category(urgent=True, stop_answer="Ring the lift firm first.", stop_kind=OutsideNumber.Kind.LIFT)


@pytest.mark.parametrize(
    ("chosen", "name", "told"),
    [
        (True, "Mr Zhao", ("Lift firm 4000000000", "Mr Zhao")),
        (True, "", ("Lift firm 4000000000", "")),
        (False, "Mr Zhao", ("Lift firm 4000000000", "Mr Zhao")),
        (False, "", None),
    ],
)
def test_rp11_who_was_rung_is_told_with_the_repair(chosen: bool, name: str, told: tuple[str, str] | None) -> None:
    number = lift_firm()
    form = block(category=trapped().pk, told_to=number.pk if chosen else "", told_name=name)
    assert form.is_valid()
    row = form.case(contact(unit=make_unit())).told_outside
    assert (row and (row.to, row.note)) == told


def test_rp11_without_a_number_on_the_list_its_kind_is_written_down() -> None:
    form = block(category=trapped().pk, told_name="Mr Zhao")
    assert form.is_valid()
    row = form.case(contact(unit=make_unit())).told_outside
    assert row is not None
    assert (row.to, row.note) == ("lift firm", "Mr Zhao")


def test_rp11_another_category_rings_nobody() -> None:
    form = block(category=make_category().pk, told_to=lift_firm().pk, told_name="Mr Zhao")
    assert (form.is_valid(), form.outside, form.case(contact(unit=make_unit())).told_outside) == (True, [], None)


def test_it_takes_two_statements_to_check(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    user, category, unit = reception(), make_category(), make_unit()
    home()
    with django_assert_num_queries(2):
        form = RepairForm(
            {"category": category.pk, "building": unit.building.pk, "place": "lift"},
            user=user,
            now=MONDAY,
            community=unit.community,
        )
        assert form.is_valid()
