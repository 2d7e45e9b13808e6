"""The access log: who was shown whose personal data."""

from datetime import datetime

from django.http import HttpRequest

from office.models import Access
from office.web import signed_in


def note(request: HttpRequest, subject: str, what: Access.What, *, now: datetime, why: str = "") -> Access:
    """Write down that the reader is about to see the personal data of `subject` (a record's number, "person 12").

    Call it before the data is shown: what cannot be logged is not shown.
    """
    return Access.objects.create(
        by=signed_in(request),
        at=now,
        subject=subject,
        what=what,
        note=why[:100],
        address=request.META.get("REMOTE_ADDR") or None,
    )
