"""When something was done that is written down now: lately, and not in the future."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

# A clock that is a little ahead of ours is not a time in the future.
AHEAD = timedelta(minutes=2)


def check_past(at: datetime | None, *, now: datetime, since: datetime | None) -> datetime:
    """The time written (now, where none is), once it lies between `since` and `now`. Raises ValidationError."""
    at = at or now
    if at > now + AHEAD:
        raise ValidationError(_("This time is still to come."), code="future")
    # A form knows minutes only: what was written in the minute of the step before is not before it.
    if since and at < since.replace(second=0, microsecond=0):
        words = {"when": f"{localtime(since):%m-%d %H:%M}"}
        raise ValidationError(_("Before %(when)s it cannot have been."), code="too_early", params=words)
    return max(min(at, now), since or at)
