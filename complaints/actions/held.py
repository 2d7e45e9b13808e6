"""A complaint while something happens to it: one at a time."""

from complaints.models import Complaint

# What a verb decides by, and may have changed since the page was read.
WHERE_IT_STANDS = ["status", "answered_at", "round", "resolved_at", "valid", "closing", "closed_at", "same_event_as"]


def hold(complaint: Complaint) -> None:
    """Lock the complaint to the end of the transaction and read where it stands now: two at once take turns."""
    locked = Complaint.objects.select_for_update(no_key=True)
    complaint.refresh_from_db(fields=WHERE_IT_STANDS, from_queryset=locked)
