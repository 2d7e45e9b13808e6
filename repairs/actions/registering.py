"""A repair is taken: the record, its first work order and everything that is promised with it."""

from datetime import datetime

from django.utils.translation import gettext as _

from office import statuses
from office.models import Staff
from office.promises import Owed
from owners.models import Contact
from repairs.actions.owed import owed_at_first
from repairs.models import Repair, Verb, WorkOrder


def enter(repair: Repair, contact: Contact, *, by: Staff, now: datetime) -> list[Owed]:
    """Enter an unsaved repair that came with a contact, and give what it promises (RP-1, RP-2, RP-9, RP-11, RP-12).

    Inside the caller's transaction, with `repair.number` set and `contact` saved; the caller makes the promises.
    A fault on the utility's side is recorded as reported to it and owes nothing.
    """
    fill_in(repair, contact, by=by, now=now)
    repair.save(force_insert=True)
    WorkOrder.objects.create(repair=repair, sequence=1, number=f"{repair.number}-1")
    statuses.opened(repair, verb=Verb.REGISTER, by=by, now=now)
    note_told_outside(repair, by=by, now=now)
    if repair.category.ours:
        return owed_at_first(repair)
    # A burst before the meter is not ours (RP-1): recorded, reported on, the caller told.
    note = _("Not ours, reported to %(utility)s") % {"utility": repair.utility_told}
    statuses.move(repair, Repair.Status.VOID, verb=Verb.VOID, by=by, now=now, note=note)
    return []


def fill_in(repair: Repair, contact: Contact, *, by: Staff, now: datetime) -> None:
    """What every new report has of its contact, its category and its taker. The category's urgency stays (RP-1)."""
    category = repair.category
    repair.contact, repair.taken_by, repair.recorded_at = contact, by, now
    repair.kind = category.kind
    repair.urgent = repair.urgent or category.urgent
    repair.leak, repair.safety = category.leak, category.safety


def note_told_outside(repair: Repair, *, by: Staff, now: datetime) -> None:
    """Write down who outside was rung at once, if anybody was: people trapped, the lift firm (RP-11)."""
    told = repair.told_outside
    if told:
        told.subject, told.by, told.at = repair.number, by, now
        told.save(force_insert=True)
