"""Who can be sent: the active crew of a community, who of it is on duty, and how much each has in hand."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from office.models import Community, Duty, Role, Staff
from repairs.models import Repair, WorkOrder


@dataclass(frozen=True)
class Member:
    """Somebody of the crew with the number of jobs that are in his hands now; whether he is on call (RC-13)."""

    staff: Staff
    jobs: int
    on_duty: bool


def available(community: Community, now: datetime) -> list[Member]:
    """Everybody who could be sent: who is on duty first, in each case whoever has least to do; three statements."""
    crew = Staff.objects.at(community).with_role(Role.CREW)
    jobs = _jobs(community)
    duty = set(Duty.objects.on_at([community], now).filter(post=Duty.Post.CREW).values_list("staff", flat=True))
    members = [Member(staff, jobs.get(staff.pk, 0), staff.pk in duty) for staff in crew]
    return sorted(members, key=lambda row: (not row.on_duty, row.jobs, row.staff.team, row.staff.name))


def _jobs(community: Community) -> dict[int, int]:
    """How many jobs each has, counted from the open repairs: what is finished does not make it slower."""
    sent = WorkOrder.crew.through.objects.filter(
        workorder__repair__community=community,
        workorder__repair__status__in=Repair.IN_HAND,
        workorder__finished_at=None,
    )
    return dict(sent.order_by().values_list("staff").annotate(Count("pk")))
