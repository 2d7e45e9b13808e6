"""What is asked on the way to the end: what was done, valid or not (CP-5), how it is closed (CP-4), a wrong entry."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from complaints import actions
from complaints.forms.verbs import LONGEST, ComplaintVerbForm
from complaints.goals import Rate, rate
from complaints.models import Answer, Closing, Verb
from office.fields import DeskTextField
from office.verb_forms import several_lines

VALID, INVALID = "valid", "invalid"
BY_DECISION = [closing for closing in Closing if closing != Closing.SATISFIED]


class ResolveForm(ComplaintVerbForm):
    verb = Verb.RESOLVE
    result = DeskTextField(label=_("What was done"), max_length=1000, widget=forms.Textarea({"rows": 4}))

    @cached_property
    def told(self) -> Sequence[Answer]:
        """What the complainant was told, the newest first: what was done is measured by it."""
        return list(self.record.answers.filter(outcome=Answer.Outcome.ANSWER).select_related("by").order_by("-pk"))


class JudgeForm(ComplaintVerbForm):
    verb = Verb.JUDGE
    valid = forms.ChoiceField(
        label=_("Is the complaint valid?"),
        choices=[(VALID, _("valid")), (INVALID, _("invalid"))],
        widget=forms.RadioSelect,
    )
    why = several_lines(_("Reason"), LONGEST)

    def answers(self) -> dict[str, Any]:
        return {"valid": self.cleaned_data["valid"] == VALID, "why": self.cleaned_data["why"]}

    @property
    def rate(self) -> Rate:
        """What the year can still bear (QA-2); three statements."""
        return rate(self.record.community, self.by, self.now)


@dataclass(frozen=True)
class Way:
    """One way to close: its radio button, its words, and what it still asks for (nothing where it is possible)."""

    value: str
    label: str
    missing: str


class CloseForm(ComplaintVerbForm):
    """The manager's ways to close. What one of them asks for is said beside it, and refused on the server."""

    verb = Verb.CLOSE
    closing = forms.ChoiceField(
        label=_("Closed as"), choices=[(way.value, way.label) for way in BY_DECISION], widget=forms.RadioSelect
    )
    why = several_lines(_("Reason"), LONGEST)

    @cached_property
    def ways(self) -> list[Way]:
        return [Way(way, str(way.label), actions.what_is_missing(self.record, way)) for way in BY_DECISION]

    def clean_closing(self) -> str:
        closing: str = self.cleaned_data["closing"]
        if missing := actions.what_is_missing(self.record, closing):
            raise forms.ValidationError(missing, code="missing")
        return closing


class VoidForm(ComplaintVerbForm):
    verb = Verb.VOID
    why = several_lines(_("Why it was a wrong entry"))
