"""Rows for tests: complaints, bare or taken by the action with the answer that they owe."""

from datetime import datetime
from typing import Any

from complaints import actions
from complaints.models import Answer, Complaint, Type
from office import numbers, promises
from office.models import Move, Promise, Role, Staff, Unit
from office.tests.factories import MONDAY, home, make_staff
from owners.models import Contact, Subject
from owners.tests.factories import make_contact

TEXT = "Cars stand in the fire lane every night."


def a_contact(*, unit: Unit | None = None, now: datetime = MONDAY, **fields: Any) -> Contact:
    """Somebody rang at `now` to complain."""
    return make_contact(unit=unit, **{"subject": Subject.COMPLAINT, "at": now, "content": TEXT, **fields})


def unsaved(contact: Contact, **fields: Any) -> Complaint:
    """A complaint as the reception screen hands it over: numbered, not saved."""
    return Complaint(
        **{
            "number": numbers.take("C", MONDAY.date()),
            "community": contact.community,
            "unit": contact.unit,
            "type": Type.PARKING,
            "text": TEXT,
            "received_at": contact.at,
            **fields,
        }
    )


def make_complaint(
    *,
    contact: Contact | None = None,
    unit: Unit | None = None,
    by: Staff | None = None,
    now: datetime = MONDAY,
    **fields: Any,
) -> Complaint:
    """A complaint taken at `now` by the action, with the promise of its answer."""
    contact = contact or a_contact(unit=unit, now=now, community=fields.get("community"), taken_by=by)
    complaint = unsaved(contact, **fields)
    promises.make(actions.enter(complaint, contact, by=contact.taken_by, now=now), by=contact.taken_by, now=now)
    return complaint


def make_anonymous(**fields: Any) -> Complaint:
    """Somebody complained who left neither name nor number."""
    nobody: dict[str, Any] = {"anonymous": True, "name": "", "phone": "", "capacity": ""}
    return make_complaint(contact=a_contact(community=fields.pop("community", None) or home(), **nobody), **fields)


def make_answered(*, now: datetime = MONDAY, **fields: Any) -> Complaint:
    """A complaint that was answered by telephone at once."""
    complaint = make_complaint(now=now, **fields)
    by = make_staff(Role.MANAGER, community=complaint.community)
    actions.answer(complaint, told(), by=by, now=now)
    return complaint


def told(**fields: Any) -> actions.Reply:
    """An answer about the matter, by telephone."""
    said = {
        "how": Answer.How.PHONE,
        "outcome": Answer.Outcome.ANSWER,
        "said": "Guards from 18:00 on.",
        "spoken_to": "张桂兰",
    }
    return actions.Reply(**{**said, **fields})


def owes(complaint: Complaint) -> dict[str, str]:
    """What a complaint owes now: each open rule and when it is due by the community's clock."""
    rows = Promise.objects.open().of(complaint.number).order_by("due_at", "rule")
    return {row.rule: f"{complaint.community.local(row.due_at):%m-%d %H:%M}" if row.due_at else "" for row in rows}


def history(complaint: Complaint) -> list[tuple[str, str, str]]:
    """What happened to a complaint, oldest first: verb, status after it, note."""
    return list(Move.objects.filter(subject=complaint.number).order_by("pk").values_list("verb", "new", "note"))
