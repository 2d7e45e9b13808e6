"""Who lives in a home, and what it has been promised."""

from dataclasses import dataclass
from datetime import date

from office.models import Promise, Staff, Unit
from owners import phones
from owners.models import Capacity, Occupancy, Person


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
    """Who lives in a home on a day: the owners first, then as they moved in; two statements."""
    rows = Occupancy.objects.on(on).filter(unit=unit).select_related("person").prefetch_related("person__phones")
    ordered = sorted(rows, key=lambda row: (row.capacity != Capacity.OWNER, row.since, row.pk))
    return [Resident(row, numbers(row.person)) for row in ordered]


def numbers(person: Person) -> list[str]:
    """The numbers of a person as a case stores them, the preferred first."""
    rows = sorted(person.phones.all(), key=lambda row: (not row.preferred, row.pk))
    return [phones.Phone(row.number, row.extension).stored for row in rows]
