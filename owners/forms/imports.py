"""A file to import, which of its lines are shown, and a line that is mended."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from office.fields import DeskCharField, DeskForm, visible
from owners import phones
from owners.forms.estates import EstateForm
from owners.imports import reasons
from owners.imports.checking import Checked, check
from owners.imports.columns import FIELDS, LABELS
from owners.models import Capacity, Import, ImportRow

MOST_BYTES = 20 * 2**20
KINDS = {".xlsx", ".csv"}
# How an Excel file of before 2007 begins, and one behind a password.
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
ZIP = b"PK\x03\x04"
NAME = 120


class SpreadsheetField(forms.FileField):
    """An .xlsx or .csv file; what is in it is judged later, by the worker that reads it."""

    widget = forms.FileInput(attrs={"accept": ",".join(sorted(KINDS))})
    default_error_messages = {
        "empty": _("This file is empty."),
        "kind": _("Only .xlsx and .csv files can be read."),
        "large": _("This file is larger than 20 MB. Divide it."),
        "old": _("This is an old Excel file, or one with a password. Save it as .xlsx, without a password."),
    }

    def to_python(self, data: "File[bytes] | None") -> "File[bytes] | None":
        """The file. Raises ValidationError."""
        sent = super().to_python(data)
        if not sent:
            return None
        kind = PurePath(sent.name or "").suffix.lower()
        begins = sent.read(len(ZIP))
        sent.seek(0)
        if sent.size > MOST_BYTES:
            self._refuse("large")
        if begins == OLD_EXCEL:
            self._refuse("old")
        if kind not in KINDS or (kind == ".xlsx") != (begins == ZIP):
            self._refuse("kind")
        return sent

    def _refuse(self, code: str) -> None:
        raise ValidationError(self.error_messages[code], code=code)


class UploadForm(EstateForm):
    """The estate and the file; `imported()` is the unsaved import."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    file = SpreadsheetField(label=_("File"), help_text=_("Excel (.xlsx) or CSV, at most 20 MB and 200 000 lines."))

    def imported(self) -> Import:
        """What this form describes, unsaved."""
        said = self.cleaned_data
        name = " ".join(visible(said["file"].name.replace("\0", "")).split())[-NAME:]
        return Import(community=said["community"], file=said["file"], name=name, form_key=said["form_key"])


class RowsForm(forms.Form):
    """Which lines are shown, and behind which the page begins; what makes no sense begins at the first."""

    state = forms.ChoiceField(choices=[("", ""), *ImportRow.State.choices], required=False)
    after = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)

    def asked(self) -> tuple[str, int]:
        """The state (empty: all of them) and the line."""
        self.is_valid()
        return self.cleaned_data.get("state") or "", self.cleaned_data.get("after") or 0


class RowForm(DeskForm):
    """A line that is mended; `checked` is what it then says. A known phone stands in it as its mask."""

    use_required_attribute = False

    room = DeskCharField(label=LABELS["room"], max_length=NAME, required=False)
    handed_over_on = DeskCharField(label=LABELS["handed_over_on"], max_length=NAME, required=False)
    warranty_until = DeskCharField(label=LABELS["warranty_until"], max_length=NAME, required=False)
    name = DeskCharField(label=LABELS["name"], max_length=NAME, required=False)
    capacity = forms.ChoiceField(label=LABELS["capacity"], choices=[("", "—"), *Capacity.choices], required=False)
    phone = DeskCharField(label=LABELS["phone"], max_length=NAME, required=False)
    since = DeskCharField(label=LABELS["since"], max_length=NAME, required=False)
    address_as = DeskCharField(label=LABELS["address_as"], max_length=NAME, required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, row: ImportRow, now: datetime) -> None:
        self.row, self.checked = row, Checked()
        bad = {column for column, _reason, _params in row.problems}
        self.known_phone = "" if "phone" in bad else row.values.get("phone", "")
        shown = {**row.values, **({"phone": phones.mask(self.known_phone)} if self.known_phone else {})}
        super().__init__(data, initial=shown, now=now, auto_id=f"id_{row.line}_%s")
        for column in FIELDS:
            self.fields[column].widget.attrs["autocomplete"] = "off"
        first = next((column for column in FIELDS if column in bad), FIELDS[0])
        self.fields[first].widget.attrs["autofocus"] = True

    def clean_phone(self) -> str:
        typed: str = self.cleaned_data["phone"]
        return self.known_phone if self.known_phone and typed == phones.mask(self.known_phone) else typed

    def clean(self) -> None:
        self.checked = check(
            {column: self.cleaned_data.get(column) or None for column in FIELDS}, on=self.row.imported.day
        )
        for problem in self.checked.problems:
            if problem[0] not in self.errors:
                self.add_error(problem[0], reasons.of_a_cell(problem))
