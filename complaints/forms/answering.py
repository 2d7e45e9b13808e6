"""What is asked before an answer is recorded, and before a complaint is voided."""

from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.actions import Reply
from complaints.models import Answer, Complaint, Verb
from office.fields import DeskCharField, DeskTextField
from office.verb_forms import VerbForm, several_lines

REACHED, NOBODY = "reached", "nobody"
WORDS: dict[str, Any] = dict(Verb.choices)


class AnswerForm(VerbForm):
    """What was said to the complainant. Whoever was not reached, or was not told about the matter, is not answered."""

    verb = Verb.ANSWER
    words: ClassVar = WORDS
    record: Complaint
    use_required_attribute = False

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    how = forms.ChoiceField(label=_("How"), widget=forms.RadioSelect)
    reached = forms.ChoiceField(
        label=_("Was anybody reached?"),
        choices=[(REACHED, _("somebody reached")), (NOBODY, Answer.Outcome.NOBODY.label)],
        initial=REACHED,
        required=False,
        widget=forms.RadioSelect,
    )
    spoken_to = DeskCharField(label=_("Spoken to"), max_length=60, required=False)
    said = DeskTextField(label=_("What was said"), max_length=1000, required=False, widget=forms.Textarea({"rows": 4}))
    on_the_matter = forms.BooleanField(
        label=_("This is about the matter itself"),
        required=False,
        help_text=_("“We have received it” is no answer: the promise then stays open."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contact = self.record.contact
        offered = [way for way in Answer.How if contact.anonymous or way not in Answer.ANONYMOUS]
        self.fields["how"].choices = [(way.value, way.label) for way in offered]  # type: ignore[attr-defined]
        first = Answer.How.POSTED if contact.anonymous else Answer.How.PHONE if contact.phone else Answer.How.DOOR
        self.initial.update(how=first, spoken_to=contact.name)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        how = data.get("how", "")
        data["outcome"] = self._outcome(how, data.get("reached", ""), bool(data.get("on_the_matter")))
        if how in Answer.ANONYMOUS or data["outcome"] == Answer.Outcome.NOBODY:
            data["spoken_to"] = ""
        elif how and not data.get("spoken_to") and "spoken_to" not in self.errors:
            self.add_error("spoken_to", _("With whom did you speak?"))
        if data["outcome"] != Answer.Outcome.NOBODY and not data.get("said") and "said" not in self.errors:
            unanswerable = how == Answer.How.NOT_ANSWERABLE
            self.add_error("said", _("Why can it not be answered?") if unanswerable else _("Write what was said."))
        return data

    def _outcome(self, how: str, reached: str, on_the_matter: bool) -> str:
        if how == Answer.How.NOT_ANSWERABLE:
            return Answer.Outcome.ANSWER
        if how != Answer.How.POSTED and reached == NOBODY:
            return Answer.Outcome.NOBODY
        return Answer.Outcome.ANSWER if on_the_matter else Answer.Outcome.NOT_YET

    def answers(self) -> dict[str, Any]:
        names = ("how", "outcome", "said", "spoken_to", "form_key")
        return {"reply": Reply(**{name: self.cleaned_data[name] for name in names})}

    @property
    def repeated(self) -> bool:
        """Whether this very form was saved already: a second click, the back button."""
        key = self.cleaned_data.get("form_key") if self.is_bound else None
        return key is not None and Answer.objects.filter(form_key=key).exists()


class VoidForm(VerbForm):
    verb = Verb.VOID
    words: ClassVar = WORDS
    why = several_lines(_("Why it was a wrong entry"))
