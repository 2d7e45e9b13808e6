"""Who can be sent: the active crew of a community, and how much each has in hand."""

from dataclasses import dataclass

from django.db.models import Count

from office.models import Community, Role, Staff
from repairs.models import Repair, WorkOrder


@dataclass(frozen=True)
class Member:
    """Somebody of the crew with the number of jobs that are in his hands now."""

    staff: Staff
    jobs: int


def available(community: Community) -> list[Member]:
    """Everybody who could be sent, by team, in each whoever has least to do first; two statements."""
    crew = Staff.objects.at(community).with_role(Role.CREW)
    jobs = _jobs(community)
    members = [Member(staff, jobs.get(staff.pk, 0)) for staff in crew]
    return sorted(members, key=lambda member: (member.staff.team, member.jobs, member.staff.name))


def _jobs(community: Community) -> dict[int, int]:
    """How many jobs each has, counted from the open repairs: what is finished does not make it slower."""
    sent = WorkOrder.crew.through.objects.filter(
        workorder__repair__community=community,
        workorder__repair__status__in=Repair.IN_HAND,
        workorder__finished_at=None,
    )
    return dict(sent.order_by().values_list("staff").annotate(Count("pk")))
