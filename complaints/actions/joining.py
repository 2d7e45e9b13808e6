"""Several households about one event: each is answered, one is counted (QA-2)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.actions.held import hold
from complaints.models import Complaint, Verb
from office import statuses
from office.models import Staff
from office.verbs import NotAllowed, check


class NotTheSame(NotAllowed):
    """These two cannot be one event; its text says why."""


@transaction.atomic
def join(complaint: Complaint, lead: Complaint | None, *, by: Staff, now: datetime) -> Complaint:
    """Count the complaint with `lead`, or on its own again (None). Both keep every clock of their own.

    Of a chain the first one counts. Raises NotAllowed, NotTheSame, InvalidMove.
    """
    # Always in the same order, or two that are joined crosswise would wait for each other.
    for held in sorted({complaint, lead or complaint}, key=lambda row: row.pk):
        hold(held)
    check(complaint, Verb.JOIN, by)
    if lead:
        # Read under the lock: as long as others are counted with it, the first of a chain stays the first.
        lead = lead.same_event_as or lead
        _refuse(complaint, lead, by)
    if lead == complaint.same_event_as:
        return complaint
    Complaint.objects.filter(pk=complaint.pk).update(same_event_as=lead)
    complaint.same_event_as = lead
    statuses.note(complaint, verb=Verb.JOIN, by=by, now=now, note=lead.number if lead else "—")
    return complaint


def _refuse(complaint: Complaint, lead: Complaint, by: Staff) -> None:
    if not lead.is_for(Verb.JOIN, by) or _hidden(lead) != _hidden(complaint):
        raise NotTheSame(_("Not the same people may know of both."))
    if lead == complaint or lead.community_id != complaint.community_id:
        raise NotTheSame(_("This is the same complaint, or one of another estate."))
    if complaint.joined.not_void().exists() or lead.status == Complaint.Status.VOID:
        raise NotTheSame(_("Others are counted with this one already, or the other is void."))


def _hidden(complaint: Complaint) -> tuple[bool, int | None]:
    """From whom it is kept: who sees one of an event must see the one that is counted."""
    return complaint.confidential, complaint.about_staff_id
