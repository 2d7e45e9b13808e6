"""Who lives in a home, and what it has been promised."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from office.models import Promise, Staff, Unit
from owners import phones
from owners.models import Capacity, Occupancy, Person, PersonPhone


@dataclass(frozen=True)
class Resident:
    """Somebody who lives in the home: since when and as what, and his numbers as a case stores them."""

    occupancy: Occupancy
    numbers: list[str]

    @property
    def mask(self) -> str:
        """His first number, so that it can be recognised; empty where he has none."""
        return phones.mask(self.numbers[0]) if self.numbers else ""


@dataclass(frozen=True)
class Household:
    """A home with its residents and everything open that was promised to it, the most pressing first."""

    unit: Unit
    residents: list[Resident]
    promises: list[Promise]


def household(unit: Unit, *, user: Staff, on: date) -> Household:
    """The household of a home on a day, as far as `user` may know of it; three statements."""
    promised = Promise.objects.visible_to(user).open().filter(unit=unit)
    promised = promised.select_related("limit", "community", "holder").order_by("due_at", "pk")
    return Household(unit, residents(unit, on=on), list(promised))


def residents(unit: Unit, *, on: date) -> list[Resident]:
    """Who lives in a home on a day: the owners first, then as they moved in; two statements.

    Somebody who was entered twice stands here once, as the entry that stands for him (`occupancy.person`) and with
    the numbers of both.
    """
    return each_once(Occupancy.objects.on(on).filter(unit=unit).select_related("person__merged_into"))


def each_once(rows: Iterable[Occupancy]) -> list[Resident]:
    """The people of these occupancies, read with their `person__merged_into`; one statement for their numbers."""
    ordered = sorted(rows, key=lambda row: (row.capacity != Capacity.OWNER, row.since, row.pk))
    once: dict[int, Occupancy] = {}
    for row in ordered:
        row.person = row.person.known_as()
        once.setdefault(row.person.pk, row)
    known = numbers_of(once)
    return [Resident(row, known.get(pk, [])) for pk, row in once.items()]


def numbers(person: Person) -> list[str]:
    """The numbers of a person, those of his other entries included, as a case stores them; the preferred first."""
    return numbers_of([person.pk]).get(person.pk, [])


def numbers_of(people: Collection[int]) -> dict[int, list[str]]:
    """The numbers of several people by their keys, each number once; one statement, none for nobody."""
    if not people:
        return {}
    entries = Person.objects.filter(Q(pk__in=people) | Q(merged_into__in=people))
    found: dict[int, list[str]] = {}
    rows = PersonPhone.objects.filter(person__in=entries).select_related("person")
    # The numbers of the entry that stands come before those of the one merged into it.
    for row in rows.order_by(F("person__merged_into").asc(nulls_first=True), "-preferred", "pk"):
        own = found.setdefault(row.person.merged_into_id or row.person_id, [])
        number = phones.Phone(row.number, row.extension).stored
        if number not in own:
            own.append(number)
    return found
