"""What the crew types to find a job."""

import re

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.fields import DeskCharField, narrow
from repairs.models import Repair
from repairs.models.repairs import RepairQuerySet


class FindJobForm(forms.Form):
    """The number on the order: whole, without its letters, or just the last figures of the day's counter."""

    number = DeskCharField(
        label=_("Number on the order"),
        max_length=40,
        help_text=_("Such as R-20261124-0007-1, or just 7."),
        widget=forms.TextInput({"inputmode": "text", "autocomplete": "off", "autocapitalize": "characters"}),
    )

    def __init__(self, *args: object, jobs: RepairQuerySet, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.jobs = jobs
        self.found: Repair | None = None

    def clean_number(self) -> str:
        typed: str = self.cleaned_data["number"]
        figures = re.findall(r"[0-9]+", narrow(typed))
        self.found = self.jobs.filter(_matching(figures)).order_by("-pk").first() if figures else None
        if self.found is None:
            raise forms.ValidationError(_("None of your jobs has this number."))
        return typed


def _matching(figures: list[str]) -> Q:
    if len(figures[0]) == 8:
        counter = figures[1] if len(figures) > 1 else ""
        return Q(number=f"R-{figures[0]}-{counter.zfill(4)}")
    return Q(number__endswith=f"-{figures[0].zfill(4)}")
