"""Reports of the same fault: of one home or place (RP-10), and of a building in which one fault is rising."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from office.models import Building, Community, Staff, TimeLimit, Unit
from repairs.models import Category, Repair, SharedFault
from repairs.models.repairs import RepairQuerySet

LIKE, RISING, WITHIN = "RP-10/like", "RP-10/rising", "RP-10/within"
# As many as anybody reads while a caller speaks.
MOST = 3


def alike(
    unit: Unit | None,
    category: Category | None,
    *,
    user: Staff,
    now: datetime,
    community: Community | None = None,
    building: Building | None = None,
    place: str = "",
) -> list[Repair]:
    """What was reported of this kind from the same home, or from the same place without one: not finished yet, or
    reported within the hours of RP-10/like. The newest first, with `crew_names` and `urged`; at most two statements.

    Nothing is alike without a category, or without a home or place.
    """
    where = _where(unit, community, building, place)
    if category is None or where is None:
        return []
    known = unit.community if unit else (building.community if building else community)
    assert known is not None  # noqa: S101  (`_where` has seen one of the three)
    hours = TimeLimit.objects.in_force(known, [LIKE])[LIKE].amount
    recent = Q(reported_at__gt=now - timedelta(hours=hours))
    rows = Repair.objects.visible_to(user).filter(where, category=category).filter(_unfinished() | recent)
    return list(_shown(rows.exclude(status=Repair.Status.VOID, utility_told="")).order_by("-reported_at", "-pk")[:MOST])


def _where(unit: Unit | None, community: Community | None, building: Building | None, place: str) -> Q | None:
    """The condition on the place of a report, or None where too little is known."""
    if place:
        spoken = f"{building} {place}" if building else place
        if building:
            return Q(building=building, unit=None, place=spoken)
        return Q(building=None, unit=None, community=community, place=spoken) if community else None
    return Q(unit=unit) if unit else None


def _unfinished() -> Q:
    return Q(status__in=[*Repair.OPEN, Repair.Status.JOINED])


def _shown(rows: RepairQuerySet) -> RepairQuerySet:
    """With what a hint says of a report."""
    return rows.select_related("category__parent", "community", "joined_to").with_crew().with_urged()


def rising(building: Building | None, category: Category | None, *, now: datetime) -> list[Repair]:
    """The reports of one kind from a building that are so many and so close together that it may be one fault.

    As many as RP-10/rising asks for, within the hours of RP-10/within, the first reported first; none where a shared
    fault of the kind is open there already. At most three statements.
    """
    if building is None or category is None:
        return []
    limits = TimeLimit.objects.in_force(building.community, [RISING, WITHIN])
    found = list(reported(building, category, since=now - timedelta(hours=limits[WITHIN].amount)))
    if len(found) < limits[RISING].amount or is_shared(building, category):
        return []
    return found


def reported(building: Building, category: Category, *, since: datetime) -> RepairQuerySet:
    """What was reported of one kind from a building after `since` and is not void, the first reported first."""
    rows = Repair.objects.filter(building=building, category=category, reported_at__gt=since)
    return rows.exclude(status=Repair.Status.VOID).order_by("reported_at", "pk")


def is_shared(building: Building, category: Category) -> bool:
    """Whether a shared fault of this kind is open in the building."""
    return SharedFault.objects.open().filter(buildings=building, lead__category=category).exists()


def to_lead(reports: Sequence[Repair]) -> Repair | None:
    """Of several reports the one to open a shared fault on: the first that is still open."""
    return next((row for row in reports if row.is_open), None)
