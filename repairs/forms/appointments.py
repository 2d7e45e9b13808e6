"""When the crew comes: from when on, and within how many hours."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from office.fields import DeskDateTimeField, DeskForm

WITHIN = [(1, _("1 hour")), (2, _("2 hours")), (4, _("half a day"))]


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

    def window(self) -> dict[str, Any]:
        """The appointment as the actions take it."""
        return {"appointment_from": self.appointment_from, "appointment_until": self.appointment_until}
