"""A wrong entry is voided by a manager. Nothing else ends a complaint here."""

from datetime import datetime

from django.db import transaction

from complaints.actions.held import hold, open_promises
from complaints.models import Complaint, Status, Verb
from office import promises, statuses
from office.models import Staff
from office.verbs import check


@transaction.atomic
def void(complaint: Complaint, why: str, *, by: Staff, now: datetime) -> Complaint:
    """Void what was entered by mistake, with the reason; what was overdue by then stays late.

    Raises NotAllowed, InvalidMove.
    """
    hold(complaint)
    check(complaint, Verb.VOID, by)
    statuses.move(complaint, Status.VOID, verb=Verb.VOID, by=by, now=now, note=why)
    promises.release_all(open_promises(complaint), by=by, why=why, now=now)
    return complaint
