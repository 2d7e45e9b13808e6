"""What the forms of a complaint's verbs share: the words of its history, a key that is used once, a time to come."""

from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.models import Answer, Callback, Complaint, Verb
from office.fields import DeskDateTimeField
from office.verb_forms import VerbForm

# What is written down as a reason or a decision, and stands in the history as well.
LONGEST = 400


class ComplaintVerbForm(VerbForm):
    """The questions of one verb about a complaint."""

    words: ClassVar[dict[str, Any]] = dict(Verb.choices)
    record: Complaint
    use_required_attribute = False


class OnceForm(ComplaintVerbForm):
    """A form that becomes one row of `rows`, however often it is sent."""

    rows: ClassVar[type[Answer] | type[Callback]]

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    @property
    def repeated(self) -> bool:
        """Whether this very form was saved already: a second click, the back button."""
        key = self.cleaned_data.get("form_key") if self.is_bound else None
        return key is not None and self.rows.objects.filter(form_key=key).exists()


class ComingField(DeskDateTimeField):
    """A local time that is still to come."""

    default_error_messages = {"past": _("This time has passed.")}

    def clean(self, value: Any) -> Any:
        at = super().clean(value)
        if at and self.now and at <= self.now:
            raise ValidationError(self.error_messages["past"], code="past")
        return at
