"""A home with one of everything that can happen there, for the tests of its page and of its people's."""

from datetime import date, timedelta
from typing import Any

from office.models import Staff, Unit
from office.tests.factories import MONDAY, make_staff
from owners.models import Contact, Listing, Matter, Message, Person
from owners.tests.factories import make_contact
from repairs.models import Repair
from repairs.tests.factories import make_repair

HOUR = timedelta(hours=1)


def make_matter(contact: Contact, **fields: Any) -> Matter:
    """A matter that this contact left."""
    return Matter.objects.create(
        **{**_case(contact, "S"), "unit": contact.unit, "text": "The gate does not close", **fields}
    )


def make_message(contact: Contact, **fields: Any) -> Message:
    """A message for the receptionist who took the contact."""
    return Message.objects.create(
        **{**_case(contact, "M"), "addressee": contact.taken_by, "text": "Please ring", **fields}
    )


def make_listing(contact: Contact, **fields: Any) -> Listing:
    """The home of this contact to let."""
    offered = {"unit": contact.unit, "kind": Listing.Kind.RENT, "price": 3000, "valid_until": date(2026, 12, 31)}
    return Listing.objects.create(**{**_case(contact, "H"), **offered, **fields})


def _case(contact: Contact, series: str) -> dict[str, Any]:
    return {
        "number": f"{series}-{contact.number[2:]}",
        "contact": contact,
        "community": contact.community,
        "taken_at": contact.at,
        "taken_by": contact.taken_by,
    }


def make_life(unit: Unit, person: Person | None = None, *, taken_by: Staff | None = None) -> list[str]:
    """Four contacts, an hour apart, that left a repair, a matter, a message, an offer; all numbers, newest first."""
    by = taken_by or make_staff(community=unit.community)
    contacts = [make_contact(unit=unit, person=person, taken_by=by, at=MONDAY + hours * HOUR) for hours in range(4)]
    made: list[Repair | Matter | Message | Listing] = [
        make_repair(contact=contacts[0], unit=unit, reported_at=contacts[0].at, taken_by=by),
        make_matter(contacts[1]),
        make_message(contacts[2]),
        make_listing(contacts[3]),
    ]
    return [number for case, contact in zip(made, contacts, strict=True) for number in (contact.number, case.number)][
        ::-1
    ]
