"""What a slice of lines adds, gathered and written while the next lines are looked at."""

from collections.abc import Sequence

from django.db import connection

from office.models import Building, Unit
from owners import names
from owners.imports.adding import Addition
from owners.imports.copying import Copier, Row, next_keys
from owners.imports.register import DATES, Home, Register, Resident, Values
from owners.models import Occupancy, Person, PersonPhone

UNITS = ("id", "community_id", "building_id", "number", *DATES)
PEOPLE = ("id", "community_id", "name", "sort_key", "keys", "address_as")
PHONES = ("person_id", "number", "extension", "preferred")
STAYS = ("unit_id", "person_id", "capacity", "since")
# So many additions are handed over to be written at once.
AT_ONCE = 500
# What is empty is filled; whatever came in between stays.
FILL_DATES = """
UPDATE office_unit AS unit SET handed_over_on = coalesce(unit.handed_over_on, added.handed_over_on),
 warranty_until = coalesce(unit.warranty_until, added.warranty_until)
FROM unnest(%s::bigint[], %s::date[], %s::date[]) AS added (id, handed_over_on, warranty_until)
WHERE unit.id = added.id
"""
FILL_ADDRESS = """
UPDATE owners_person AS person SET address_as = added.address_as
FROM unnest(%s::bigint[], %s::text[]) AS added (id, address_as)
WHERE person.id = added.id AND person.address_as = ''
"""


class Sheets:
    """Rows to be written, and the register that learns of them at once, so that the next line finds them."""

    def __init__(self, register: Register, lines: Sequence[Values]) -> None:
        """Takes the keys that these lines may need, and makes the buildings that are missing."""
        self.register, self.community_id = register, register.community_id
        new = {line["room"] for line in lines} - register.homes.keys()
        self.buildings = _buildings(self.community_id, {number.partition("-")[0] for number in new})
        self.unit_keys = next_keys(Unit, len(new))
        self.person_keys = next_keys(Person, sum("name" in line for line in lines))
        self.units, self.people, self.phones, self.stays = list[Row](), list[Row](), list[Row](), list[Row]()
        self.dates, self.addresses = list[Row](), list[Row]()

    def add(self, added: Addition, copier: Copier) -> None:
        """Gather what one line adds."""
        self._add_home(added.home, added.dates)
        if added.resident:
            self._add_person(added.resident, added)
        if len(self.units) + len(self.stays) + len(self.phones) >= AT_ONCE:
            self.hand_over(copier)

    def hand_over(self, copier: Copier) -> None:
        """Let what was gathered be written."""
        copier.copy(Unit, UNITS, self.units)
        copier.copy(Person, PEOPLE, self.people)
        copier.copy(PersonPhone, PHONES, self.phones)
        copier.copy(Occupancy, STAYS, self.stays)
        for rows in (self.units, self.people, self.phones, self.stays):
            rows.clear()

    def fill(self) -> None:
        """Fill what was empty, when all else is written."""
        _fill(FILL_DATES, self.dates)
        _fill(FILL_ADDRESS, self.addresses)

    def _add_home(self, home: Home, dates: Values) -> None:
        home.dates |= dates
        row = tuple(home.dates.get(column) or None for column in DATES)
        if not home.pk:
            home.pk = next(self.unit_keys)
            self.register.homes[home.number] = home
            building = self.buildings[home.number.partition("-")[0]]
            self.units.append((home.pk, self.community_id, building, home.number, *row))
        elif dates:
            self.dates.append((home.pk, *row))

    def _add_person(self, resident: Resident, added: Addition) -> None:
        if not resident.pk:
            resident.pk = next(self.person_keys)
            self.people.append(_person(resident, self.community_id, added.address_as))
        elif added.address_as:
            self.addresses.append((resident.pk, added.address_as))
        resident.address_as = resident.address_as or added.address_as
        if added.phone:
            number, _turn, extension = added.phone.partition("转")
            self.phones.append((resident.pk, number, extension, "f" if resident.phones else "t"))
            resident.phones.add(added.phone)
        if added.stay:
            self.stays.append((added.home.pk, resident.pk, added.stay.capacity, added.stay.since))
            resident.stays.setdefault(added.home.number, []).append(added.stay)
        self.register.learn(resident)


def _buildings(community_id: int, numbers: set[str]) -> dict[str, int]:
    """The buildings of these numbers by their keys; those that are missing are made."""
    known = Building.objects.filter(community_id=community_id, number__in=numbers)
    found = dict(known.values_list("number", "pk"))
    missing = [Building(community_id=community_id, number=number) for number in sorted(numbers - found.keys())]
    return found | {made.number: made.pk for made in Building.objects.bulk_create(missing)}


def _person(resident: Resident, community_id: int, address_as: str) -> Row:
    """What COPY writes for a new person: also what a save would write beside the name."""
    sorted_by = names.sort_key(resident.name)[: Person._meta.get_field("sort_key").max_length]
    found_by = _array(names.search_keys(resident.name, community_id))
    return (resident.pk, community_id, resident.name, sorted_by, found_by, address_as)


def _array(texts: list[str]) -> str:
    quoted = (text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return "{" + ",".join(f'"{text}"' for text in quoted) + "}"


def _fill(statement: str, rows: list[Row]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])
