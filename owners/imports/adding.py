"""What one line adds to the register.

One person: the same name in the same home; or the same name with the same number anywhere in the community. Who has
only a number in common is somebody else, since families share a telephone: the desk merges those who are one. Nothing
known is overwritten: what is not known yet is added, and what differs is left as the register has it, and said.
"""

from dataclasses import dataclass, field

from owners.imports.checking import Problem
from owners.imports.register import DATES, Home, Register, Resident, Stay, Values


@dataclass
class Addition:
    """What a line adds to `home` and `resident`, which may themselves be new; `notes` say what was left as it is."""

    home: Home
    resident: Resident | None = None
    dates: Values = field(default_factory=dict)
    phone: str = ""
    address_as: str = ""
    stay: Stay | None = None
    notes: list[Problem] = field(default_factory=list)

    @property
    def nothing(self) -> bool:
        """Whether the register knows all of it already."""
        return bool(self.home.pk) and not (self.dates or self.phone or self.address_as or self.stay)

    def keep(self, column: str, known: str) -> None:
        """Leave a column as the register has it."""
        self.notes.append([column, "kept", {"known": known}])


def addition(line: Values, register: Register, *, today: str) -> Addition:
    """What a line adds to the register; where it does not say since when somebody lives there, it is since `today`."""
    number = line["room"]
    added = Addition(register.homes.get(number) or Home(number))
    for column in DATES:
        known = added.home.dates.get(column, "")
        if column in line and not known:
            added.dates[column] = line[column]
        elif line.get(column, known) != known:
            added.keep(column, known)
    if "name" in line:
        _add_person(added, line, register, today)
    return added


def _add_person(added: Addition, line: Values, register: Register, today: str) -> None:
    number, phone = line["room"], line.get("phone", "")
    resident = added.resident = person(line, register) or Resident(line["name"], names={line["name"]})
    if phone and phone not in resident.phones:
        added.phone = phone
    title = line.get("address_as", "")
    if title and not resident.address_as:
        added.address_as = title
    elif title and title != resident.address_as:
        added.keep("address_as", resident.address_as)
    stay = _known_stay(resident.stays.get(number, []), line.get("since"))
    if stay is None:
        added.stay = Stay(line["capacity"], line.get("since", today))
        return
    if line["capacity"] != stay.capacity:
        added.keep("capacity", stay.capacity)
    if line.get("since", stay.since) != stay.since:
        added.keep("since", stay.since)


def person(line: Values, register: Register) -> Resident | None:
    """Whom of the register a line names; of several the one with its number, then the one who was entered first."""
    name, phone = line["name"], line.get("phone", "")
    at_home = register.at_home.get((line["room"], name), [])
    with_number = register.by_phone.get((phone, name), [])
    both = [resident for resident in at_home if resident in with_number]
    return next(iter([*both, *at_home, *with_number]), None)


def _known_stay(stays: list[Stay], since: str | None) -> Stay | None:
    """The stay that a line means: the last that is not over by then. Without a day any will do, one that is over too:
    a file that says nothing of a return brings nobody back.
    """
    meant = [stay for stay in stays if since is None or stay.lasts_on(since)]
    return meant[-1] if meant else None
