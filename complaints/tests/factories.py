"""Rows for tests: complaints, bare or taken by the action with the answer that they owe."""

from datetime import datetime
from typing import Any

from complaints import actions
from complaints.models import Answer, Callback, Complaint, Step, Type
from office import numbers, promises
from office.models import Community, Move, Promise, Role, Staff, Unit
from office.tests.factories import MONDAY, home, make_staff
from owners.models import Contact, Subject
from owners.tests.factories import make_contact

TEXT = "Cars stand in the fire lane every night."
DONE, WHY, NO = "The barrier is in place.", "The lane was blocked.", "Cars again last night."


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


def from_nobody(*, community: Community | None = None, now: datetime = MONDAY) -> Contact:
    """Somebody complained who left neither name nor number."""
    return a_contact(community=community or home(), now=now, anonymous=True, name="", phone="", capacity="")


def make_anonymous(**fields: Any) -> Complaint:
    """A complaint of somebody who left neither name nor number."""
    return make_complaint(contact=from_nobody(community=fields.pop("community", None)), **fields)


def a_manager(complaint: Complaint) -> Staff:
    """A manager of its estate."""
    return make_staff(Role.MANAGER, community=complaint.community)


def make_answered(*, now: datetime = MONDAY, **fields: Any) -> Complaint:
    """A complaint that was answered by telephone at once."""
    complaint = make_complaint(now=now, **fields)
    actions.answer(complaint, told(), by=a_manager(complaint), now=now)
    return complaint


def make_resolved(*, now: datetime = MONDAY, **fields: Any) -> Complaint:
    """A complaint that was answered and resolved at once; whether it is valid is not decided."""
    complaint = make_answered(now=now, **fields)
    actions.resolve(complaint, DONE, by=a_manager(complaint), now=now)
    return complaint


def make_judged(*, valid: bool = True, now: datetime = MONDAY, **fields: Any) -> Complaint:
    """A resolved complaint that is to be called back; whether it is valid is decided."""
    complaint = make_resolved(now=now, **fields)
    actions.judge(complaint, valid, WHY, by=a_manager(complaint), now=now)
    return complaint


def make_satisfied(*, now: datetime = MONDAY, **fields: Any) -> Complaint:
    """A complaint with whose resolution the owner is satisfied; whether it is valid is not decided."""
    complaint = make_resolved(now=now, **fields)
    actions.call_back(complaint, reached(), by=a_manager(complaint), now=now)
    return complaint


def make_closed(*, valid: bool = True, now: datetime = MONDAY, **fields: Any) -> Complaint:
    """A complaint that is closed, its owner satisfied."""
    complaint = make_judged(valid=valid, now=now, **fields)
    actions.call_back(complaint, reached(), by=a_manager(complaint), now=now)
    return complaint


def reopen(complaint: Complaint, *, now: datetime = MONDAY) -> Complaint:
    """The owner says no to what was done."""
    actions.call_back(complaint, reached(Callback.Outcome.NOT_SATISFIED, said=NO), by=a_manager(complaint), now=now)
    return complaint


def passed_up(
    complaint: Complaint, level: int = Step.Level.HEAD, *, by: Staff | None = None, now: datetime = MONDAY, **more: Any
) -> Step:
    """The complaint goes up to this step by hand."""
    passing = actions.Passing(level, more.pop("reason", WHY), **more)
    return actions.pass_up(complaint, passing, by=by or a_manager(complaint), now=now)


def reached(outcome: str = Callback.Outcome.SATISFIED, **fields: Any) -> actions.Said:
    """The owner was called back by telephone and said this."""
    said = {"how": Callback.How.PHONE, "spoken_to": "Ann Miller", "said": "Quiet since."}
    return actions.Said(outcome, **{**said, **fields})


def not_reached(**fields: Any) -> actions.Said:
    """The owner was called back and nobody answered."""
    return reached(Callback.Outcome.NOBODY, spoken_to="", said="", **fields)


def told(**fields: Any) -> actions.Reply:
    """An answer about the matter, by telephone."""
    said = {
        "how": Answer.How.PHONE,
        "outcome": Answer.Outcome.ANSWER,
        "said": "Guards from 18:00 on.",
        "spoken_to": "Ann Miller",
    }
    return actions.Reply(**{**said, **fields})


def owes(complaint: Complaint) -> dict[str, str]:
    """What a complaint owes now: each open rule and when it is due by the community's clock."""
    rows = Promise.objects.open().of(complaint.number).order_by("due_at", "rule")
    return {row.rule: f"{complaint.community.local(row.due_at):%m-%d %H:%M}" if row.due_at else "" for row in rows}


def ended(complaint: Complaint) -> dict[str, tuple[str, bool]]:
    """How what a complaint owed has ended: by rule the outcome, and whether it was late."""
    rows = Promise.objects.of(complaint.number).filter(ended_at__isnull=False).order_by("pk")
    return {row.rule: (row.outcome, row.kept_late) for row in rows}


def history(complaint: Complaint) -> list[tuple[str, str, str]]:
    """What happened to a complaint, oldest first: verb, status after it, note."""
    return list(Move.objects.filter(subject=complaint.number).order_by("pk").values_list("verb", "new", "note"))
