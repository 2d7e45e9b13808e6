"""What is asked when a shift is handed over and taken over."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from office.duty import Turn, ending_at, turn_at
from office.fields import DeskCharField, DeskForm, DeskTextField
from office.models import Community, ShiftChange


class GiveForm(DeskForm):
    """Which shift ends, what is left behind, what is out of the ordinary; `change()` is the unsaved handover."""

    use_required_attribute = False

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    turn = forms.ChoiceField(label=_("Shift that ends"), widget=forms.RadioSelect)
    things = DeskTextField(label=_("Keys and things left"), max_length=1000, required=False)
    special = DeskTextField(label=_("Out of the ordinary"), max_length=2000, required=False)
    hand_on = forms.BooleanField(
        label=_("Hand my open calls, dispatches, messages and letters to the next shift"), required=False, initial=True
    )

    helper = FormHelper()
    helper.form_tag, helper.disable_csrf, helper.field_template = False, True, "desk/field.html"

    def __init__(self, *args: Any, community: Community, now: datetime) -> None:
        super().__init__(*args, now=now)
        self.community = community
        now_on = turn_at(now, community)
        self.turns = {f"{turn.day} {turn.shift}": turn for turn in (now_on.preceding(), now_on)}
        choices = [(key, in_words(turn)) for key, turn in self.turns.items()]
        self.fields["turn"].choices = choices  # type: ignore[attr-defined]
        self.ending = ending_at(now, community)
        self.initial["turn"] = f"{self.ending.day} {self.ending.shift}"

    def change(self) -> ShiftChange:
        data, turn = self.cleaned_data, self.turns[self.cleaned_data["turn"]]
        return ShiftChange(
            community=self.community,
            day=turn.day,
            shift=turn.shift,
            things=data["things"],
            special=data["special"],
            form_key=data["form_key"],
        )


class TakeForm(forms.Form):
    """What the one who takes over remarks."""

    use_required_attribute = False

    remark = DeskCharField(label=_("Remark"), max_length=400, required=False, widget=forms.Textarea({"rows": 2}))

    helper = FormHelper()
    helper.form_tag, helper.disable_csrf, helper.field_template = False, True, "desk/field.html"


def in_words(turn: Turn) -> str:
    """A shift by its day and name, in the reader's language."""
    day: date = turn.day
    return f"{date_format(day, _now('M j, D'))} {turn.shift.label}"
