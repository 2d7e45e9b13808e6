"""What is asked about a missed call and about a line that is out of order (RC-12)."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from office.fields import DeskCharField, DeskDateTimeField, DeskForm
from office.verb_forms import VerbForm, several_lines
from owners.fields import PhoneField
from owners.forms.estates import EstateForm
from owners.forms.times import check_past
from owners.models import LineOutage, MissedCall
from owners.models.calls import CallVerb

NOT_A_PHONE = _("This is not a phone number that can be rung.")


class MissedCallForm(EstateForm):
    """Who rang and when, as the telephone shows it; `call()` is the unsaved record."""

    phone = PhoneField(required=True, error_messages={"phone": NOT_A_PHONE})
    at = DeskDateTimeField(label=_("Called at"))

    field_order = ["community", "phone", "at"]

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, now=now, initial={"at": now}, **kwargs)
        self.fields["phone"].widget.attrs["autofocus"] = True

    def clean_at(self) -> datetime:
        return check_past(self.cleaned_data["at"], now=self.now, since=None)

    def call(self) -> MissedCall:
        """The call that a valid form describes, unsaved."""
        return MissedCall(**self.cleaned_data)


class CallsForm(forms.Form):
    """Which missed calls are listed, and behind which row the page begins."""

    which = forms.ChoiceField(choices=[("open", _("to be rung back")), ("all", _("all"))], required=False)
    before = forms.CharField(max_length=40, required=False)

    def asked(self) -> dict[str, str]:
        """What makes sense of it: the open ones from the first on where nothing does."""
        self.full_clean()
        return {"which": self.cleaned_data.get("which") or "open", "before": self.cleaned_data.get("before", "")}


class CallVerbForm(VerbForm):
    words = dict(CallVerb.choices)


class TriedForm(CallVerbForm):
    verb = CallVerb.TRIED
    note = DeskCharField(label=_("Note"), max_length=200, required=False)


class GiveUpForm(CallVerbForm):
    verb = CallVerb.GIVE_UP
    why = several_lines(_("Why it is not rung back"))


class OutageForm(EstateForm):
    """Which line is out of order since when, and the number given out instead; `outage()` is the unsaved record."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    line = DeskCharField(label=_("Line"), max_length=40)
    since = DeskDateTimeField(label=_("Out of order since"))
    until = DeskDateTimeField(label=_("Until"), required=False, help_text=_("Empty while it lasts."))
    instead = DeskCharField(label=_("Number given out instead"), max_length=40)

    field_order = ["community", "line", "since", "until", "instead"]

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, now=now, initial={"since": now}, **kwargs)

    def clean_since(self) -> datetime:
        return check_past(self.cleaned_data["since"], now=self.now, since=None)

    def clean_until(self) -> datetime | None:
        return _end(self.cleaned_data["until"], self.cleaned_data.get("since"), self.now)

    def outage(self) -> LineOutage:
        """The outage that a valid form describes, unsaved."""
        return LineOutage(**self.cleaned_data)


class OutageEndForm(DeskForm):
    """Since when a line works again."""

    use_required_attribute = False

    until = DeskDateTimeField(label=_("Works again since"))

    def __init__(self, data: Any = None, *, outage: LineOutage, now: datetime) -> None:
        super().__init__(data, now=now, initial={"until": now})
        self.outage = outage
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True
        self.helper.field_template = "desk/field.html"

    def clean_until(self) -> datetime | None:
        return _end(self.cleaned_data["until"], self.outage.since, self.now)


def _end(until: datetime | None, since: datetime | None, now: datetime) -> datetime | None:
    """When it ended, if it did: after its beginning and not in the future. Raises ValidationError."""
    if until is None:
        return None
    until = check_past(until, now=now, since=None)
    if since and until <= since:
        raise forms.ValidationError(_("This must be later than the beginning."), code="too_early")
    return until
