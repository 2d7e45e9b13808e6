"""Everything that the page of one complaint says."""

from datetime import datetime
from typing import Any

from complaints.actions.entering import ANSWER
from complaints.models import Complaint, Verb
from complaints.recurring import recurrence
from complaints.steps import GATES, PRIMARY, WORDS
from office import record_page
from office.models import Staff
from office.steps import steps


def context(complaint: Complaint, user: Staff, now: datetime) -> dict[str, Any]:
    """What `complaints/complaint_record.html` shows of a complaint that was read `for_page()`; three statements, five
    where it comes from a home.
    """
    shared = record_page.context(complaint.number, complaint.community, user, now, words=dict(Verb.choices))
    primary, others = steps(complaint, user, WORDS, PRIMARY)
    return {
        **shared,
        "complaint": complaint,
        "answering": next((row for row in shared["promises"] if row.is_open and row.rule == ANSWER), None),
        "answers": list(complaint.answers.select_related("by").order_by("-pk")),
        "same": _same(complaint, user),
        "primary": primary,
        "gate": GATES.get(complaint.status, ""),
        "others": others,
        "may_reveal": bool(complaint.contact.phone) and user.has_perm("owners.reveal_phone"),
    }


def _same(complaint: Complaint, user: Staff) -> Any:
    """What recurs with it (CP-7); without a home nothing can."""
    if complaint.unit is None:
        return None
    complaint.unit.community = complaint.community
    return recurrence(complaint.unit, complaint.type, user=user, until=complaint.received_at, but=complaint)
