"""People move into a home and out of it; an occupancy ends, nothing is deleted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from office.models import Unit
from owners.models import Occupancy, Person, PersonPhone
from owners.phones import normalise


class LivesThere(Exception):
    """Somebody lives in the home at that time already. `position` is his place among those who move in."""

    def __init__(self, position: int) -> None:
        super().__init__(_("Lives in this home at that time already."))
        self.position = position


class Overtaken(Exception):
    """Somebody else changed the occupancy after it was read. Its text is for the person at the desk."""


@dataclass(frozen=True)
class Newcomer:
    """Who moves in and as what: a person of the register, or the name and number (as it is stored) of a new one."""

    capacity: str
    person: Person | None = None
    name: str = ""
    phone: str = ""


def move_in(unit: Unit, newcomers: Iterable[Newcomer], *, since: date) -> list[Occupancy]:
    """Let them live in the home from a day on; who is new is entered in the register.

    What was entered already (the same person, or name, from the same day on and in the same capacity) is given as it
    is: a form sent twice enters nobody twice. Raises LivesThere.
    """
    with transaction.atomic():
        # One at a time for a home: two forms at once see each other's people.
        Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
        return [_move_in(unit, newcomer, since, position) for position, newcomer in enumerate(newcomers)]


def _move_in(unit: Unit, newcomer: Newcomer, since: date, position: int) -> Occupancy:
    person = newcomer.person.known_as() if newcomer.person else None
    who = {"person": person} if person else {"person__name": newcomer.name}
    known = Occupancy.objects.filter(unit=unit, since=since, capacity=newcomer.capacity, **who).first()
    if known:
        return known
    try:
        with transaction.atomic():
            return Occupancy.objects.create(
                unit=unit, person=person or _enter(unit, newcomer), capacity=newcomer.capacity, since=since
            )
    except IntegrityError as error:
        raise LivesThere(position) from error


def _enter(unit: Unit, newcomer: Newcomer) -> Person:
    person = Person.objects.create(community=unit.community, name=newcomer.name)
    if newcomer.phone:
        phone = normalise(newcomer.phone)
        PersonPhone.objects.create(person=person, number=phone.number, extension=phone.extension, preferred=True)
    return person


def move_out(stays: Iterable[Occupancy], *, until: date) -> None:
    """Let occupancies end with a day, all of them or none.

    Raises Overtaken where one was changed after it was read; to end with that day already is no change.
    """
    with transaction.atomic():
        for stay in stays:
            if stay.until != until:
                _set(stay, until=until)


def correct(stay: Occupancy, *, since: date, until: date | None, capacity: str) -> None:
    """Put a wrong day or capacity right.

    Raises Overtaken where it was changed after it was read, LivesThere where the days overlap with another occupancy
    of the same person in the same home.
    """
    try:
        with transaction.atomic():
            _set(stay, since=since, until=until, capacity=capacity)
    except IntegrityError as error:
        raise LivesThere(0) from error


def _set(stay: Occupancy, **fields: date | str | None) -> None:
    """Compare and set: of two people at once one wins."""
    as_read = Occupancy.objects.filter(pk=stay.pk, since=stay.since, until=stay.until, capacity=stay.capacity)
    if not as_read.update(**fields):
        raise Overtaken(_("Somebody else has changed this meanwhile."))
    for name, value in fields.items():
        setattr(stay, name, value)
