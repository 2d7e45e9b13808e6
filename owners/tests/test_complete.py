"""A contact is completed later: what was left open is written, once, and the history says which fields (RC-8)."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from django.utils import translation

from office.models import Move, Staff
from office.tests.factories import MONDAY, make_staff, make_unit
from office.tests.threads import together
from owners.actions.contacts import Overtaken, complete
from owners.models import Contact
from owners.tests.factories import make_contact, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


def history(contact: Contact) -> list[tuple[str, str, Staff | None]]:
    return [(row.verb, row.note, row.by) for row in Move.objects.filter(subject=contact.number).order_by("pk")]


def test_rc8_what_was_left_open_is_written_and_the_fields_are_named_but_not_what_stood_in_them() -> None:
    contact, by, unit = make_contact(name="王", capacity="", result=""), make_staff(), make_unit("3-2-501")
    person = make_person(unit=unit)
    complete(contact, seen=1, unit=unit, person=person, name="王小明", phone=contact.phone, by=by, now=MONDAY)
    row = Contact.objects.get()
    assert (row.unit, row.person, row.name, row.version) == (unit, person, "王小明", 2)
    assert (contact.unit, contact.version) == (unit, 2)
    assert history(contact) == [("complete", "Changed: unit、person、name", by)]


def test_answers_that_stand_there_already_change_nothing() -> None:
    contact, by = make_contact(), make_staff()
    complete(contact, seen=1, name="Wang", by=by, now=MONDAY)
    again = Contact.objects.get()
    complete(again, seen=1, name="Wang", by=by, now=MONDAY)
    assert (Contact.objects.get().version, len(history(contact))) == (2, 1)


def test_39_a_second_who_read_the_same_version_is_refused_and_changes_nothing() -> None:
    contact, by = make_contact(), make_staff()
    late = Contact.objects.get()
    complete(contact, seen=1, name="Wang", by=by, now=MONDAY)
    with pytest.raises(Overtaken):
        complete(late, seen=1, name="Li", by=by, now=MONDAY)
    row = Contact.objects.get()
    assert (row.name, row.version, len(history(contact))) == ("Wang", 2, 1)


def naively(contact: Contact, name: str) -> bool:
    """The mistake that the version prevents: what was read is written back whole."""
    row = Contact.objects.get(pk=contact.pk)
    row.name = f"{row.name}{name}"
    row.save()
    return True


def carefully(contact: Contact, name: str, by: Staff) -> bool:
    row = Contact.objects.get(pk=contact.pk)
    try:
        complete(row, seen=row.version, name=f"{row.name}{name}", by=by, now=MONDAY)
    except Overtaken:
        return False
    return True


@pytest.mark.django_db(transaction=True)
def test_39_of_many_at_once_nobody_overwrites_what_he_has_not_seen() -> None:
    by, lost = make_staff(), {"naively": 0, "carefully": 0}
    ways: dict[str, Callable[..., bool]] = {"naively": naively, "carefully": partial(carefully, by=by)}
    for way, write in ways.items():
        for _round in range(12):
            contact = make_contact(name="", taken_by=by)
            written = together([partial(write, contact, letter) for letter in "abcdefgh"])
            lost[way] += sum(written) - len(Contact.objects.get(pk=contact.pk).name)
    assert (lost["naively"] > 0, lost["carefully"]) == (True, 0)
