"""What the register knows of the homes and people that a slice of lines names."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain

from django.db.models import F, Q

from office.models import Unit
from owners.models import Occupancy, Person, PersonPhone
from owners.phones import Phone

# One line of a file as it was understood: normal forms by column.
Values = dict[str, str]
DATES = ("handed_over_on", "warranty_until")


@dataclass(eq=False)
class Home:
    """A unit; without a key it is still to be made. Days are ISO text, empty where none is known."""

    number: str
    dates: dict[str, str] = field(default_factory=dict)
    pk: int = 0


@dataclass(frozen=True)
class Stay:
    """From when to when somebody lives in a home, and as what; an empty `until` is open."""

    capacity: str
    since: str
    until: str = ""

    def lasts_on(self, day: str) -> bool:
        """Whether it ends on this day at the earliest."""
        return not self.until or self.until >= day


@dataclass(eq=False)
class Resident:
    """A person with everything that was merged into him; without a key he is still to be made."""

    name: str
    pk: int = 0
    address_as: str = ""
    names: set[str] = field(default_factory=set)
    phones: set[str] = field(default_factory=set)
    stays: dict[str, list[Stay]] = field(default_factory=dict)


class Register:
    """The part of a community's register that these lines are about; it learns what is added to it."""

    def __init__(self, community_id: int, lines: Sequence[Values]) -> None:
        """Reads it in six statements, whatever the number of lines."""
        self.community_id = community_id
        self.homes = self._homes({line["room"] for line in lines})
        self.at_home: dict[tuple[str, str], list[Resident]] = defaultdict(list)
        self.by_phone: dict[tuple[str, str], list[Resident]] = defaultdict(list)
        stays = self._stays()
        reached = self._reached({line["phone"] for line in lines if "phone" in line})
        for resident in self._people({pk for pk, _number, _stay in stays} | reached, stays):
            self.learn(resident)

    def learn(self, resident: Resident) -> None:
        """Know a person by the homes, names and numbers he has by now."""
        for name in resident.names:
            lives = (self.at_home[number, name] for number in resident.stays)
            answers = (self.by_phone[phone, name] for phone in resident.phones)
            for known in chain(lives, answers):
                if resident not in known:
                    known.append(resident)

    def _homes(self, numbers: Collection[str]) -> dict[str, Home]:
        found = Unit.objects.filter(community_id=self.community_id, number__in=numbers)
        rows = found.values_list("pk", "number", *DATES)
        return {number: Home(number, dict(zip(DATES, map(_iso, days), strict=True)), pk) for pk, number, *days in rows}

    def _stays(self) -> list[tuple[int, str, Stay]]:
        """Who lives or lived in the homes, as the entry that stands for him."""
        numbers = {home.pk: home.number for home in self.homes.values()}
        rows = (
            Occupancy.objects.filter(unit__in=numbers)
            .order_by("since")
            .values_list("person_id", "person__merged_into_id", "unit_id", "capacity", "since", "until")
        )
        return [
            (into or pk, numbers[unit], Stay(said, _iso(since), _iso(until)))
            for pk, into, unit, said, since, until in rows
        ]

    def _reached(self, phones: Collection[str]) -> set[int]:
        """Who is reached under one of the numbers, as the entry that stands for him."""
        numbers = {phone.partition("转")[0] for phone in phones}
        # In two steps: a register that has just grown has no statistics yet, and joined it is read from the wrong end.
        reached = set(PersonPhone.objects.filter(number__in=numbers).values_list("person_id", flat=True))
        found = Person.objects.filter(pk__in=reached, community_id=self.community_id)
        return {into or pk for pk, into in found.values_list("pk", "merged_into_id")}

    def _people(self, keys: Collection[int], stays: Iterable[tuple[int, str, Stay]]) -> list[Resident]:
        """These people with the names and numbers of all their entries, in the order of their keys."""
        entries = Person.objects.filter(Q(pk__in=keys) | Q(merged_into__in=keys))
        # The entry that stands comes before those that were merged into it.
        ordered = entries.order_by(F("merged_into").asc(nulls_first=True), "pk")
        people: dict[int, Resident] = {}
        stands: dict[int, Resident] = {}
        for pk, into, name, address_as in ordered.values_list("pk", "merged_into_id", "name", "address_as"):
            stands[pk] = people.setdefault(into or pk, Resident(name, pk, address_as))
            stands[pk].names.add(name)
        numbers = PersonPhone.objects.filter(person__in=stands)
        for pk, number, extension in numbers.values_list("person_id", "number", "extension"):
            stands[pk].phones.add(Phone(number, extension).stored)
        for pk, number, stay in stays:
            people[pk].stays.setdefault(number, []).append(stay)
        return [people[pk] for pk in sorted(people)]


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
