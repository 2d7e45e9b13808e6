"""How words and times stand on paper: no clock beside them, so every day is named."""

import re
from datetime import datetime, timedelta

from django import template
from django.utils.formats import date_format
from django.utils.translation import pgettext

from office.models import Community

register = template.Library()
# What turns the direction of a line, steers a printer or takes no room. Joiners inside an emoji or a name stay.
_STEERING = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


@register.filter
def harmless(text: str) -> str:
    """The text without signs that would disturb what is printed beside it."""
    return _STEERING.sub("", str(text))


@register.filter
def on_paper(at: datetime | None, community: Community) -> str:
    """A moment in the community's own time: 24 Nov 08:12; the end of a day is its 24:00."""
    if at is None:
        return ""
    day, hour = _day_and_hour(at, community)
    return f"{day} {hour}"


@register.simple_tag
def period(start: datetime, end: datetime, community: Community) -> str:
    """From when to when: 24 Nov 14:00–15:00, the day once where it is the same."""
    day, hour = _day_and_hour(start, community)
    last_day, last_hour = _day_and_hour(end, community)
    return f"{day} {hour}–{last_hour}" if day == last_day else f"{day} {hour} – {last_day} {last_hour}"


def _day_and_hour(at: datetime, community: Community) -> tuple[str, str]:
    local = community.local(at)
    ends = (local.hour, local.minute) == (0, 0)
    day = local - timedelta(minutes=1) if ends else local
    hour = "24:00" if ends else f"{local:%H:%M}"
    return date_format(day, pgettext("day on paper", "j M")), hour
