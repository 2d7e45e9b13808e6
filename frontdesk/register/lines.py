"""A line of the reception register, put into words: a page shows fifty of them, so the template only fills them in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.text import Truncator

from frontdesk.register import cases
from frontdesk.register.cases import Case
from office.models import Staff
from office.templatetags.desk import desk_time
from owners import phones, private
from owners.models import Capacity, Channel, Contact, Subject

TEXT, RESULT = 80, 60


@dataclass(frozen=True, slots=True)
class Line:
    """A contact with the cases that came of it; numbers in what was said are hidden."""

    contact: Contact
    cases: list[Case]
    record: str
    home: str
    when: str
    channel: str
    subject: str
    capacity: str
    phone: str
    text: str
    result: str


def lines(contacts: Iterable[Contact], user: Staff, now: datetime) -> list[Line]:
    """The contacts, read with their homes, and what came of them; one statement more, none for no contact."""
    rows = list(contacts)
    found = cases.of_contacts([row.pk for row in rows], user)
    channels, subjects, capacities = (_words(choices) for choices in (Channel, Subject, Capacity))
    return [
        Line(
            contact=row,
            cases=found.get(row.pk, []),
            record=reverse("record", args=[row.number]),
            home=reverse("home_page", args=[row.unit_id]) if row.unit_id else "",
            when=desk_time(row.at, now),
            channel=channels.get(row.channel, row.channel),
            subject=subjects.get(row.subject, row.subject),
            capacity=capacities.get(row.capacity, ""),
            phone=phones.mask(row.phone) if row.phone else "",
            text=Truncator(private.mask(row.content)).chars(TEXT),
            result=Truncator(private.mask(row.result)).chars(RESULT),
        )
        for row in rows
    ]


def _words(choices: type[Channel] | type[Subject] | type[Capacity]) -> dict[str, str]:
    """What the built-in words are called, in the reader's language."""
    return {str(value): str(label) for value, label in choices.choices}
