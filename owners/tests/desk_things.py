"""Rows for tests: contact boxes, missed calls, weekly samples."""

from collections.abc import Iterable
from datetime import date, datetime, time
from itertools import count
from random import Random
from typing import Any

from office.models import Community, Promise, Role, Staff
from office.tests.factories import MONDAY, home, make_staff
from owners.actions import boxes, calls, samples
from owners.models import CheckedContact, ContactBox, MissedCall, Sample
from owners.tests.factories import PHONE

_next = count(1)


def make_box(**fields: Any) -> ContactBox:
    """A box in use since MONDAY, opened at half past eight; none of its days is promised yet."""
    community = fields.pop("community", None) or home()
    named = {"name": f"Gate {next(_next)}", "opens_at": time(8, 30), "since": date(2026, 11, 23)}
    return boxes.hang(ContactBox(**{"community": community, **named, **fields}))


def make_call(*, by: Staff | None = None, now: datetime = MONDAY, **fields: Any) -> MissedCall:
    """A call that was missed, and noted at once."""
    community: Community = fields.pop("community", None) or home()
    call = MissedCall(**{"community": community, "phone": PHONE, "at": now, **fields})
    return calls.note(call, by=by or make_staff(Role.RECEPTION, community=community), now=now)


def draw(now: datetime, seed: int = 1) -> list[Sample]:
    """What the sweep draws at this moment."""
    before = set(Sample.objects.values_list("pk", flat=True))
    samples.draw_samples(now=now, dice=Random(seed))
    return list(Sample.objects.exclude(pk__in=before).order_by("community", "week"))


def mark_all(checked: Iterable[CheckedContact], *, by: Staff, now: datetime, marks: int = 4) -> None:
    for row in checked:
        samples.mark(row, samples.Marks(marks, marks, marks), by=by, now=now)


def promised(number: str) -> list[tuple[str, str, str, str]]:
    """What was promised on a record: rule, occurrence, when it is due by the community's clock, what came of it."""
    rows = Promise.objects.of(number).select_related("community").order_by("occurrence", "pk")
    return [(row.rule, row.occurrence, _local(row), _outcome(row)) for row in rows]


def _local(promise: Promise) -> str:
    return f"{promise.community.local(promise.due_at):%m-%d %H:%M}" if promise.due_at else ""


def _outcome(promise: Promise) -> str:
    return "late" if promise.kept_late else promise.outcome or "open"
