"""With which complaint another one is counted: several households about one event (QA-2)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.forms.verbs import ComplaintVerbForm
from complaints.models import Complaint, Verb
from office.fields import DeskCharField
from repairs.filters import number_of


class JoinForm(ComplaintVerbForm):
    """The number of another complaint of the estate that this user may know of; empty: it counts on its own."""

    verb = Verb.JOIN
    lead = DeskCharField(
        label=_("Number of the other complaint"),
        max_length=30,
        required=False,
        help_text=_("Empty: it counts on its own again."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        joined = self._others().filter(pk=self.record.same_event_as_id).first()
        self.initial["lead"] = joined.number if joined else ""

    def clean_lead(self) -> Complaint | None:
        typed = self.cleaned_data["lead"]
        if not typed:
            return None
        found: Complaint | None = self._others().filter(number=number_of(typed, "C")).first()
        if found is None:
            raise forms.ValidationError(_("There is no other complaint with this number here."), code="unknown")
        return found

    def _others(self) -> Any:
        """The other complaints of the estate that this user may know of."""
        rows = Complaint.objects.visible_to(self.by).filter(community=self.record.community_id)
        return rows.exclude(pk=self.record.pk).select_related("same_event_as")
