"""What recurs (CP-7): complaints about the same, from the same home, not long ago."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from complaints.models import Complaint, Status
from office import clock
from office.models import Staff, TimeLimit, Unit

RULE = "CP-7/recurring"


@dataclass(frozen=True)
class Recurrence:
    """The complaints before this one, the newest first, within how many days, and the how-many-th this one is."""

    rows: list[Complaint]
    days: int

    @property
    def time(self) -> int:
        return len(self.rows) + 1


def recurrence(unit: Unit, type_: str, *, user: Staff, until: datetime, but: Complaint | None = None) -> Recurrence:
    """What `user` may know of complaints of this type from this home in the days before `until`; two statements.

    Days are the community's calendar days: at 90 the same day of 90 days ago still counts, from its beginning.
    """
    days = TimeLimit.objects.in_force(unit.community, [RULE])[RULE].amount
    since = clock.start_of_day(unit.community.local(until).date() - timedelta(days=days), unit.community)
    rows = Complaint.objects.visible_to(user).filter(
        unit=unit, type=type_, received_at__gte=since, received_at__lte=until
    )
    others = rows.exclude(status=Status.VOID).order_by("-received_at", "-pk")
    return Recurrence([row for row in others if row != but], days)
