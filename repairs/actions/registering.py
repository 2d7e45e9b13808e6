"""A repair is taken: the contact, the record, its first work order and everything that is promised with it."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from office import numbers, promises, statuses
from office.models import Staff
from owners.models import Contact
from repairs.actions.owed import dispatch_rule, finish_rule, owed, promise_appointment
from repairs.models import Repair, Verb, WorkOrder


def register(repair: Repair, contact: Contact, *, by: Staff, now: datetime) -> Repair:
    """Enter an unsaved repair and the unsaved contact that it came from (RP-1, RP-2, RP-9, RP-11).

    Promises dispatch, arrival on site (urgent), finish and the appointment; a fault on the utility's side is recorded
    as reported to it and owes nothing more. The same form sent twice (`contact.form_key`) gives the first repair.
    """
    day = repair.community.local(now).date()
    contact.number = numbers.take("J", day)
    repair.number = numbers.take("R", day)
    try:
        with transaction.atomic():
            contact.taken_by = repair.taken_by = by
            contact.save(force_insert=True)
            _enter(repair, contact, by=by, now=now)
    except IntegrityError:
        first = Repair.objects.filter(contact__form_key=contact.form_key).first() if contact.form_key else None
        if first is None:
            raise
        return first
    return repair


def _enter(repair: Repair, contact: Contact, *, by: Staff, now: datetime) -> None:
    category = repair.category
    repair.contact = contact
    repair.kind = category.kind
    repair.urgent = repair.urgent or category.urgent
    repair.leak, repair.safety = category.leak, category.safety
    repair.recorded_at = now
    repair.save(force_insert=True)
    WorkOrder.objects.create(repair=repair, sequence=1, number=f"{repair.number}-1")
    statuses.opened(repair, verb=Verb.REGISTER, by=by, now=now)
    if not category.ours:
        _hand_to_utility(repair, by=by, now=now)
        return
    start = repair.counts_from
    asked = [owed(repair, dispatch_rule(repair), start), owed(repair, finish_rule(repair, start), start)]
    if repair.urgent:
        asked.append(owed(repair, "RP-11/on-site", start))
    promises.make(asked, by=by, now=now)
    promise_appointment(repair, holder=None, by=by, now=now)


def _hand_to_utility(repair: Repair, *, by: Staff, now: datetime) -> None:
    """A burst before the meter is not ours (RP-1): recorded, reported on, the caller told."""
    note = _("Not ours, reported to %(utility)s") % {"utility": repair.utility_told}
    statuses.move(repair, Repair.Status.VOID, verb=Verb.VOID, by=by, now=now, note=note)
