"""A complaint while something happens to it: one at a time, and what it still owes."""

from complaints.models import Complaint
from office.models import Promise


def hold(complaint: Complaint) -> None:
    """Lock the complaint to the end of the transaction and read where it stands now: two at once take turns."""
    locked = Complaint.objects.select_for_update(no_key=True)
    complaint.refresh_from_db(fields=["status", "answered_at"], from_queryset=locked)


def open_promises(complaint: Complaint, *rules: str) -> list[Promise]:
    """The open promises of this complaint, or those under `rules`; one statement."""
    rows = Promise.objects.open().of(complaint.number).select_related("community", "limit")
    return list(rows.filter(rule__in=rules) if rules else rows)
