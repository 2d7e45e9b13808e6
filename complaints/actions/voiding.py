"""A wrong entry is voided by a manager, before anybody was told anything. Nothing else ends a complaint here."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.actions.closing import NotYet
from complaints.actions.held import hold
from complaints.actions.owing import released
from complaints.models import Answer, Callback, Complaint, Status, Verb
from office import statuses
from office.models import Staff
from office.verbs import check


@transaction.atomic
def void(complaint: Complaint, why: str, *, by: Staff, now: datetime) -> Complaint:
    """Void what was entered by mistake, with the reason; what was overdue by then stays late.

    Not once the complainant was spoken to: then it is a complaint, and ends as CP-4 says; nor while others are counted
    with it, for then nobody would count them (QA-2). Raises NotAllowed, NotYet, InvalidMove.
    """
    hold(complaint)
    check(complaint, Verb.VOID, by)
    if why_not := why_no_wrong_entry(complaint):
        raise NotYet(why_not)
    statuses.move(complaint, Status.VOID, verb=Verb.VOID, by=by, now=now, note=why)
    released(complaint, why=why, by=by, now=now)
    return complaint


def why_no_wrong_entry(complaint: Complaint) -> str:
    """Why the complaint cannot be voided any longer, in words; empty where it can: nobody was spoken to yet."""
    spoken = [
        complaint.answers.exclude(outcome=Answer.Outcome.NOBODY),
        complaint.callbacks.exclude(outcome=Callback.Outcome.NOBODY),
    ]
    if any(rows.exists() for rows in spoken):
        return _("Somebody was spoken to about it: it can be closed, but is no wrong entry.")
    if complaint.joined.not_void().exists():
        return _("Others are counted with this one: count them on their own first.")
    return ""
