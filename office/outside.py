"""Numbers outside the house: what was reported to whom there, on behalf of a record."""

from datetime import datetime

from office.models import OutsideNumber, Staff, ToldOutside


def told(subject: str, number: OutsideNumber, *, by: Staff, now: datetime, note: str = "") -> ToldOutside:
    """Write down that `number` was rung at `now` about the record `subject`; `note` says who answered and what.

    Name and number are copied: one that changes later does not rewrite who was rung.
    """
    to = f"{number.name} {number.phone}"
    return ToldOutside.objects.create(subject=subject, to=to, at=now, by=by, note=note[:100])
