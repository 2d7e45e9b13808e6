"""When the crew comes: from when on, and within how many hours."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from office import clock
from office.fields import DeskDateTimeField, DeskForm
from office.models import Community
from office.templatetags.desk import desk_time

# The hours between which the crew usually comes, and how long before the first of them somebody can still be sent.
SPANS = [(time(9), time(11)), (time(11), time(13)), (time(14), time(16)), (time(16), time(18)), (time(18), time(20))]
NOTICE = timedelta(minutes=30)
DAYS_AHEAD, OFFERED = 4, 6
WITHIN = [(1, _("1 hour")), (2, _("2 hours")), (4, _("half a day"))]


@dataclass(frozen=True)
class Window:
    """A time at which the crew usually comes."""

    start: datetime
    end: datetime
    now: datetime

    @property
    def key(self) -> str:
        return f"{self.start:%Y-%m-%dT%H:%M}"

    def __str__(self) -> str:
        return f"{desk_time(self.start, self.now)}–{localtime(self.end):%H:%M}"


def windows(community: Community, now: datetime) -> list[Window]:
    """The times of the next days at which the crew usually comes and that have not begun, the next first."""
    today = community.local(now).date()
    days = [today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD)]
    spans = [(clock.at(day, start, community), clock.at(day, end, community)) for day in days for start, end in SPANS]
    return [Window(community.local(start), community.local(end), now) for start, end in spans if start > now]


def next_windows(community: Community, now: datetime) -> list[Window]:
    """As many of them as there are keys for, none so soon that nobody could be there."""
    return [window for window in windows(community, now) if window.start >= now + NOTICE][:OFFERED]


class AppointmentForm(DeskForm):
    """An appointment, or none where no time is given."""

    appointment = DeskDateTimeField(label=_("Appointment from"), required=False)
    within = forms.TypedChoiceField(label=_("within"), choices=WITHIN, initial=1, required=False, coerce=int)

    def clean_appointment(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["appointment"]
        if at and at < self.now - timedelta(minutes=1):
            text = _("This time has passed. Choose one after %(now)s.") % {"now": f"{localtime(self.now):%H:%M}"}
            raise forms.ValidationError(text, code="past")
        return at

    @property
    def appointment_from(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["appointment"]
        return at

    @property
    def appointment_until(self) -> datetime | None:
        at = self.appointment_from
        return at + timedelta(hours=self.cleaned_data["within"] or 1) if at else None

    def appointed(self) -> dict[str, Any]:
        """The appointment as the actions take it."""
        return {"appointment_from": self.appointment_from, "appointment_until": self.appointment_until}
