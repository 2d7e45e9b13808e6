"""共同故障: one fault that many report gets one job, and words that are read to whoever calls about it (RP-10)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from office import statuses
from office.models import Building, Staff, TimeLimit
from repairs.actions.holding import hold
from repairs.actions.joining import join
from repairs.alike import WITHIN, is_shared, reported
from repairs.models import Repair, SharedFault, Verb
from repairs.models.allowed import check

# What nobody has set a hand to yet: it can still become part of another job.
NOT_BEGUN = [Repair.Status.REGISTERED, Repair.Status.DISPATCHED, Repair.Status.ACCEPTED]


@transaction.atomic
def share(repair: Repair, say: str, *, by: Staff, now: datetime, buildings: Iterable[Building] = ()) -> SharedFault:
    """Open a shared fault on a repair: `say` is read to callers from its building and from `buildings`, and what was
    reported of the same kind there lately and is not begun joins it.

    Raises InvalidMove: it is in no building, or such a fault is open there already.
    """
    felt = list(dict.fromkeys([*filter(None, [repair.building]), *buildings]))
    if not felt:
        raise statuses.InvalidMove(_("Name the buildings in which it is felt."))
    # Locked: of two who open one at once the second sees the first.
    list(Building.objects.select_for_update().filter(pk__in=[row.pk for row in felt]).order_by("pk"))
    others = [row for building in felt for row in _others(repair, building, now)]
    hold(repair, *others)
    check(repair, Verb.SHARE)
    if SharedFault.objects.filter(lead=repair).exists() or any(is_shared(row, repair.category) for row in felt):
        raise statuses.InvalidMove(_("A shared fault of this kind is open there already."))
    fault = SharedFault.objects.create(lead=repair, say=say, opened_at=now, opened_by=by)
    fault.buildings.set(felt)
    statuses.note(repair, verb=Verb.SHARE, by=by, now=now, note=say)
    for report in others:
        _join_if_it_can(report, repair, by=by, now=now)
    return fault


def _others(repair: Repair, building: Building, now: datetime) -> list[Repair]:
    hours = TimeLimit.objects.in_force(repair.community, [WITHIN])[WITHIN].amount
    rows = reported(building, repair.category, since=now - timedelta(hours=hours)).filter(status__in=NOT_BEGUN)
    return list(rows.exclude(pk=repair.pk).select_related("community", "unit", "category"))


def _join_if_it_can(report: Repair, lead: Repair, *, by: Staff, now: datetime) -> None:
    """What moved on meanwhile, or had work done before, stays a job of its own."""
    try:
        join(report, lead, by=by, now=now)
    except statuses.InvalidMove:
        return
