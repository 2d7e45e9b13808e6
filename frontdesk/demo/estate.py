"""The homes of the estate and who lives in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from frontdesk.demo.copying import NULL, Copier, Sheet, continue_numbering
from frontdesk.demo.dice import Dice
from frontdesk.demo.layout import rooms
from frontdesk.demo.people import make_name, make_phone
from office.models import Building, Community, Unit
from owners.models import Capacity, Occupancy, Person, PersonPhone
from owners.names import search_keys, sort_key

CHUNK = 5000


@dataclass(slots=True)
class Resident:
    """Somebody who lives there now and can ring up. All is text, as it will be written."""

    id: str
    name: str
    capacity: str
    phone: str


@dataclass(slots=True)
class Home:
    """A home as the reports need it."""

    id: str
    number: str
    building_id: str
    warranty: bool
    residents: list[Resident]

    @property
    def entrance(self) -> str:
        """As it is spoken: 3栋2单元."""
        building, entrance, _room = self.number.split("-")
        return f"{building}栋{entrance}单元"


class Estate:
    """Fills the registers of places and people of one community."""

    def __init__(self, community: Community, dice: Dice, today: date) -> None:
        self.community, self.community_id, self.dice, self.today = community, str(community.pk), dice, today
        self.buildings = Sheet(Building, "id community_id number")
        self.units = Sheet(Unit, "id community_id building_id number handed_over_on warranty_until")
        self.people = Sheet(Person, "id community_id name sort_key keys address_as")
        self.phones = Sheet(PersonPhone, "person_id number extension preferred")
        self.stays = Sheet(Occupancy, "unit_id person_id capacity since until")
        self.sheets = [self.buildings, self.units, self.people, self.phones, self.stays]

    def settle(self, households: int) -> list[Home]:
        """Write `households` homes with their people; give what the reports need of them."""
        homes = []
        with Copier() as copier:
            for count, home in enumerate(self._homes(households), 1):
                homes.append(home)
                if count % CHUNK == 0:
                    copier.write(self.sheets)
            copier.write(self.sheets)
        continue_numbering(self.sheets)
        return homes

    def _homes(self, households: int) -> Iterator[Home]:
        building, key, handed_over = "", "", self.today
        for number, in_building in rooms(households):
            if in_building != building:
                building, key = in_building, self.buildings.next_id()
                self.buildings.add(key, self.community_id, building)
                # Every fourth building is young enough for the developer's warranty of five years.
                years = self.dice.between(1, 3) if int(key) % 4 == 0 else self.dice.between(7, 12)
                handed_over = self.today - timedelta(days=365 * years + self.dice.between(0, 300))
            until = handed_over + timedelta(days=5 * 365)
            unit = self.units.next_id()
            self.units.add(unit, self.community_id, key, number, str(handed_over), str(until))
            yield Home(unit, number, key, until > self.today, self._residents(unit, handed_over))

    def _residents(self, unit: str, handed_over: date) -> list[Resident]:
        """An owner; now and then earlier tenants, tenants now, a family."""
        dice = self.dice
        moved_in = handed_over + timedelta(days=dice.between(0, 400))
        moved_in = min(moved_in, self.today - timedelta(days=30))
        owner = self._person(unit, Capacity.OWNER, moved_in)
        if dice.chance(0.1) and self.today - moved_in > timedelta(days=800):
            left = self.today - timedelta(days=dice.between(200, 400))
            self._person(unit, Capacity.TENANT, left - timedelta(days=dice.between(100, 380)), left)
        if dice.chance(0.24):
            since = max(moved_in, self.today - timedelta(days=dice.between(20, 190)))
            return [self._person(unit, Capacity.TENANT, since), owner]
        family = [
            self._person(unit, Capacity.FAMILY, moved_in, surname=owner.name[0] * dice.chance(0.5))
            for _ in range(dice.between(0, 2))
        ]
        return [owner, *family]

    def _person(
        self, unit: str, capacity: str, since: date, until: date | None = None, *, surname: str = ""
    ) -> Resident:
        name, phone = make_name(self.dice, surname), make_phone(self.dice)
        key = self.people.next_id()
        keys = ",".join(search_keys(name, self.community.pk))
        self.people.add(key, self.community_id, name, sort_key(name), f"{{{keys}}}", "")
        self.phones.add(key, phone, "", "t")
        self.stays.add(unit, key, capacity, str(since), str(until) if until else NULL)
        return Resident(key, name, capacity, phone)
