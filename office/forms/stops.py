"""What is asked about a planned stop (RC-14)."""

from datetime import datetime, timedelta
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from office import stops
from office.fields import DeskCharField, DeskDateTimeField, DeskForm
from office.forms.typed import retyped
from office.models import Building, Community, PlannedStop

LONGEST = timedelta(days=60)
# Entered a little late, because it had to be quick.
LATE = timedelta(days=1)


class StopForm(DeskForm):
    """A stop of one estate, whose own time all times are; `stop()` gives it as typed, unsaved."""

    use_required_attribute = False

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    what = forms.ChoiceField(label=_("What stops"), choices=PlannedStop.What, widget=forms.RadioSelect)
    since = DeskDateTimeField(label=_("From"))
    until = DeskDateTimeField(label=_("Until"))
    buildings = forms.ModelMultipleChoiceField(
        Building.objects.none(),
        label=_("Buildings"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: all."),
    )
    why = DeskCharField(label=_("Reason"), max_length=100)
    say = DeskCharField(
        label=_("Text to read to callers"),
        max_length=200,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Left empty it is put together from the above."),
    )

    def __init__(
        self, *args: Any, community: Community, now: datetime, stop: PlannedStop | None = None, **kwargs: Any
    ) -> None:
        self.community, self.before = community, stop
        super().__init__(*args, now=now, initial=_typed(stop) if stop else None, **kwargs)
        self.fields["buildings"].queryset = community.buildings.order_by("pk")  # type: ignore[attr-defined]

    def full_clean(self) -> None:
        """Read all times on the clock of the estate."""
        with timezone.override(self.community.zone):
            super().full_clean()

    def clean_until(self) -> datetime:
        until: datetime = self.cleaned_data["until"]
        if until <= self.now:
            raise forms.ValidationError(_("This time has passed."), code="past")
        return until

    def clean_since(self) -> datetime:
        since: datetime = self.cleaned_data["since"]
        earliest = min(self.now - LATE, self.before.since) if self.before else self.now - LATE
        if since < earliest:
            raise forms.ValidationError(_("This time has passed."), code="past")
        return since

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if {"since", "until"} <= data.keys():
            if data["until"] <= data["since"]:
                self.add_error("until", _("It ends before it begins."))
            elif data["until"] - data["since"] > LONGEST:
                self.add_error("until", _("Longer than 60 days: is the date right?"))
        if not self.errors and not data["say"]:
            self._put_together(data)
        return data

    def _put_together(self, data: dict[str, Any]) -> None:
        data["say"] = stops.sentence(self.stop(), list(data["buildings"]))
        if len(data["say"]) > 200:
            self.add_error("say", _("Put together it would be too long; write it."))

    def stop(self) -> PlannedStop:
        """The stop as typed; a changed one keeps its key."""
        data = self.cleaned_data
        fields = {name: data[name] for name in ("what", "since", "until", "why", "say")}
        return PlannedStop(pk=self.before.pk if self.before else None, community=self.community, **fields)

    def offer(self) -> None:
        """Show the text put together in its field, to be read and changed before anything is saved."""
        self.data = retyped(self, "say", stops.sentence(self.stop(), list(self.cleaned_data["buildings"])))

    def overtaken(self, there: PlannedStop, why: str) -> None:
        """Say that somebody else was first and what stands there now; saved again, what was typed takes its place."""
        self.data = retyped(self, "seen", stops.mark(there, there.buildings.all()))
        self.add_error(None, f"{why} {there.say}")


def _typed(stop: PlannedStop) -> dict[str, Any]:
    """A stop as it would be typed, on the clock of its estate."""
    local = stop.community.local
    times = {"since": local(stop.since).replace(tzinfo=None), "until": local(stop.until).replace(tzinfo=None)}
    buildings = list(stop.buildings.all())
    fields = {"what": stop.what, "why": stop.why, "say": stop.say, "buildings": [row.pk for row in buildings]}
    return {**fields, **times, "seen": stops.mark(stop, buildings)}


class CallOffForm(forms.Form):
    """Why a stop does not take place."""

    use_required_attribute = False

    why = DeskCharField(label=_("Why it is called off"), max_length=100)

    helper = FormHelper()
    helper.form_tag, helper.disable_csrf, helper.field_template = False, True, "desk/field.html"
