"""What a complaint owes: each promise as confidential as the complaint itself."""

from datetime import datetime
from typing import Any

from complaints.models import Complaint
from office import promises
from office.models import Department, Promise, Staff
from office.promises import Owed

ANSWER, AGAIN, RESOLVE = "CP-1/answer", "CP-3/again", "CP-8/resolve"
DECIDED, VALIDITY, CLOSE = "CP-2/do", "CP-5/validity", "CP-4/close"
CALLBACK, IN_TOUCH = "CB-11/first", "CP-4/in-touch"
# Whose the department responsible is; everything else is the department's that the rule names.
RESPONSIBLE = {ANSWER, AGAIN, RESOLVE, DECIDED, "CP-2/department", "CP-2/head"}


def owed(complaint: Complaint, rule: str, *, base_at: datetime, **more: Any) -> Owed:
    """A promise of this complaint under `rule`, counted from `base_at`; `more` are further fields of Owed.

    One of a confidential complaint is in the hands of the management office: nobody else may know of it.
    """
    if complaint.confidential:
        more["department"] = _management(complaint)
    elif rule in RESPONSIBLE:
        more.setdefault("department", complaint.department)
    return Owed(
        rule=rule,
        subject=complaint.number,
        about=complaint.about,
        community=complaint.community,
        base_at=base_at,
        unit=complaint.unit,
        place=complaint.place,
        confidential=complaint.confidential,
        hidden_from=complaint.about_staff,
        **more,
    )


def _management(complaint: Complaint) -> Department | None:
    kind = Department.Kind.MANAGEMENT
    if complaint.department and complaint.department.kind == kind:
        return complaint.department
    return Department.objects.filter(community=complaint.community, kind=kind).first()


def owe(complaint: Complaint, rule: str, *, base_at: datetime, by: Staff | None, now: datetime, **more: Any) -> None:
    """Promise it at once."""
    promises.make([owed(complaint, rule, base_at=base_at, **more)], by=by, now=now)


def open_promises(complaint: Complaint, *rules: str) -> list[Promise]:
    """The open promises of this complaint, or those under `rules`; one statement."""
    rows = Promise.objects.open().of(complaint.number).select_related("community", "limit")
    return list(rows.filter(rule__in=rules) if rules else rows)


def kept(complaint: Complaint, *rules: str, by: Staff | None, now: datetime) -> None:
    """Whatever is open under `rules` was kept by what has just happened, in time or late."""
    promises.keep_all(open_promises(complaint, *rules), by=by, now=now)


def released(complaint: Complaint, *rules: str, why: str, by: Staff | None, now: datetime) -> None:
    """Whatever is open under `rules` (all where none is named) is no longer owed; what is overdue was kept late."""
    promises.release_all(open_promises(complaint, *rules), by=by, why=why, now=now)
