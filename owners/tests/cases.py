"""Matters, messages and offers for tests, taken on MONDAY at 10:05 as the reception takes them."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from office import numbers, promises
from office.models import Department, Move, Promise, Role, Staff
from office.tests.factories import MONDAY, home, make_department, make_staff, make_unit
from owners.actions import listings, matters, messages
from owners.models import Contact, Listing, Matter, Message
from owners.tests.factories import make_contact

SOON = MONDAY + timedelta(minutes=10)
LATER = MONDAY + timedelta(hours=2)
# 24:00 of the day after MONDAY.
TUESDAY_ENDS = datetime(2026, 11, 25, tzinfo=MONDAY.tzinfo)
VALID_UNTIL = date(2026, 12, 31)


def make_matter(
    *, by: Staff | None = None, contact: Contact | None = None, now: datetime = MONDAY, **fields: Any
) -> Matter:
    """A question to be handed over; with `department` it is handed over at once, unless its status says otherwise."""
    contact = contact or make_contact(at=now, content="When is the lawn cut?")
    if "department" in fields:
        fields = {"status": Matter.Status.HANDED_OVER, **fields}
    said = {"kind": Matter.Kind.QUESTION, "text": "When is the lawn cut?", "number": numbers.take("S", now.date())}
    matter = Matter(**{**said, **fields})
    owed = matters.enter(matter, contact, by=by or contact.taken_by, now=now)
    promises.make(owed, by=by or contact.taken_by, now=now)
    return matter


def make_handed_over(head: Staff | None = None, **fields: Any) -> Matter:
    """A matter handed over to the environment department, whose head decides."""
    head = head or make_staff(Role.HEAD, name="罗秀兰")
    department = fields.pop("department", None) or make_department(Department.Kind.ENVIRONMENT, head=head)
    return make_matter(department=department, **fields)


def make_decided(doer: Staff | None = None, **fields: Any) -> Matter:
    """A matter decided ten minutes later: `doer` does it by the end of Tuesday."""
    matter = make_handed_over(**fields)
    head = matter.handed_to or make_staff(Role.HEAD)
    doer = doer or make_staff(Role.CREW, department=matter.department)
    return matters.decide(matter, what="Cut it", doer=doer, due_at=TUESDAY_ENDS, by=head, now=SOON)


def make_done(doer: Staff | None = None, **fields: Any) -> Matter:
    """A matter done two hours later, of which the caller does not know yet."""
    matter = make_decided(doer, **fields)
    assert matter.doer is not None
    return matters.do(matter, "Cut this morning", by=matter.doer, now=LATER)


def make_message(
    addressee: Staff | None = None, *, by: Staff | None = None, now: datetime = MONDAY, **fields: Any
) -> Message:
    """A message for a member of the crew; the caller wishes to be rung back."""
    contact = fields.pop("contact", None) or make_contact(at=now, unit=fields.pop("unit", None))
    said = {"text": "About the tap", "number": numbers.take("M", now.date()), "ring_back": True}
    message = Message(**{**said, "addressee": addressee or make_staff(Role.CREW, name="孙德胜"), **fields})
    owed = messages.enter(message, contact, by=by or contact.taken_by, now=now)
    promises.make(owed, by=by or contact.taken_by, now=now)
    return message


def make_told(addressee: Staff | None = None, **fields: Any) -> Message:
    """A message told to its addressee ten minutes later, by radio."""
    message = make_message(addressee, **fields)
    return messages.tell(message, message.addressee, Message.How.RADIO, by=message.taken_by, now=SOON)


def make_listing(*, by: Staff | None = None, now: datetime = MONDAY, **fields: Any) -> Listing:
    """A home to let until the end of the year."""
    unit = fields.pop("unit", None) or home().units.first() or make_unit()
    contact = make_contact(at=now, unit=unit)
    listing = Listing(
        **{
            "kind": Listing.Kind.RENT,
            "price": Decimal(3200),
            "valid_until": VALID_UNTIL,
            "number": numbers.take("H", now.date()),
            "unit": unit,
            **fields,
        }
    )
    owed = listings.enter(listing, contact, by=by or contact.taken_by, now=now)
    promises.make(owed, by=by or contact.taken_by, now=now)
    return listing


def owes(record: Matter | Message | Listing) -> dict[str, tuple[str, str]]:
    """What a record owes now: each open rule, when it is due by the community's clock, and in whose hands it is."""
    rows = Promise.objects.open().of(record.number).select_related("holder").order_by("due_at", "rule")
    return {
        row.rule: (
            f"{record.community.local(row.due_at):%m-%d %H:%M}" if row.due_at else "",
            row.holder.name if row.holder else "",
        )
        for row in rows
    }


def history(record: Matter | Message | Listing) -> list[tuple[str, str, str]]:
    """What happened to a record, oldest first: verb, status after it, note."""
    return list(Move.objects.filter(subject=record.number).order_by("pk").values_list("verb", "new", "note"))


def told(staff: Staff) -> list[str]:
    """The records of which somebody was told on his own page, oldest first."""
    return list(staff.notices.order_by("pk").values_list("subject", flat=True))
