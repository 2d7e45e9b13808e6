"""The page of one contact: what was said, what came of it, where it came from, and its number shown on demand."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from frontdesk.tests.lives import make_listing, make_matter, make_message
from office.models import Access, Role, ToldOutside
from office.tests.factories import MONDAY, home, make_community, make_staff, make_unit
from owners.models import BoxOpening, Contact, ContactBox, MissedCall
from owners.tests.factories import make_contact, make_person
from repairs.tests.factories import make_repair
from repairs.tests.pages import desk

pytestmark = pytest.mark.django_db


def read(contact: Contact, client: Client | None = None) -> str:
    response = (client or desk()).get(f"/{contact.number}/")
    assert response.status_code == 200
    return response.content.decode()


def test_rc1_everything_that_was_taken_down() -> None:
    unit = make_unit("3-2-501")
    person = make_person(unit=unit)
    contact = make_contact(unit=unit, person=person, rings=2, result="A crew comes at two.")
    page = read(contact)
    said = ("hotline", "repair", "王小明", "owner", "138****8000", "3-2-501", "The door handle is broken.")
    for words in (contact.number, contact.taken_by.name, *said, "A crew comes at two.", "answered after 2 rings"):
        assert words in page
    assert f'href="/people/{person.pk}/"' in page
    assert f'href="/homes/{unit.pk}/"' in page
    assert "13800138000" not in page


def test_rc8_every_case_that_came_of_it_leads_to_its_page() -> None:
    unit = make_unit("3-2-501")
    contact = make_contact(unit=unit)
    repair, matter, message = make_repair(contact=contact), make_matter(contact), make_message(contact)
    listing = make_listing(contact)
    make_repair()
    response = desk().get(f"/{contact.number}/")
    assert [(case.number, case.state, case.word) for case in response.context["cases"]] == [
        (listing.number, "active", "on offer"),
        (message.number, "wait", "to be told"),
        (repair.number, "wait", "to be dispatched"),
        (matter.number, "wait", "to be handed over"),
    ]
    assert f'href="/{matter.number}/"' in response.content.decode()


def test_rc8_a_case_that_is_not_this_users_to_see_is_not_named() -> None:
    contact = make_contact()
    make_repair(contact=contact, community=make_community())
    assert desk().get(f"/{contact.number}/").context["cases"] == []


def test_rc7_a_letter_says_which_box_it_came_from_and_when_it_was_opened() -> None:
    box = ContactBox.objects.create(
        number="L-0001", community=home(), name="Gate 2", opens_at=MONDAY.time(), since=MONDAY.date()
    )
    opening = BoxOpening.objects.create(box=box, at=MONDAY, by=make_staff(), count=1)
    assert "contact box Gate 2, opened" in read(make_contact(opening=opening))


def test_rc12_a_missed_call_that_was_rung_back_is_named() -> None:
    contact = make_contact()
    call = MissedCall.objects.create(
        number="W-20261123-0001", community=home(), phone="+8613800138000", at=MONDAY, noted_by=make_staff(),
        contact=contact,
    )  # fmt: skip
    page = read(contact)
    assert ("missed call" in page, f'href="/{call.number}/"' in page) == (True, True)


def test_what_was_reported_outside_on_it_or_on_one_of_its_cases() -> None:
    contact = make_contact()
    repair = make_repair(contact=contact)
    ToldOutside.objects.create(subject=contact.number, to="Police 110", at=MONDAY, by=make_staff(), note="Mr Li")
    ToldOutside.objects.create(subject=repair.number, to="Water company", at=MONDAY, by=make_staff())
    ToldOutside.objects.create(subject="R-1", to="Gas company", at=MONDAY, by=make_staff())
    page = read(contact)
    assert [words in page for words in ("Police 110", "Mr Li", "Water company", "Gas company")] == [True] * 3 + [False]


def test_another_case_from_the_same_home_is_one_click_away() -> None:
    unit = make_unit("3-2-501")
    person = make_person(unit=unit)
    page = read(make_contact(unit=unit, person=person))
    assert f"/reception/?community={unit.community_id}&amp;room=3-2-501&amp;person={person.pk}" in page


def test_rc8_one_taken_in_haste_is_to_be_completed_by_who_may() -> None:
    contact = make_contact()
    assert f"/contacts/{contact.number}/complete/" in read(contact)
    assert "/complete/" not in read(contact, desk(Role.COMPANY))


def test_markup_in_what_was_said_is_shown_as_it_was_typed() -> None:
    page = read(make_contact(content="<script>alert(1)</script>\n{{7*7}}", name="<b>Wang</b>"))
    assert ("<script>alert" in page, "&lt;script&gt;alert(1)" in page, "{{7*7}}" in page) == (False, True, True)


@pytest.mark.parametrize("spelling", ["{}", "lower"])
def test_its_number_in_any_case_leads_there(spelling: str) -> None:
    contact = make_contact()
    number = contact.number.lower() if spelling == "lower" else contact.number
    assert desk().get(f"/{number}/").status_code == 200


def test_one_of_another_estate_is_not_there_and_who_may_not_see_contacts_is_refused() -> None:
    contact = make_contact()
    foreign = desk(community=make_community())
    assert [foreign.get(f"/{contact.number}/").status_code, desk().get("/J-20261123-9999/").status_code] == [404, 404]
    others = (Role.CREW, Role.FINANCE, Role.COLLECTOR, Role.ADMINISTRATOR)
    assert [desk(role).get(f"/{contact.number}/").status_code for role in others] == [403] * 4


def test_it_costs_the_same_with_one_and_with_three_cases(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    unit = make_unit("3-2-501")
    contact = make_contact(unit=unit, person=make_person(unit=unit))
    make_repair(contact=contact)
    client = desk()
    with django_assert_num_queries(9):
        client.get(f"/{contact.number}/")
    make_matter(contact)
    make_message(contact)
    with django_assert_num_queries(9):
        client.get(f"/{contact.number}/")


def test_the_number_is_shown_once_and_the_access_log_says_to_whom() -> None:
    user, contact = make_staff(language="en"), make_contact()
    client = desk(user)
    assert "138****8000" in read(contact, client)
    response = client.post(f"/contacts/{contact.number}/reveal/")
    assert ("138 0013 8000" in response.content.decode(), response["Cache-Control"]) == (True, "no-store")
    row = Access.objects.get()
    assert (row.by, row.subject, row.what, row.address) == (user, contact.number, Access.What.PHONE, "127.0.0.1")
    assert "138 0013 8000" not in read(contact, client)


def test_the_number_alone_where_the_page_asks_for_a_piece() -> None:
    contact = make_contact()
    piece = desk().post(f"/contacts/{contact.number}/reveal/", headers={"HX-Request": "true"}).content.decode()
    assert ("138 0013 8000" in piece, "<html" in piece) == (True, False)


def test_where_there_is_no_number_nothing_is_shown_or_logged() -> None:
    contact = make_contact(phone="")
    response = desk().post(f"/contacts/{contact.number}/reveal/")
    assert (response.status_code, response["Location"], Access.objects.count()) == (302, f"/{contact.number}/", 0)


def test_the_number_is_shown_by_post_only_and_to_who_may() -> None:
    contact = make_contact()
    path = f"/contacts/{contact.number}/reveal/"
    assert [desk().get(path).status_code, desk(Role.CREW).post(path).status_code] == [405, 403]
    assert [desk(community=make_community()).post(path).status_code, Client().post(path).status_code] == [404, 302]
    assert not Access.objects.exists()


def test_what_is_promised_on_it_and_what_happened_stands_there() -> None:
    contact = make_contact()
    client = desk()
    client.post(
        f"/contacts/{contact.number}/complete/",
        {
            "version": 1,
            "channel": "hotline",
            "subject": "repair",
            "name": "王小明",
            "phone": "138****8000",
            "rings": "3",
        },
    )
    page = read(contact, client)
    assert ("completed" in page, "rings before the answer" in page) == (True, True)
