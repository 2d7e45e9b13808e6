"""A page of the list of complaints, with the promise of each."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from complaints.actions.entering import ANSWER
from complaints.forms.listing import ALL, TO_ANSWER, ListForm
from complaints.models import Complaint, Status
from office import pages
from office.models import Promise, Staff


@dataclass(frozen=True)
class Listed:
    """The rows of one page, each with what was promised (None: not for this reader), and where the next begins."""

    rows: list[tuple[Complaint, Promise | None]]
    further: str = ""


def listed(form: ListForm, user: Staff, mark: str) -> Listed:
    """The page of the complaints asked for behind `mark`: what is to be answered in order of its due time, everything
    else newest first. Two statements.
    """
    found = Complaint.objects.visible_to(user).select_related("unit", "contact", "department")
    for name in ("type", "department"):
        if value := form.cleaned_data[name]:
            found = found.filter(**{name: value})
    if form.state_shown == TO_ANSWER:
        due = Promise.objects.open().filter(subject=OuterRef("number"), rule=ANSWER).values("due_at")[:1]
        found = found.to_answer().annotate(due_at=Coalesce(Subquery(due), "received_at"))
        page = pages.page(found, "due_at", mark, oldest_first=True)
    else:
        found = found if form.state_shown == ALL else found.filter(status=Status.ANSWERED)
        page = pages.page(found, "received_at", mark)
    promised = _promised(page.rows, user)
    return Listed([(row, promised.get(row.number)) for row in page.rows], page.further)


def _promised(rows: list[Complaint], user: Staff) -> dict[str, Promise]:
    """The promise of the answer to each of them."""
    numbers = [row.number for row in rows]
    promises = Promise.objects.visible_to(user).filter(subject__in=numbers, rule=ANSWER).order_by("pk")
    return {promise.subject: promise for promise in promises}
