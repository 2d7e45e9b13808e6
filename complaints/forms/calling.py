"""What is asked when the complainant is called back (CB-11), and once more a month after the closing (CP-4)."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from complaints.actions import Said
from complaints.actions.owing import IN_TOUCH, open_promises
from complaints.forms.verbs import OnceForm
from complaints.models import Answer, Callback, Status, Verb
from office.fields import DeskCharField, DeskTextField
from office.models import Promise

Outcome, How = Callback.Outcome, Callback.How


class FocusedRadios(forms.RadioSelect):
    """Radio buttons of which the first has the focus: the arrow keys choose."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        if option["index"] == "0":
            option["attrs"]["autofocus"] = True
        return option


class CallBackForm(OnceForm):
    """What came of the call: the answer first. Who says no says what is still wrong."""

    verb = Verb.CALL_BACK
    rows = Callback

    outcome = forms.ChoiceField(
        label=_("Is the complainant satisfied?"),
        choices=Outcome.choices,
        widget=FocusedRadios,
        help_text=_("Nobody reached is an attempt; the callback stays open."),
    )
    how = forms.ChoiceField(label=_("How"), choices=How.choices, widget=forms.RadioSelect)
    spoken_to = DeskCharField(label=_("Spoken to"), max_length=60, required=False)
    said = DeskTextField(label=_("What was said"), max_length=1000, required=False, widget=forms.Textarea({"rows": 4}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        contact = self.record.contact
        self.initial.update(how=How.PHONE if contact.phone else How.DOOR, spoken_to=contact.name)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        outcome = data.get("outcome", "")
        if outcome == Outcome.NOBODY:
            data["spoken_to"] = ""
        elif outcome and not data.get("spoken_to") and "spoken_to" not in self.errors:
            self.add_error("spoken_to", _("With whom did you speak?"))
        if outcome == Outcome.NOT_SATISFIED and not data.get("said") and "said" not in self.errors:
            self.add_error("said", _("Write down what is still wrong."))
        return data

    def answers(self) -> dict[str, Any]:
        return {"said": Said(**self.cleaned_data)}

    @cached_property
    def told(self) -> Sequence[Answer]:
        """What was said to the complainant so far, the newest first."""
        return list(self.record.answers.select_related("by").order_by("-pk"))

    @cached_property
    def tries(self) -> Sequence[Callback]:
        """The callbacks of this round so far, the newest first."""
        return list(self.record.callbacks.filter(round=self.record.round).select_related("by").order_by("-pk"))

    @cached_property
    def in_touch(self) -> Promise | None:
        """After the closing: the promise to be in touch again, while it is open."""
        owed = open_promises(self.record, IN_TOUCH) if self.record.status == Status.CLOSED else []
        return next(iter(owed), None)
