"""The matter is dealt with: the callback and the manager's decision are owed (CP-8, CB-11, CP-5)."""

from datetime import datetime

from django.db import transaction

from complaints.actions.held import hold
from complaints.actions.ladder import CLOCKS
from complaints.actions.owing import CALLBACK, CLOSE, DECIDED, RESOLVE, VALIDITY, kept, owe
from complaints.models import Complaint, Status, Verb
from office import statuses
from office.models import Staff
from office.verbs import check


@transaction.atomic
def resolve(complaint: Complaint, result: str, *, by: Staff, now: datetime) -> Complaint:
    """Write down what was done. Keeps CP-8; promises the callback (CB-11), to somebody anonymous the manager's decision
    how it ends (CP-4), and where it is undecided the one whether the complaint was valid (CP-5). A date told to the
    complainant still stands: only being in touch keeps it (CP-3).

    Raises NotAllowed, InvalidMove: what was not answered yet cannot be resolved.
    """
    hold(complaint)
    check(complaint, Verb.RESOLVE, by)
    done = {"resolved_at": now, "result": result}
    statuses.move(complaint, Status.RESOLVED, verb=Verb.RESOLVE, by=by, now=now, note=result, **done)
    kept(complaint, RESOLVE, DECIDED, *CLOCKS.values(), by=by, now=now)
    asked = CLOSE if complaint.contact.anonymous else CALLBACK
    owe(complaint, asked, base_at=now, occurrence=str(complaint.round), by=by, now=now)
    if complaint.valid is None:
        owe(complaint, VALIDITY, base_at=now, occurrence=str(complaint.round), by=by, now=now)
    return complaint
