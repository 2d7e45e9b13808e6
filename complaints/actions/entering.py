"""A complaint is taken as a case of a contact: who answers for it, and the clocks that begin (CP-1, CP-2, CP-8)."""

from datetime import datetime

from complaints.actions.ladder import first_step, owed_step
from complaints.actions.owing import ANSWER, RESOLVE, owed
from complaints.models import Complaint, Type, Verb
from office import statuses
from office.models import Community, Department, Staff
from office.promises import Owed
from owners.models import Contact

ANSWERS_FOR: dict[str, str] = {
    Type.PARKING: Department.Kind.ORDER,
    Type.NOISE: Department.Kind.ORDER,
    Type.SAFETY: Department.Kind.ORDER,
    Type.SANITATION: Department.Kind.ENVIRONMENT,
    Type.GREENING: Department.Kind.ENVIRONMENT,
    Type.REPAIR: Department.Kind.ENGINEERING,
    Type.LIFT: Department.Kind.ENGINEERING,
    Type.MANNER: Department.Kind.MANAGEMENT,
    Type.CHARGES: Department.Kind.FINANCE,
}


def responsible(type_: str, community: Community) -> Department | None:
    """The department that answers for complaints of this type: customer service where no other does; one statement."""
    rows = {row.kind: row for row in Department.objects.filter(community=community)}
    kind = ANSWERS_FOR.get(type_, Department.Kind.CUSTOMER_SERVICE)
    return rows.get(kind) or rows.get(Department.Kind.CUSTOMER_SERVICE)


def enter(complaint: Complaint, contact: Contact, *, by: Staff, now: datetime) -> list[Owed]:
    """Enter an unsaved complaint that has its number as a case of `contact`, and give what it owes: an answer within
    24 hours of its receipt (CP-1), the first step of the ladder (CP-2), its resolution (CP-8). The caller's
    transaction makes the promises; three statements.

    One about a member of staff is confidential, whatever was ticked, and kept from him.
    """
    complaint.contact = contact
    complaint.taken_by, complaint.recorded_at = by, now
    complaint.confidential = complaint.confidential or complaint.about_staff is not None
    complaint.save(force_insert=True)
    statuses.opened(complaint, verb=Verb.TAKE, by=by, now=now)
    step = first_step(complaint, by=by, now=now)
    begun = complaint.counts_from
    clocks = [owed(complaint, rule, base_at=begun) for rule in (ANSWER, RESOLVE)]
    return [*clocks, *owed_step(complaint, step)]
