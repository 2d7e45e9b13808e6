"""A week of the duty roster as its pages show it (RC-13)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from office.duty import Turn, posts_of, turn_at
from office.models import Department, Duty, Shift

DAY = timedelta(days=1)
DAYS = 7


@dataclass(frozen=True)
class OnDuty:
    """Somebody on the roster, and what is odd about it."""

    name: str
    hints: list[str]


@dataclass(frozen=True)
class Place:
    """A post of one shift and who stands there."""

    label: str
    people: list[OnDuty]


@dataclass(frozen=True)
class Slot:
    """One shift; `now` while it is on."""

    turn: Turn
    places: list[Place]
    now: bool

    @property
    def hints(self) -> list[str]:
        """Everything odd about it, with the names."""
        people = [person for place in self.places for person in place.people]
        return list(dict.fromkeys(f"{person.name}: {hint}" for person in people for hint in person.hints))


@dataclass(frozen=True)
class RosterDay:
    """A day with its day shift and its night shift."""

    day: date
    today: bool
    slots: list[Slot]


def week(department: Department, monday: date, now: datetime) -> list[RosterDay]:
    """Seven days from `monday` on; one statement."""
    lines = _lines(department.community_id, monday - DAY, monday + DAYS * DAY)
    return [_day(department, monday + n * DAY, lines, now) for n in range(DAYS)]


def slot(department: Department, turn: Turn, now: datetime) -> Slot:
    """One shift, with what is odd about it; one statement."""
    return _slot(department, turn, _lines(department.community_id, turn.day - DAY, turn.day + DAY), now)


def _lines(community: int, first: date, last: date) -> list[Duty]:
    """All departments' lines: somebody may be on duty for two of them."""
    rows = Duty.objects.filter(department__community=community, day__gte=first, day__lte=last)
    return list(rows.select_related("staff__department").order_by("pk"))


def _day(department: Department, day: date, lines: list[Duty], now: datetime) -> RosterDay:
    slots = [_slot(department, Turn(day, shift), lines, now) for shift in (Shift.DAY, Shift.NIGHT)]
    return RosterDay(day, day == department.community.local(now).date(), slots)


def _slot(department: Department, turn: Turn, lines: list[Duty], now: datetime) -> Slot:
    turns: dict[int, set[Turn]] = defaultdict(set)
    for line in lines:
        turns[line.staff_id].add(Turn(line.day, Shift(line.shift)))
    here = [line for line in lines if line.department_id == department.pk and Turn(line.day, Shift(line.shift)) == turn]
    places = [
        Place(str(Duty.Post(post).label), [_on_duty(line, turn, turns[line.staff_id]) for line in _at(here, post)])
        for post in posts_of(department.kind)
    ]
    return Slot(turn, places, turn == turn_at(now, department.community))


def _at(lines: Iterable[Duty], post: str) -> list[Duty]:
    return [line for line in lines if line.post == post]


def _on_duty(line: Duty, turn: Turn, turns: set[Turn]) -> OnDuty:
    staff, hints = line.staff, []
    if not staff.is_active:
        hints.append(_("has left"))
    if staff.department and staff.department_id != line.department_id:
        hints.append(_("of %(department)s") % {"department": staff.department})
    if turns & {turn.preceding(), turn.following()}:
        hints.append(_("two shifts in a row"))
    return OnDuty(staff.name, hints)


@dataclass(frozen=True)
class SheetRow:
    """A post of one shift over the days of the week; the `first` of its shift names that, over `rows` rows."""

    first: bool
    rows: int
    shift: str
    hours: str
    post: str
    days: list[list[OnDuty]]


def sheet(department: Department, days: list[RosterDay]) -> list[SheetRow]:
    """The week turned round, as it is printed: a row a post, a column a day."""
    community = department.community
    day, night = f"{community.day_from:%H:%M}", f"{community.night_from:%H:%M}"
    hours = [f"{day}–{night}", f"{night}–{day}"]
    posts = posts_of(department.kind)
    return [
        SheetRow(
            first=not position,
            rows=len(posts),
            shift=str(shift.label),
            hours=hours[number],
            post=str(Duty.Post(post).label),
            days=[row.slots[number].places[position].people for row in days],
        )
        for number, shift in enumerate((Shift.DAY, Shift.NIGHT))
        for position, post in enumerate(posts)
    ]
