"""What the manager says about one contact of the weekly sample (RC-9)."""

from datetime import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from office.fields import DeskForm, DeskTextField
from owners.actions.samples import Marks
from owners.forms.boxes import CountField
from owners.models import CheckedContact

FIELD = "desk/field.html"
SCALE = [(5, _("very good")), (4, _("good")), (3, _("fair")), (2, _("poor")), (1, _("bad"))]


def scale(label: Any) -> forms.TypedChoiceField:
    """One question on the scale from 5 to 1, as segments that a digit chooses."""
    missing = {"required": _("Choose from 5, very good, to 1.")}
    return forms.TypedChoiceField(
        label=label, coerce=int, choices=SCALE, widget=forms.RadioSelect, error_messages=missing
    )


class MarksForm(DeskForm):
    """Three marks, what to do better, and the rings where they are known; `marks()` are the answers."""

    use_required_attribute = False

    record = scale(_("Record"))
    etiquette = scale(_("Etiquette"))
    rules = scale(_("Rules"))
    guidance = DeskTextField(label=_("Guidance"), max_length=400, required=False)
    rings = CountField(
        label=_("Rings before the answer"),
        min_value=1,
        max_value=20,
        required=False,
        help_text=_("From a recording or a test call; otherwise empty."),
    )

    def __init__(self, data: Any = None, *, checked: CheckedContact, now: datetime) -> None:
        initial = {
            "record": checked.record_mark,
            "etiquette": checked.etiquette_mark,
            "rules": checked.rules_mark,
            "guidance": checked.guidance,
            "rings": checked.contact.rings,
        }
        super().__init__(data, now=now, initial=initial)
        self.helper = FormHelper()
        self.helper.form_tag, self.helper.disable_csrf, self.helper.field_template = False, True, FIELD
        scales = [Field(name, template=FIELD, wrapper_class="score keyed") for name in ("record", "etiquette", "rules")]
        self.helper.layout = Layout(*scales, "guidance", "rings")

    def marks(self) -> Marks:
        """The answers of a valid form."""
        return Marks(**self.cleaned_data)


class WhichForm(forms.Form):
    """Which contact of a sample is looked at; anything that makes no sense is the first that waits."""

    contact = forms.IntegerField(required=False, min_value=1, max_value=2**31)

    def chosen(self) -> int | None:
        return self.cleaned_data["contact"] if self.is_valid() else None
