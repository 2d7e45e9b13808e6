"""What a manager says about a week, and which estate's figures are asked for."""

from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from complaints.models import WeeklyReport
from complaints.reporting.signing import Verb
from office.fields import DeskTextField
from office.models import Community, Staff
from office.verb_forms import VerbForm

WORDS: dict[str, str | LazyText] = dict(Verb.choices)


class SumUpForm(VerbForm):
    """The manager's own summary of the week."""

    verb = Verb.SUM_UP
    words: ClassVar = WORDS
    text = DeskTextField(
        label=_("Summary"),
        max_length=4000,
        widget=forms.Textarea({"rows": 10}),
        help_text=_("Everybody who is sent the report reads it: write no names, and nothing confidential."),
    )

    def __init__(self, data: Any = None, *, record: WeeklyReport, **kwargs: Any) -> None:
        super().__init__(data, record=record, initial={"text": record.summary}, **kwargs)  # type: ignore[arg-type]


class SignForm(VerbForm):
    """Nothing is asked: only whether somebody was here meanwhile."""

    verb = Verb.SIGN
    words: ClassVar = WORDS


class CommunityForm(forms.Form):
    """Of which estate the figures are; the first that one serves unless another one is asked for."""

    community = forms.ModelChoiceField(Community.objects.none(), label=_("Community"), required=False, empty_label=None)

    def __init__(self, data: Any, *, user: Staff) -> None:
        super().__init__(data)
        self.fields["community"].queryset = Community.objects.visible_to(user).order_by("pk")  # type: ignore[attr-defined]

    def chosen(self) -> Community | None:
        """None where one serves nowhere."""
        asked: Community | None = self.cleaned_data["community"] if self.is_valid() else None
        return asked or self.fields["community"].queryset.first()  # type: ignore[attr-defined]
