"""Finding a record by its whole number."""

import pytest

from office.models import Role
from office.tests.factories import MONDAY, home, make_community, make_staff, make_unit
from owners.models import ContactBox, Matter, MissedCall
from owners.search.hits import HOME, RECORD, Hit
from owners.tests.factories import make_contact
from owners.tests.searching import hits

pytestmark = pytest.mark.django_db


def make_matter() -> Matter:
    unit = make_unit()
    contact = make_contact(unit=unit)
    return Matter.objects.create(
        number="S-20261123-0001",
        contact=contact,
        community=home(),
        unit=unit,
        text="身份证 110101199003074518 要更正",
        taken_at=MONDAY,
        taken_by=contact.taken_by,
    )


def test_a_contact_is_found_by_its_number_in_any_letters() -> None:
    contact = make_contact(number="J-20261123-0007", unit=make_unit("3-2-501"), content="厨房漏水")
    found = [Hit(RECORD, "厨房漏水", estate=home().name, room="3-2-501", number=contact.number)]
    assert hits("J-20261123-0007") == hits(" j-20261123-0007 ") == hits("Ｊ－20261123－0007") == found


def test_a_matter_shows_no_identity_card() -> None:
    make_matter()
    assert [(hit.text, hit.room) for hit in hits("S-20261123-0001")] == [
        ("身份证 **************4518 要更正", "3-2-501")
    ]


def test_a_matter_is_found_by_who_may_see_it() -> None:
    make_matter()
    assert hits("S-20261123-0001", make_staff(Role.CREW)) == []


def test_a_record_without_words_is_found() -> None:
    staff = make_staff()
    MissedCall.objects.create(
        number="W-20261123-0001", community=home(), phone="+8613800138000", at=MONDAY, noted_by=staff
    )
    assert hits("W-20261123-0001") == [Hit(RECORD, "", estate=home().name, number="W-20261123-0001")]


def test_a_box_is_found_and_a_room_of_the_same_letters() -> None:
    ContactBox.objects.create(
        number="L-0001", community=home(), name="东门", opens_at=MONDAY.time(), since=MONDAY.date()
    )
    make_unit("L-1")
    assert [(hit.kind, hit.text or hit.room) for hit in hits("L-0001")] == [(RECORD, "东门"), (HOME, "L-1")]


@pytest.mark.parametrize("typed", ["J-20261123-0008", "X-20261123-0007", "R-20261123-0007"])
def test_what_is_not_there_is_not_found(typed: str) -> None:
    make_contact(number="J-20261123-0007")
    assert hits(typed) == []


def test_other_communities_are_not_there() -> None:
    make_contact(number="J-20261123-0007", community=make_community())
    assert hits("J-20261123-0007", make_staff(community=make_community())) == []
