"""What the household answers to a quote (RP-5)."""

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from office.fields import DeskCharField, DeskForm, DeskTextField
from owners.models import Capacity, Occupancy
from repairs.models import Quote, Repair

SEGMENTS = "desk/segments.html"
SOMEBODY_ELSE = ""


def plain_helper() -> FormHelper:
    """The fields alone, as the desk draws them: the page has the form around them."""
    helper = FormHelper()
    helper.form_tag, helper.disable_csrf, helper.field_template = False, True, "desk/field.html"
    return helper


def may_agree(repair: Repair, day: date, *, everybody: bool) -> list[tuple[str, str]]:
    """Who is known and could agree, as (name, capacity): the caller; for the desk also who lives there on this day."""
    caller = (repair.caller_name, repair.caller_capacity)
    known = [caller] if all(caller) else []
    if everybody and repair.unit_id:
        living = Occupancy.objects.on(day).filter(unit=repair.unit_id).order_by("pk")
        known += list(living.values_list("person__name", "capacity"))
    return list(dict.fromkeys(known))


class SeenForm(forms.Form):
    """Which quote was the last when the page was opened: 0 for none."""

    seen = forms.IntegerField(min_value=0, max_value=9999, widget=forms.HiddenInput)


class AgreeForm(DeskForm):
    """Who agreed, as what and how. `seen` is the version of the quote that was read out."""

    seen = forms.IntegerField(min_value=1, max_value=9999, widget=forms.HiddenInput)
    who = forms.ChoiceField(label=_("Who agreed"), required=False, widget=forms.RadioSelect)
    name = DeskCharField(label=_("Name"), max_length=60, required=False)
    capacity = forms.ChoiceField(label=_("As"), choices=Capacity, required=False, widget=forms.RadioSelect)
    how = forms.ChoiceField(label=_("How"), choices=Quote.How, widget=forms.RadioSelect)

    def __init__(self, *args: Any, known: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(number): person for number, person in enumerate(known)}
        labels = dict(Capacity.choices)
        people = [(key, f"{name} {labels.get(capacity, '')}") for key, (name, capacity) in self.known.items()]
        self.fields["who"].choices = [*people, (SOMEBODY_ELSE, _("somebody else"))]  # type: ignore[attr-defined]
        self.fields["who"].initial = "0" if known else SOMEBODY_ELSE
        self.helper = plain_helper()
        self.helper.layout = Layout(
            "seen",
            Field("who", template=SEGMENTS, wrapper_class="segments-column"),
            Div("name", Field("capacity", template=SEGMENTS), css_class="if-else"),
            Field("how", template=SEGMENTS),
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if "who" in data and data["who"] != SOMEBODY_ELSE:
            data["name"], data["capacity"] = self.known[data["who"]]
        for name in ("name", "capacity"):
            if "who" in data and name in data and not data[name]:
                self.add_error(name, _("Say who agreed and as what."))
        return data


class RefuseForm(DeskForm):
    """Why the household does not want the work at this price."""

    why = DeskTextField(label=_("Why"), max_length=200)

    helper = plain_helper()
