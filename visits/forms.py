"""What is asked on the callback desk."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from office.fields import DeskCharField, DeskDateTimeField, DeskForm, DeskTextField
from repairs.models import Rectification
from visits.actions import Said
from visits.models import Attempt, Callback, Score

REACHED = "reached"
OUTCOMES = [
    (REACHED, _("reached")),
    (Attempt.Outcome.NO_ANSWER, Attempt.Outcome.NO_ANSWER.label),
    (Attempt.Outcome.LATER, Attempt.Outcome.LATER.label),
    (Attempt.Outcome.WRONG_NUMBER, Attempt.Outcome.WRONG_NUMBER.label),
]
LOOKED_AT = [(REACHED, _("looked at")), (Attempt.Outcome.NO_ANSWER, _("no access"))]
# What goes on the notice and into the history as well, so it is no longer than they hold.
LONGEST = 400
FIELD = "desk/field.html"
# From here down the household is not satisfied, and something has to be put right (CB-9).
UNHAPPY = Score.POOR


def scale(label: Any, choices: Any = None) -> forms.TypedChoiceField:
    """One question on the scale from 5 to 1, as segments."""
    numbers = [(score.value, str(score.value)) for score in Score]
    return forms.TypedChoiceField(
        label=label, coerce=int, empty_value=None, required=False, choices=choices or numbers, widget=forms.RadioSelect
    )


def _not_asked(callback: Callback) -> list[str]:
    """What makes no sense to ask: the charge of what was free; of a place without a household, who it spoke with."""
    if callback.inspection:
        return ["charge", "manner", "spoke_with"]
    return [] if callback.cost else ["charge"]


class CallbackForm(DeskForm):
    """What came of a call. Unhappy overall, the server asks what is wrong, whatever the page has shown."""

    use_required_attribute = False

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    outcome = forms.ChoiceField(
        label=_("Did you reach anybody?"),
        choices=OUTCOMES,
        initial=REACHED,
        widget=forms.RadioSelect,
        help_text=_("No answer is an attempt; the callback stays open."),
    )
    again_at = DeskDateTimeField(label=_("Ring again at"), required=False)
    overall = scale(_("Overall"), choices=Score.choices)
    in_time = scale(_("In time"))
    quality = scale(_("Quality"))
    manner = scale(_("Manner"))
    charge = scale(_("Charge"))
    said = DeskTextField(label=_("What was said"), max_length=LONGEST, required=False)
    wrong = forms.BooleanField(label=_("Something is wrong, it has to be put right"), required=False)
    fault = forms.ChoiceField(
        label=_("What is wrong"), choices=Rectification.Fault, required=False, widget=forms.RadioSelect
    )
    spoke_with = DeskCharField(label=_("Spoke with"), max_length=60, required=False)
    how = forms.ChoiceField(label=_("How"), choices=Callback.How, required=False, widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, callback: Callback, now: datetime) -> None:
        """The form of one callback: the charge is asked about only where the job cost something."""
        how = Callback.How.INSPECTION if callback.inspection else Callback.How.PHONE
        super().__init__(data, now=now, initial={"spoke_with": callback.repair.caller_name, "how": how})
        self.callback = callback
        for name in _not_asked(callback):
            del self.fields[name]
        if callback.inspection:
            self.fields["outcome"].label = _("Was it looked at?")
            self.fields["outcome"].choices = LOOKED_AT  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf, self.helper.field_template = False, True, FIELD
        self.helper.layout = self._layout()

    def _layout(self) -> Layout:
        aspects = [name for name in ("in_time", "quality", "manner", "charge") if name in self.fields]
        return Layout(
            "form_key",
            "outcome",
            Div("again_at", css_class="when-later"),
            Div(
                Field("overall", template=FIELD, wrapper_class="score keyed"),
                Div(*(Field(name, template=FIELD, wrapper_class="score") for name in aspects), css_class="scores"),
                css_class="when-reached",
            ),
            "said",
            Div(
                Div(
                    "wrong",
                    Div("fault", css_class="when-wrong"),
                    HTML("{% include 'visits/_on_saving.html' %}"),
                    css_class="callout callout-warn field",
                ),
                Div(*(name for name in ("spoke_with", "how") if name in self.fields), css_class="pair"),
                css_class="when-reached",
            ),
        )

    def clean_again_at(self) -> datetime | None:
        again_at: datetime | None = self.cleaned_data["again_at"]
        if again_at and again_at <= self.now:
            raise forms.ValidationError(_("This time has passed. When should it be rung again?"))
        return again_at

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("outcome") == REACHED:
            self._require(cleaned)
        return cleaned

    def _require(self, cleaned: dict[str, Any]) -> None:
        """A call that reached somebody says how it went, with whom, and what is wrong where something is."""
        overall = cleaned.get("overall")
        if overall is None and "overall" not in self.errors:
            self.add_error("overall", _("How is it overall?"))
        if not cleaned.get("how") and "how" not in self.errors:
            self.add_error("how", _("By phone, in person, or looked at again?"))
        if "spoke_with" in self.fields and not cleaned.get("spoke_with") and "spoke_with" not in self.errors:
            self.add_error("spoke_with", _("With whom did you speak?"))
        cleaned["wrong"] = cleaned.get("wrong") or (overall is not None and overall <= UNHAPPY)
        if cleaned["wrong"] and not cleaned.get("fault") and "fault" not in self.errors:
            self.add_error("fault", _("What is wrong: the work, a delay, the manner, the charge, or something else?"))
        if cleaned["wrong"] and not cleaned.get("said") and "said" not in self.errors:
            self.add_error("said", _("Write down what is wrong: it stands on the notice."))

    @property
    def reached(self) -> bool:
        return bool(self.cleaned_data["outcome"] == REACHED)

    def what_was_said(self) -> Said:
        """The answers of a valid form that reached somebody."""
        given = self.cleaned_data
        return Said(
            spoke_with=given.get("spoke_with", ""),
            how=given["how"],
            overall=given["overall"],
            said=given["said"],
            in_time=given["in_time"],
            quality=given["quality"],
            manner=given.get("manner"),
            charge=given.get("charge"),
            fault=given["fault"] if given["wrong"] else "",
        )

    def attempt(self) -> dict[str, Any]:
        """The answers of a valid form that reached nobody, as `note_attempt` takes them."""
        given = self.cleaned_data
        again_at = given["again_at"] if given["outcome"] == Attempt.Outcome.LATER else None
        words = {"outcome": given["outcome"], "note": given["said"], "form_key": given["form_key"]}
        return {**words, "again_at": again_at}


class ReleaseForm(forms.Form):
    """Why a callback is released as unreachable."""

    use_required_attribute = False

    why = DeskCharField(label=_("Why"), max_length=200, widget=forms.Textarea({"rows": 2}))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="release")
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf, self.helper.field_template = False, True, FIELD
