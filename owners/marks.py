"""How the reception was marked over time, person by person (RC-9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Avg, Count
from django.db.models.functions import TruncMonth

from office.models import Staff
from owners.models import CheckedContact

# Fewer marks than this say nothing about a person.
ENOUGH = 5
MONTHS = 12


@dataclass(frozen=True)
class Month:
    """The means of a month, from 1 to 5, and how many contacts they come from."""

    month: date
    count: int
    record: float
    etiquette: float
    rules: float

    @property
    def mean(self) -> float:
        return (self.record + self.etiquette + self.rules) / 3


@dataclass(frozen=True)
class Person:
    """Somebody with enough marks, month by month, the newest first."""

    name: str
    count: int
    months: list[Month]

    @property
    def mean(self) -> float:
        """Over all months, each contact counting once."""
        return sum(month.mean * month.count for month in self.months) / self.count


def over_time(user: Staff) -> list[Person]:
    """Everybody whose contacts were marked five times or more, as far as `user` may know; one statement."""
    rows = CheckedContact.objects.visible_to(user).filter(marked_at__isnull=False)
    by_month = rows.order_by().values("receptionist", "receptionist__name", month=TruncMonth("sample__week"))
    counted = by_month.annotate(
        count=Count("pk"), record=Avg("record_mark"), etiquette=Avg("etiquette_mark"), rules=Avg("rules_mark")
    )
    people: dict[int, list[Any]] = {}
    for row in counted.order_by("receptionist__name", "receptionist", "-month"):
        people.setdefault(row["receptionist"], []).append(row)
    found = [_person(months) for months in people.values()]
    return [person for person in found if person.count >= ENOUGH]


def _person(rows: Iterable[dict[str, Any]]) -> Person:
    rows = list(rows)
    names = ("month", "count", "record", "etiquette", "rules")
    months = [Month(**{name: row[name] for name in names}) for row in rows[:MONTHS]]
    return Person(rows[0]["receptionist__name"], sum(month.count for month in months), months)
