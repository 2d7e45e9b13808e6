"""Who is at the desk at which hour, and who is sent to what."""

from dataclasses import dataclass

from frontdesk.demo.data.team import DAY
from office.models import Community, Department, Role, Staff

Kind = Department.Kind


@dataclass(frozen=True, slots=True)
class Worker:
    """A member of staff: key as text, name."""

    id: str
    name: str


class Team:
    """The staff of a community as the desk needs it."""

    def __init__(self, community: Community) -> None:
        staff = Staff.objects.filter(communities=community).order_by("pk")
        desk = [row for row in staff if Role.RECEPTION in row.roles]
        self.day = [_worker(row) for row in desk if row.team == DAY]
        self.night = [_worker(row) for row in desk if row.team != DAY]
        self.crews: dict[str, list[Worker]] = {}
        for row in staff:
            if Role.CREW in row.roles:
                self.crews.setdefault(row.team, []).append(_worker(row))
        departments = {row.kind: row for row in Department.objects.filter(community=community).select_related("head")}
        self.engineering = str(departments[Kind.ENGINEERING].pk)
        self.head = _worker(departments[Kind.ENGINEERING].head)
        self.desk_head = _worker(departments[Kind.CUSTOMER_SERVICE].head)
        self.patrol = _worker(departments[Kind.ORDER].head)


def _worker(staff: Staff | None) -> Worker:
    if staff is None:
        raise ValueError("Each of these departments needs a head.")
    return Worker(str(staff.pk), staff.name)
