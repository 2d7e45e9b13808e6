"""Who works here and is there right now: whom a message can be given to instead (RC-6, RC-13)."""

from dataclasses import dataclass
from datetime import datetime

from office.models import Community, Duty, Staff


@dataclass(frozen=True)
class Roster:
    """The lines of one moment of a community's roster."""

    lines: list[Duty]

    @classmethod
    def at(cls, community: Community, now: datetime) -> "Roster":
        """One statement."""
        return cls(list(Duty.objects.on_at([community], now).select_related("staff").order_by("pk")))

    def is_away(self, staff: Staff) -> bool:
        """Whether somebody is off duty: his department has a roster for now and he stands on none."""
        rostered = any(line.department_id == staff.department_id for line in self.lines)
        return rostered and all(line.staff_id != staff.pk for line in self.lines)

    def instead_of(self, staff: Staff) -> list[Staff]:
        """Whom to tell in place of somebody who is off duty: the deputy if he is there, then who is on duty."""
        department = staff.department
        deputy = department.deputy if department else None
        there = [line.staff for line in self.lines if line.department_id == staff.department_id]
        deputies = [deputy] if deputy and deputy.is_active and not self.is_away(deputy) else []
        return [person for person in dict.fromkeys([*deputies, *there]) if person != staff]
