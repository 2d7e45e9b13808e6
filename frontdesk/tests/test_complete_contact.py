"""The page on which a contact taken in haste is completed (RC-8): a second editor is shown both, nothing is lost."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from office.models import Move, Role
from office.tests.factories import make_community, make_staff, make_unit
from owners.models import Capacity, Contact, OwnWord
from owners.tests.factories import make_contact, make_person
from repairs.tests.factories import make_repair
from repairs.tests.pages import desk

pytestmark = pytest.mark.django_db


def path(contact: Contact) -> str:
    return f"/contacts/{contact.number}/complete/"


def typed(contact: Contact, **changes: Any) -> dict[str, Any]:
    """What a browser sends for the form as it stands, with `changes`."""
    form = desk().get(path(contact)).context["form"]
    data = {field.name: field.value() for field in form}
    return {name: "" if value is None else value for name, value in {**data, **changes}.items()}


def test_rc8_room_person_and_capacity_are_filled_in_and_the_cases_keep_what_they_were_told() -> None:
    unit = make_unit("3-2-501")
    person = make_person("王小明", unit=unit, phone="+8613900139000")
    contact = make_contact(name="王", capacity="")
    repair = make_repair(contact=contact, caller_name="王")
    sent = typed(contact, room="3栋2单元501", person=person.pk, name="王小明", capacity=Capacity.OWNER)
    response = desk().post(path(contact), sent)
    assert (response.status_code, response["Location"]) == (302, f"/{contact.number}/")
    contact.refresh_from_db()
    assert (contact.unit, contact.person, contact.name, contact.capacity) == (unit, person, "王小明", Capacity.OWNER)
    assert (contact.phone, contact.version) == ("+8613800138000", 2)
    repair.refresh_from_db()
    assert repair.caller_name == "王"


def test_the_form_shows_the_number_masked_and_left_as_it_is_it_stays() -> None:
    contact = make_contact()
    page = desk().get(path(contact)).content.decode()
    assert ('value="138****8000"' in page, "13800138000" in page) == (True, False)
    desk().post(path(contact), typed(contact, result="Answered."))
    contact.refresh_from_db()
    assert (contact.phone, contact.result) == ("+8613800138000", "Answered.")


@pytest.mark.parametrize(
    ("number", "stored"),
    [("0755-83211234转801", "+8675583211234转801"), ("１３９００１３９０００", "+8613900139000"), ("", "")],
)
def test_another_number_in_any_spelling_or_none(number: str, stored: str) -> None:
    contact = make_contact()
    desk().post(path(contact), typed(contact, phone=number))
    contact.refresh_from_db()
    assert contact.phone == stored


def test_the_mask_of_somebody_of_the_household_is_as_good_as_his_number() -> None:
    unit = make_unit("3-2-501")
    person = make_person(unit=unit, phone="+8613900139001")
    contact = make_contact(phone="")
    desk().post(path(contact), typed(contact, room="3-2-501", person=person.pk, phone="139****9001"))
    contact.refresh_from_db()
    assert contact.phone == "+8613900139001"


def test_who_is_chosen_without_a_name_is_named_as_the_register_has_him() -> None:
    unit = make_unit("3-2-501")
    kept = make_person("曹永年")
    twice = make_person("曹用年", unit=unit, merged_into=kept)
    contact = make_contact(name="")
    desk().post(path(contact), typed(contact, room="3-2-501", person=twice.pk, name=""))
    contact.refresh_from_db()
    assert (contact.person, contact.name) == (kept, "曹永年")


def test_a_room_corrected_afterwards_leaves_behind_who_does_not_live_there() -> None:
    person = make_person(unit=make_unit("3-2-501"))
    other = make_unit("3-2-502")
    contact = make_contact()
    desk().post(path(contact), typed(contact, room="3-2-502", person=person.pk))
    contact.refresh_from_db()
    assert (contact.unit, contact.person) == (other, None)


def test_an_anonymous_contact_with_a_name_is_so_no_longer() -> None:
    contact = make_contact(anonymous=True, name="", phone="", capacity="")
    desk().post(path(contact), typed(contact, result="Noted."))
    contact.refresh_from_db()
    assert contact.anonymous
    desk().post(path(contact), typed(contact, name="王"))
    contact.refresh_from_db()
    assert not contact.anonymous


def test_a_word_that_the_office_has_retired_stays_where_it_stood() -> None:
    OwnWord.objects.create(list=OwnWord.List.CHANNEL, word="App", active=False)
    contact = make_contact(channel="App")
    assert desk().post(path(contact), typed(contact, name="Wang")).status_code == 302
    contact.refresh_from_db()
    assert (contact.channel, contact.name) == ("App", "Wang")


def test_39_a_second_editor_gets_both_texts_and_sent_once_more_his_is_written() -> None:
    contact = make_contact(name="王", result="")
    mine = typed(contact, name="王小明", result="He calls again.")
    first = make_staff(name="Sun Desheng", language="en")
    desk(first).post(path(contact), typed(contact, name="王大明", phone="13900139000"))
    client = desk()
    answer = client.post(path(contact), mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert answer.context["differences"] == [("Caller", "王大明", "王小明"), ("Result", "", "He calls again.")]
    for words in ("Sun Desheng", "王大明", "王小明", "He calls again.", "139****9000", "Keep theirs", "Keep mine"):
        assert words in page
    contact.refresh_from_db()
    assert (contact.name, contact.version, Move.objects.filter(subject=contact.number).count()) == ("王大明", 2, 1)
    again = {name: answer.context["form"][name].value() for name in mine}
    assert client.post(path(contact), {name: value or "" for name, value in again.items()}).status_code == 302
    contact.refresh_from_db()
    assert (contact.name, contact.result, contact.phone) == ("王小明", "He calls again.", "+8613900139000")


def test_a_second_click_is_as_good_as_the_first() -> None:
    contact = make_contact()
    client, sent = desk(), typed(contact, name="Wang")
    assert [client.post(path(contact), sent).status_code for _click in range(2)] == [302, 302]
    assert (Contact.objects.get().version, Move.objects.filter(subject=contact.number).count()) == (2, 1)


def test_73_an_identity_number_in_the_result_is_warned_of() -> None:
    contact = make_contact()
    client = desk()
    response = client.post(path(contact), typed(contact, result="身份证11010519491231002X"), follow=True)
    messages = [str(message) for message in response.context["messages"]]
    assert messages == [
        f"{contact.number} is completed.",
        "An identity or card number was written down: it is not needed here.",
    ]
    assert Contact.objects.get().result == "身份证11010519491231002X"


def test_characters_that_cannot_be_seen_are_taken_out_and_that_is_said() -> None:
    contact = make_contact()
    response = desk().post(path(contact), typed(contact, name="\u202eWang"), follow=True)
    assert Contact.objects.get().name == "Wang"
    assert "Characters that cannot be seen" in str(list(response.context["messages"])[1])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("room", "3-2-599"),
        ("room", "kitchen"),
        ("phone", "12345"),
        ("phone", "110"),
        ("phone", "137****1234"),
        ("person", "999999"),
        ("channel", "smoke"),
        ("subject", ""),
        ("rings", "0"),
        ("rings", "abc"),
        ("name", "x" * 61),
        ("name", "a\0b"),
        ("result", "x" * 401),
        ("capacity", "king"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field_with_everything_kept(field: str, value: str) -> None:
    make_unit("3-2-501")
    contact = make_contact()
    sent = typed(contact, result="Kept all the same.") | {field: value}
    response = desk().post(path(contact), sent)
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert field == "result" or "Kept all the same." in response.content.decode()
    assert Contact.objects.get().version == 1


def test_nobody_of_another_estate_is_chosen_and_its_rooms_are_not_known() -> None:
    contact = make_contact()
    there = make_community()
    unit = make_unit("9-9-901", community=there)
    stranger = make_person(unit=unit)
    response = desk(Role.RECEPTION, communities=[contact.community, there]).post(
        path(contact), typed(contact, room="9-9-901", person=stranger.pk)
    )
    assert (response.status_code, sorted(response.context["form"].errors)) == (422, ["person", "room"])


def test_other_fields_that_are_sent_along_are_ignored() -> None:
    contact = make_contact()
    desk().post(path(contact), typed(contact, content="Rewritten", number="J-1", taken_by=1, form_key="x", community=9))
    row = Contact.objects.get()
    assert (row.content, row.number) == ("The door handle is broken.", contact.number)


def test_only_who_may_record_contacts_and_only_in_ones_own_estate() -> None:
    contact = make_contact()
    for role in (Role.CREW, Role.FINANCE, Role.COMPANY):
        assert [desk(role).get(path(contact)).status_code, desk(role).post(path(contact)).status_code] == [403, 403]
    foreign = desk(community=make_community())
    assert [foreign.get(path(contact)).status_code, foreign.post(path(contact)).status_code] == [404, 404]
    assert Client().get(path(contact)).status_code == 302
    assert desk().post(path(contact)).status_code == 422


def test_it_costs_the_same_whoever_lives_there(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    unit = make_unit("3-2-501")
    make_person(unit=unit)
    contact = make_contact(unit=unit)
    client = desk()
    with django_assert_num_queries(8):
        client.get(path(contact))
    for _more in range(2):
        make_person(unit=unit)
    with django_assert_num_queries(8):
        client.get(path(contact))
