"""What is asked before an answer is recorded (CP-1), and before an explanation of what takes longer (CP-3)."""

from dataclasses import fields
from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.actions import Reply
from complaints.forms.verbs import ComingField, OnceForm
from complaints.models import Answer, Verb
from office.fields import DeskCharField, DeskDateField, DeskTextField

How, Outcome = Answer.How, Answer.Outcome
REACHED, NOBODY = "reached", "nobody"
YEAR = timedelta(days=365)


class ReplyForm(OnceForm):
    """What was said to the complainant, how and to whom. Whoever stays anonymous is told by a notice."""

    rows = Answer
    offered: ClassVar[tuple[Answer.How, ...]] = tuple(How)

    how = forms.ChoiceField(label=_("How"), widget=forms.RadioSelect)
    spoken_to = DeskCharField(label=_("Spoken to"), max_length=60, required=False)
    said = DeskTextField(label=_("What was said"), max_length=1000, required=False, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contact = self.record.contact
        ways = [way for way in self.offered if contact.anonymous or way not in Answer.ANONYMOUS]
        self.fields["how"].choices = [(way.value, way.label) for way in ways]  # type: ignore[attr-defined]
        first = How.POSTED if contact.anonymous else How.PHONE if contact.phone else How.DOOR
        self.initial.update(how=first, spoken_to=contact.name)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        how, outcome = data.get("how", ""), self.outcome(data)
        data["outcome"] = outcome
        if how in Answer.ANONYMOUS or outcome == Outcome.NOBODY:
            data["spoken_to"] = ""
        elif how and not data.get("spoken_to") and "spoken_to" not in self.errors:
            self.add_error("spoken_to", _("With whom did you speak?"))
        if outcome != Outcome.NOBODY and not data.get("said") and "said" not in self.errors:
            unanswerable = how == How.NOT_ANSWERABLE
            self.add_error("said", _("Why can it not be answered?") if unanswerable else _("Write what was said."))
        return data

    def outcome(self, data: dict[str, Any]) -> str:
        """What came of it (Answer.Outcome), by what was answered here."""
        return Outcome.ANSWER

    def answers(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {"reply": Reply(**{field.name: given[field.name] for field in fields(Reply) if field.name in given})}


class AnswerForm(ReplyForm):
    """Whoever was not reached, or was not told about the matter, is not answered."""

    verb = Verb.ANSWER
    field_order = ("form_key", "how", "reached", "spoken_to", "said", "on_the_matter", "next_at")

    reached = forms.ChoiceField(
        label=_("Was anybody reached?"),
        choices=[(REACHED, _("somebody reached")), (NOBODY, Outcome.NOBODY.label)],
        initial=REACHED,
        required=False,
        widget=forms.RadioSelect,
    )
    on_the_matter = forms.BooleanField(
        label=_("This is about the matter itself"),
        required=False,
        help_text=_("“We have received it” is no answer: the promise then stays open."),
    )
    next_at = ComingField(label=_("In touch again by"), required=False, help_text=_("It becomes a promise."))

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("next_at") and data["outcome"] != Outcome.ANSWER:
            self.add_error("next_at", _("Only an answer about the matter promises a date."))
        return data

    def outcome(self, data: dict[str, Any]) -> str:
        how = data.get("how", "")
        if how == How.NOT_ANSWERABLE:
            return Outcome.ANSWER
        if how != How.POSTED and data.get("reached") == NOBODY:
            return Outcome.NOBODY
        return Outcome.ANSWER if data.get("on_the_matter") else Outcome.NOT_YET


class ExplainForm(ReplyForm):
    """What cannot be solved soon: the plan, with whom it was settled, and the dates that were told."""

    verb = Verb.EXPLAIN
    offered = tuple(way for way in How if way != How.NOT_ANSWERABLE)

    plan = DeskTextField(label=_("The plan"), max_length=1000, widget=forms.Textarea({"rows": 3}))
    settled_with = DeskCharField(
        label=_("Settled with"), max_length=100, required=False, help_text=_("With the company, for instance.")
    )
    next_at = ComingField(label=_("In touch again by"), help_text=_("It becomes a promise."))
    resolve_by = DeskDateField(
        label=_("Resolved by the end of"), required=False, help_text=_("Only if this day was told.")
    )

    def clean_resolve_by(self) -> date | None:
        day: date | None = self.cleaned_data["resolve_by"]
        today = self.record.community.local(self.now).date()
        if day and day < today:
            raise forms.ValidationError(_("This day has passed."), code="past")
        if day and day > today + YEAR:
            raise forms.ValidationError(_("This is more than a year ahead."), code="far")
        return day
