"""What is asked when a contact box was opened (RC-7)."""

import re
from datetime import datetime
from typing import Any
from uuid import uuid4

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from office.fields import DeskCharField, DeskDateTimeField, DeskForm, narrow
from owners.forms.times import check_past
from owners.models import BoxOpening, ContactBox

MOST = 500


class CountField(forms.IntegerField):
    """A whole number of things, in figures of any width."""

    plain = re.compile(r"[0-9]{1,6}", re.ASCII)

    def to_python(self, value: Any) -> int | None:
        typed = narrow(str(value)).strip() if value not in self.empty_values else ""
        if typed and not self.plain.fullmatch(typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(typed)


class OpeningForm(DeskForm):
    """When it was opened and how many letters lay in it; `opening()` is the unsaved record."""

    use_required_attribute = False

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    at = DeskDateTimeField(label=_("Opened at"))
    count = CountField(
        label=_("Letters"), min_value=0, max_value=MOST, widget=forms.NumberInput({"inputmode": "numeric"})
    )
    note = DeskCharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, data: Any = None, *, box: ContactBox, now: datetime) -> None:
        super().__init__(data, now=now, initial={"at": now})
        self.box = box
        self.fields["count"].widget.attrs["autofocus"] = True
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf = False, True
        self.helper.field_template = "desk/field.html"

    def clean_at(self) -> datetime:
        return check_past(self.cleaned_data["at"], now=self.now, since=None)

    def opening(self) -> BoxOpening:
        """The opening that a valid form describes, unsaved."""
        return BoxOpening(box=self.box, **self.cleaned_data)
