"""Rows for tests: people, where they live, and what they came with."""

from datetime import date
from typing import Any

from office import numbers
from office.models import Role, Staff, Unit
from office.tests.factories import MONDAY, home, make_staff
from owners.models import Capacity, Channel, Contact, Occupancy, Person, PersonPhone, Subject

PHONE = "+8613800138000"


def make_person(
    name: str = "王小明", *, unit: Unit | None = None, phone: str = PHONE, capacity: str = Capacity.OWNER, **fields: Any
) -> Person:
    """Somebody with a phone (in its normal form; empty: none) who has lived in `unit`, if one is given, since 2020."""
    community = unit.community if unit else home()
    person = Person.objects.create(**{"community": community, "name": name, **fields})
    if phone:
        PersonPhone.objects.create(person=person, number=phone, preferred=True)
    if unit:
        make_occupancy(person=person, unit=unit, capacity=capacity)
    return person


def make_occupancy(**fields: Any) -> Occupancy:
    """`person` lives in `unit`, as its owner since 2020 unless told otherwise."""
    return Occupancy.objects.create(**{"capacity": Capacity.OWNER, "since": date(2020, 1, 1), **fields})


def make_contact(*, taken_by: Staff | None = None, unit: Unit | None = None, **fields: Any) -> Contact:
    """A call on MONDAY to report a repair, taken by a receptionist."""
    community = fields.pop("community", None) or (unit.community if unit else home())
    said = {"name": "王小明", "capacity": Capacity.OWNER, "phone": PHONE, "content": "The door handle is broken."}
    return Contact.objects.create(
        **{
            "number": numbers.take("J", MONDAY.date()),
            "community": community,
            "channel": Channel.HOTLINE,
            "subject": Subject.REPAIR,
            "at": MONDAY,
            "taken_by": taken_by or make_staff(Role.RECEPTION, community=community),
            "unit": unit,
            **said,
            **fields,
        }
    )
