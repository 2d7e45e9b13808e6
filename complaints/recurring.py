"""What recurs (CP-7): not long ago the same from the same home, or the same thing complained of from any."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from django.db.models import Case, CharField, Count, F, Func, Q, Value, When, Window

from complaints.models import Complaint
from office import clock
from office.models import Community, Department, Staff, TimeLimit, Unit

RULE = "CP-7/recurring"
# As many are listed; all are counted.
SHOWN = 20


@dataclass(frozen=True)
class Subject:
    """What may recur: the type of a complaint from a home; the person, the department, the place complained of."""

    community: Community
    unit: Unit | None = None
    type: str = ""
    staff: Staff | None = None
    department: Department | None = None
    place: str = ""

    @classmethod
    def of(cls, complaint: Complaint) -> Self:
        """That of a complaint which was read with all of them."""
        staff, department, place = complaint.about_staff, complaint.about_department, complaint.about_place
        return cls(complaint.community, complaint.unit, complaint.type, staff, department, place)

    def from_home(self) -> Q:
        """The same type from the same home; none where either is not known."""
        return Q(unit=self.unit, type=self.type) if self.unit and self.type else Q(pk__in=[])

    def about(self) -> Q:
        """The same person, department or place, whoever complained; none where nothing has a name."""
        same = Q(pk__in=[])
        if self.staff:
            # Who serves several estates is complained of in each by itself.
            same |= Q(community=self.community, about_staff=self.staff)
        if self.department:
            same |= Q(about_department=self.department)
        if place := place_key(self.place):
            same |= Q(community=self.community, place_key=place) & ~Q(about_place="")
        return same

    @property
    def name(self) -> str:
        """Whom and what it is about by name, such as: 王保安, 3栋大堂."""
        named = (self.staff and self.staff.name, self.department and self.department.name, self.place)
        return ", ".join(name for name in named if name)


@dataclass(frozen=True)
class Recurrence:
    """The complaints before this one, those from the same home first, the newest first; how many there are in all and
    how many of them are from the home; within how many days.
    """

    subject: Subject
    days: int
    rows: list[Complaint]
    count: int = 0
    of_home: int = 0

    @property
    def time(self) -> int:
        """The how-many-th this one is."""
        return self.count + 1

    @property
    def of_others(self) -> int:
        """How many are about the same thing, but of another type or from elsewhere."""
        return self.count - self.of_home

    @property
    def from_home(self) -> list[Complaint]:
        """Those from the home that are listed."""
        return self.rows[: self.of_home]

    @property
    def about(self) -> list[Complaint]:
        """Those of the others that are listed."""
        return self.rows[self.of_home :]


def recurrence(subject: Subject, *, user: Staff, until: datetime, but: Complaint | None = None) -> Recurrence:
    """What `user` may know of complaints about the same in the days before `until`; two statements. Of a complaint that
    is entered already (`but`) those before it: not itself, nor what is counted with it as one event (QA-2).

    Days are the community's calendar days: at 90 the same day of 90 days ago still counts, from its beginning.
    """
    community = subject.community
    days = TimeLimit.objects.in_force(community, [RULE])[RULE].amount
    since = clock.start_of_day(community.local(until).date() - timedelta(days=days), community)
    home = subject.from_home()
    found = (
        Complaint.objects.visible_to(user)
        .not_void()
        .filter(before(but) if but else Q(received_at__lte=until), received_at__gte=since)
        .alias(place_key=PlaceKey(F("about_place")))
        .filter(home | subject.about())
        .annotate(of_home=Case(When(home, then=Value(True)), default=Value(False)))
        .annotate(count=Window(Count("pk")), count_of_home=Window(Count("pk", filter=home)))
    )
    rows: list[Any] = list(found.order_by("-of_home", "-received_at", "-pk")[:SHOWN])
    return Recurrence(subject, days, rows, *((rows[0].count, rows[0].count_of_home) if rows else ()))


def before(complaint: Complaint) -> Q:
    """What came before it, the letters of one box in the order of their entry; nothing about the same event."""
    event = complaint.same_event_as_id or complaint.pk
    earlier = Q(received_at__lt=complaint.received_at) | Q(received_at=complaint.received_at, pk__lt=complaint.pk)
    return earlier & ~Q(pk=event) & ~Q(same_event_as=event)


# ── places, as people write them ────────────────────────────────────────────
def place_key(text: str) -> str:
    """A place without what does not tell two places apart: blanks, wide characters, capitals."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


class PlaceKey(Func):
    """The same of a column, by the database."""

    function = "normalize"
    template = r"lower(regexp_replace(%(function)s(%(expressions)s, NFKC), '\s+', '', 'g'))"
    output_field = CharField()
