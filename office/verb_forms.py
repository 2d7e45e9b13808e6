"""The questions of a verb about a record, and who was there meanwhile."""

from typing import Any, ClassVar

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from office.fields import DeskCharField, DeskForm
from office.models import Move, Staff
from office.statuses import StatusModel


class VerbForm(DeskForm):
    """The questions of one verb about a record.

    The page sends back the last change that it knew of (`seen`); where there is a newer one the form is not valid but
    says who changed what, and sent once more it goes through. `words` are what the verbs are called in the history.
    """

    verb: ClassVar[str]
    words: ClassVar[dict[str, Any]]

    def __init__(self, data: Any = None, *, record: StatusModel, by: Staff, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.record, self.by = record, by
        self.last = Move.objects.filter(subject=record.number).select_related("by").order_by("-pk").first()
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.field_template = "desk/field.html"

    def clean(self) -> dict[str, Any]:
        if self.overtaken and self.last:
            words = {
                "who": self.last.by or _("The desk"),
                "when": f"{localtime(self.last.at):%H:%M}",
                "what": self.words.get(self.last.verb, self.last.verb),
            }
            text = _("%(who)s was here at %(when)s: %(what)s. Save once more if yours still holds.")
            raise ValidationError(text, code="overtaken", params=words)
        return super().clean() or self.cleaned_data

    def answers(self) -> dict[str, Any]:
        """What was answered, by the names that the verb's action has for it."""
        return {name: self.cleaned_data[name] for name in self.fields}

    @property
    def overtaken(self) -> bool:
        """Whether something happened to the record after the page was opened."""
        seen = self.data.get("seen", "")
        return bool(seen and self.last and seen != str(self.last.pk))

    @property
    def repeated(self) -> bool:
        """Whether what happened was this very thing, done by the same person: a second click."""
        return bool(self.overtaken and self.last and self.last.verb == self.verb and self.last.by_id == self.by.pk)


def several_lines(label: Any, max_length: int = 200, **kwargs: Any) -> DeskCharField:
    """Words in a box of several lines; they are kept in the history."""
    return DeskCharField(label=label, max_length=max_length, widget=forms.Textarea({"rows": 2}), **kwargs)
