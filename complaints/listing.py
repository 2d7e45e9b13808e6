"""A page of the list of complaints, with what is due next on each, and those to be called back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from complaints import counted
from complaints.actions.owing import ANSWER, CALLBACK, CLOSE, IN_TOUCH, VALIDITY
from complaints.forms import listing as asked
from complaints.forms.listing import ALL, CLOSED, OPEN, TO_ANSWER, TO_CALL, TO_DECIDE, ListForm
from complaints.models import Complaint, Status, Step, kinds
from complaints.models.complaints import ComplaintQuerySet
from office import pages
from office.models import Community, Promise, Staff
from office.models.ledger import PromiseQuerySet

MEANT: dict[str, Q] = {
    OPEN: Q(status__in=kinds.OPEN),
    TO_ANSWER: Q(status=Status.RECEIVED),
    TO_DECIDE: Q(status__in=[Status.RESOLVED, Status.SATISFIED], valid=None),
    CLOSED: Q(status=Status.CLOSED),
    ALL: Q(),
}
# The very rows that the figures count.
FIGURES: dict[str, Callable[[Community, Staff, datetime], ComplaintQuerySet]] = {
    asked.COUNTED: counted.once,
    asked.VALID: counted.valid,
    asked.HANDLED: lambda *of: counted.handled(*of).rows,
    asked.TO_HANDLE: lambda *of: counted.handled(*of).of,
    asked.UNHANDLED: lambda *of: counted.handled(*of).missing,
    asked.IN_TIME: lambda *of: counted.answered_in_time(*of).rows,
    asked.ANSWERABLE: lambda *of: counted.answered_in_time(*of).of,
    asked.LATE: lambda *of: counted.answered_in_time(*of).missing,
}
# Whose time is meant, by what is asked for; where nothing stands here, all that is owed.
RULES: dict[str, Sequence[str]] = {TO_ANSWER: [ANSWER], TO_CALL: [CALLBACK, IN_TOUCH, CLOSE], TO_DECIDE: [VALIDITY]}


@dataclass(frozen=True)
class Row:
    """A complaint with what is due next on it (None: nothing) and the step of the ladder that it came to."""

    complaint: Complaint
    promise: Promise | None
    step: Step.Level


@dataclass(frozen=True)
class Listed:
    """The rows of one page, and where the next page begins."""

    rows: list[Row]
    further: str = ""


def listed(form: ListForm, user: Staff, mark: str, now: datetime) -> Listed:
    """The page of the complaints asked for behind `mark`: what is closed or counted, and all of them, newest first,
    everything else in order of what is due next. Two statements, of a figure three.
    """
    state = form.state_shown
    found = _asked_for(form, user, now)
    for name in ("type", "department", "community"):
        if value := form.cleaned_data.get(name):
            found = found.filter(**{name: value})
    step = Step.objects.filter(complaint=OuterRef("pk")).order_by("-level").values("level")[:1]
    found = found.select_related("unit", "contact", "department").annotate(came_to=Subquery(step))
    if state in (CLOSED, ALL, *FIGURES):
        page = pages.page(found, "received_at", mark)
    else:
        due = _owed(state, now).filter(subject=OuterRef("number")).order_by("due_at").values("due_at")[:1]
        found = found.annotate(due_at=Coalesce(Subquery(due), "received_at"))
        page = pages.page(found, "due_at", mark, oldest_first=True)
    next_due = _next_due(page.rows, state, user, now)
    rows = [Row(row, next_due.get(row.number), Step.Level(row.came_to)) for row in page.rows]
    return Listed(rows, page.further)


def _asked_for(form: ListForm, user: Staff, now: datetime) -> ComplaintQuerySet:
    found, state = Complaint.objects.visible_to(user), form.state_shown
    if state in FIGURES:
        # Each estate has a year and goals of its own.
        each = [Q(pk__in=FIGURES[state](community, user, now).values("pk")) for community in form.estates]
        return found.filter(reduce(or_, each, Q(pk__in=[])))
    if state == TO_CALL:
        return found.filter(number__in=to_call_back(user, now).values("subject"))
    return found.filter(MEANT[state])


def _owed(state: str, now: datetime) -> PromiseQuerySet:
    """What is owed and can be kept now, of the kind that is asked for."""
    opened = Q(opens_at=None) | Q(opens_at__lte=now)
    rows = Promise.objects.open().filter(opened, due_at__isnull=False)
    return rows.filter(rule__in=RULES[state]) if state in RULES else rows


def _next_due(rows: list[Complaint], state: str, user: Staff, now: datetime) -> dict[str, Promise]:
    """By number, what is due next on each of them."""
    owed = _owed(state, now).visible_to(user).filter(subject__in=[row.number for row in rows])
    found = owed.order_by("subject", "due_at", "pk").distinct("subject")
    return {promise.subject: promise for promise in found}


def to_call_back(user: Staff, now: datetime) -> PromiseQuerySet:
    """The callbacks about complaints that can be made now, the most pressing first (CB-11, CP-4).

    Of one that a manager is to close, because nobody knew who complained, only where somebody knows it by now.
    """
    named = Complaint.objects.filter(status=Status.RESOLVED, contact__anonymous=False).values("number")
    rows = _owed(TO_CALL, now).filter(~Q(rule=CLOSE) | Q(subject__in=named))
    return rows.visible_to(user).order_by("due_at", "pk")
