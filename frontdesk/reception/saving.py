"""A contact is saved with everything that came of it: all of it or nothing (RC-1, RC-8)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from complaints import actions as complaints
from complaints.forms import ComplaintForm
from frontdesk.reception.kinds import Block, Enter
from office import numbers, outside, promises
from office.models import OutsideNumber, Staff
from office.statuses import StatusModel
from owners.actions import calls
from owners.models import Contact, MissedCall
from repairs import actions as repairs
from repairs.models import Repair


@dataclass(frozen=True)
class Case:
    """An unsaved record, the series that its number comes from, and how it is entered."""

    record: StatusModel
    series: str
    enter: Enter


def save(
    contact: Contact,
    cases: Sequence[Case],
    *,
    by: Staff,
    now: datetime,
    urged: Repair | None = None,
    call: MissedCall | None = None,
    told: Iterable[OutsideNumber] = (),
) -> Contact:
    """Enter an unsaved contact and the cases that it leaves, in one transaction; what they promise is made together.

    `urged` is the repair that the caller asks about once more, `call` the missed call that was rung back (RC-12),
    `told` who outside was rung meanwhile. The same form sent twice (`contact.form_key`) gives the first contact.
    Raises what the verbs of `urged` and `call` do.
    """
    day = contact.community.local(now).date()
    contact.number, *given = numbers.take_several(["J", *(case.series for case in cases)], day)
    for case, number in zip(cases, given, strict=True):
        case.record.number = number
    if urged:
        contact.result = contact.result or _("Urged: %(number)s") % {"number": urged.number}
    try:
        with transaction.atomic():
            _enter(contact, cases, by=by, now=now)
            if urged:
                repairs.urge(urged, by=by, now=now, contact=contact)
            if call:
                calls.link(call, contact, by=by, now=now)
            for rung in told:
                outside.told(contact.number, rung, by=by, now=now)
    except IntegrityError:
        first = Contact.objects.filter(form_key=contact.form_key).first() if contact.form_key else None
        if first is None:
            raise
        return first
    return contact


def enclose(contact: Contact, blocks: Iterable[Block], *, by: Staff, now: datetime) -> None:
    """Put what was sent with a saved contact's complaints with them, each file once however often the form is sent.

    Stands in no other transaction. Raises OSError where the disk takes no more, and what `complaints.attach` does.
    """
    sent = [block.form.enclosed_with() for block in blocks if isinstance(block.form, ComplaintForm)]
    if any(sent):
        for complaint, files in zip(contact.complaints.order_by("pk"), sent, strict=False):
            if files:
                complaints.attach(complaint, files, by=by, now=now)


def _enter(contact: Contact, cases: Sequence[Case], *, by: Staff, now: datetime) -> None:
    contact.taken_by = by
    contact.save(force_insert=True)
    owed = [promise for case in cases for promise in case.enter(case.record, contact, by=by, now=now)]
    promises.make(owed, by=by, now=now)
