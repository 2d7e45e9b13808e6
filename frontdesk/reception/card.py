"""The caller's card: the home, who lives there, what is open, what was promised, what is out of the ordinary."""

from dataclasses import dataclass
from datetime import date, datetime

from frontdesk.register.cases import Case, of_contacts
from frontdesk.register.history import Line, open_now
from frontdesk.register.sources import Scope
from office.models import PlannedStop, Staff, Unit
from owners.households import Household, Resident, household
from owners.models import Contact, Person
from repairs.models import SharedFault

RECENT = 5


@dataclass(frozen=True)
class Recent:
    """An earlier contact, and the cases that came of it, whose status says how it went."""

    contact: Contact
    cases: list[Case]


@dataclass(frozen=True)
class Card:
    """What the receptionist sees of a home while somebody from there speaks; `caller` is who it is, if known.

    `open` is what is under way and what finished repairs have cost.
    """

    household: Household
    today: date
    caller: Resident | None
    open: list[Line]
    recent: list[Recent]
    stops: list[PlannedStop]
    faults: list[SharedFault]

    @property
    def unit(self) -> Unit:
        return self.household.unit


def card(unit: Unit, *, person: Person | None, user: Staff, now: datetime) -> Card:
    """The card of a home as far as `user` may know of it; its statements do not depend on what is stored."""
    today = unit.community.local(now).date()
    home = household(unit, user=user, on=today)
    known = person.known_as() if person else None
    caller = next((row for row in home.residents if known and row.occupancy.person == known), None)
    return Card(
        household=home,
        today=today,
        caller=caller,
        open=open_now(Scope(unit=unit), user, now),
        recent=_recent(unit, user),
        stops=list(PlannedStop.objects.ahead(now).of(unit)),
        faults=list(SharedFault.objects.of(unit)),
    )


def _recent(unit: Unit, user: Staff) -> list[Recent]:
    rows = list(Contact.objects.visible_to(user).filter(unit=unit).order_by("-at", "-pk")[:RECENT])
    cases = of_contacts([row.pk for row in rows], user)
    return [Recent(row, cases.get(row.pk, [])) for row in rows]
