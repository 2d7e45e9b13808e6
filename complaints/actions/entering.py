"""A complaint is taken as a case of a contact: who answers for it, and the 24 hours that begin (CP-1, RC-8)."""

from datetime import datetime

from complaints.models import Complaint, Type, Verb
from office import statuses
from office.models import Community, Department, Staff
from office.promises import Owed
from owners.models import Contact

ANSWER = "CP-1/answer"
RESPONSIBLE: dict[str, str] = {
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
    kind = RESPONSIBLE.get(type_, Department.Kind.CUSTOMER_SERVICE)
    return rows.get(kind) or rows.get(Department.Kind.CUSTOMER_SERVICE)


def enter(complaint: Complaint, contact: Contact, *, by: Staff, now: datetime) -> list[Owed]:
    """Enter an unsaved complaint that has its number as a case of `contact`, and give what it owes: an answer within
    24 hours of its receipt (CP-1). The caller's transaction makes the promise; two statements.

    One about a member of staff is confidential, whatever was ticked, and kept from him.
    """
    complaint.contact = contact
    complaint.taken_by, complaint.recorded_at = by, now
    complaint.confidential = complaint.confidential or complaint.about_staff is not None
    complaint.save(force_insert=True)
    statuses.opened(complaint, verb=Verb.TAKE, by=by, now=now)
    return [owed(complaint, ANSWER)]


def owed(complaint: Complaint, rule: str) -> Owed:
    """A promise of this complaint under `rule`, counted from its receipt; as confidential as itself."""
    return Owed(
        rule=rule,
        subject=complaint.number,
        about=complaint.about,
        community=complaint.community,
        base_at=complaint.counts_from,
        unit=complaint.unit,
        place=complaint.place,
        department=complaint.department,
        confidential=complaint.confidential,
        hidden_from=complaint.about_staff,
    )
