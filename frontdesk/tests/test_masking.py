"""No page of the desk shows a whole number unasked, but for those whose work it is to ring it (RC-1, RP-3)."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.test import Client

from frontdesk.tests.everywhere import Walk
from frontdesk.tests.lives import make_life, make_matter
from office.models import Promise, Role
from office.tests.factories import make_staff, make_unit
from owners.models import PersonPhone
from owners.tests import cases
from owners.tests.factories import make_contact, make_occupancy, make_person
from repairs.tests.pages import desk

pytestmark = pytest.mark.django_db

# A mobile number in any spelling, once the signs between its figures are gone; not a part of a longer number.
MOBILE = re.compile(r"(?<![0-9])(?:86)?1[3-9][0-9]{9}(?![0-9])")
BETWEEN = re.compile(r"(?<=[0-9])[ \u00a0-](?=[0-9])")
# What a form is known by is drawn by lot, and has eleven figures in a row now and then.
KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Who has the job in hand rings the caller, and so does whoever calls back; the order is printed with the number to
# call, the message slip with that of who is to be rung back (its view logs it).
SLIPS = {"repairs:print", "owners:message_print"}
RINGS_UP = {
    "crew": {"repairs:job", "repairs:jobs", *SLIPS},
    "reception": {"visits:callback", *SLIPS},
    "manager": {"visits:callback", "visits:release", *SLIPS},
    "head": {"visits:callback", "visits:release", *SLIPS},
    "finance": set(),
}
# Shown by an explicit click.
ASKED_FOR = re.compile(r"(^|:|_)reveal")


def numbers(page: str) -> set[str]:
    """The whole mobile numbers that stand in a page, wherever in it."""
    return set(MOBILE.findall(BETWEEN.sub("", KEY.sub("", unescape(page)))))


@pytest.mark.xdist_group("walk")
@pytest.mark.parametrize("who", RINGS_UP)
def test_rp3_whole_numbers_stand_only_where_they_are_rung_up(walk: Walk, who: str) -> None:
    shown = {name for (asker, _method, name), answer in walk.items() if asker == who and numbers(answer.text)}
    assert {name for name in shown if not ASKED_FOR.search(name)} == RINGS_UP[who]


def pages() -> Iterator[str]:
    """The registers of contacts, homes and people with everything that can stand in them."""
    unit = make_unit("3-2-501")
    person = make_person("曹永年", unit=unit)
    PersonPhone.objects.create(person=person, number="+8613900139000")
    other = make_person("曹用年", phone="+8613700137000")
    stay = make_occupancy(person=other, unit=unit)
    make_life(unit, person)
    contact = make_contact(unit=unit, person=person, content="He has 13600136000 too.", result="Rang 136-0013-6000.")
    make_matter(contact, text="Ring 13600136000")
    yield from ("/contacts/", "/contacts/print/?since=2026-11-23&until=2026-11-30", "/contacts/?text=13600136000")
    yield from (f"/contacts/{contact.number}/complete/", f"/homes/{unit.pk}/", f"/homes/{unit.pk}/move_out/")
    yield from (f"/homes/{unit.pk}/move_in/?q=曹", f"/homes/{unit.pk}/move_in/?person={person.pk}")
    yield from (f"/people/{person.pk}/", f"/people/{person.pk}/merge/?q=曹", f"/stays/{stay.pk}/correct/")
    yield from (f"/people/{person.pk}/merge/?other={other.pk}", "/owners/household/?room=3-2-501")
    yield f"/owners/caller/?who={stay.pk}"
    yield from ("/admin/owners/contact/", f"/admin/owners/contact/{contact.pk}/change/", "/admin/owners/person/")


def test_rc1_no_page_of_the_registers_shows_a_whole_number_unasked() -> None:
    client = desk(make_staff(Role.MANAGER, language="en"))
    shown = {}
    for path in pages():
        response = client.get(path)
        assert response.status_code == 200, path
        shown[path] = numbers(response.content.decode())
    # What was typed stands in its box again, and what was said is read in full where one contact is looked at.
    typed = {path for path in shown if path.endswith(("/complete/", "/change/", "text=13600136000"))}
    assert {path for path, found in shown.items() if found - ({"13600136000"} if path in typed else set())} == set()


def test_rc1_what_is_owed_names_no_number_that_somebody_said() -> None:
    unit, taker = make_unit("3-2-501"), make_staff(language="en")
    cases.make_matter(contact=make_contact(unit=unit), text="Ring 13912345678 about the lawn")
    cases.make_message(taker, contact=make_contact(unit=unit), text="Please ring 139 1234 5678")
    assert sorted(Promise.objects.values_list("about", flat=True)) == [
        "Please ring 139******5678", "Ring 139****5678 about the lawn",
    ]  # fmt: skip


def test_the_walk_would_find_a_number_in_any_spelling() -> None:
    assert numbers("a +86 138-0013-8000 b 13900139000, 138****8000 R-20261123-0001 0755-83211234") == {
        "8613800138000",
        "13900139000",
    }


def test_a_whole_number_is_shown_where_it_is_asked_for() -> None:
    person = make_person()
    client: Client = desk()
    assert numbers(client.post(f"/people/{person.pk}/reveal/").content.decode()) == {"13800138000"}
