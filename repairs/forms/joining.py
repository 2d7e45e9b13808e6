"""Which job a report becomes part of, and what is told about a fault that many report (RP-10)."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.fields import DeskCharField
from office.models import Building
from repairs.filters import number_of
from repairs.forms.verbs import VerbForm, reason
from repairs.models import Repair, Verb

OFFERED = 8


class JoinForm(VerbForm):
    """Another open repair of the estate: one of those offered, or any by its number."""

    verb = Verb.JOIN
    which = forms.ChoiceField(label=_("One job with"), required=False, widget=forms.RadioSelect)
    number = DeskCharField(label=_("Another, by its number"), max_length=28, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = self.repair
        alike = Q(category=mine.category)
        near = alike | Q(building=mine.building_id) if mine.building_id else alike
        jobs = self._open().filter(near, joined_to=None).annotate(alike=alike)
        rows = jobs.order_by("-alike", "-reported_at", "-pk")[:OFFERED]
        choices = [(row.number, f"{row.number} {row.place} {row.problem}") for row in rows]
        self.fields["which"].choices = [*choices, ("", _("another"))]  # type: ignore[attr-defined]
        self.fields["which"].initial = choices[0][0] if choices else ""

    def _open(self) -> Any:
        """What it could join: open in the same estate, of others."""
        rows = Repair.objects.visible_to(self.by).unfinished().filter(community=self.repair.community_id)
        return rows.exclude(pk=self.repair.pk).exclude(joined_to=self.repair)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        typed = data.get("number", "")
        number = number_of(typed) if typed else data.get("which", "")
        data["lead"] = self._open().select_related("community", "unit", "joined_to").filter(number=number).first()
        if data["lead"] is None and "which" not in self.errors:
            self.add_error("number", _("There is no other open repair with this number here."))
        return data

    def answers(self) -> dict[str, Any]:
        return {"lead": self.cleaned_data["lead"]}


class PartForm(VerbForm):
    verb = Verb.PART
    why = reason(_("Why it is a job of its own"))


class ShareForm(VerbForm):
    """What callers are told, and in which other buildings it is felt."""

    verb = Verb.SHARE
    say = DeskCharField(label=_("Text to read to callers"), max_length=200, widget=forms.Textarea({"rows": 2}))
    buildings = forms.ModelMultipleChoiceField(
        Building.objects.none(), label=_("Buildings"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        estate = Building.objects.filter(community=self.repair.community_id).order_by("pk")
        self.fields["buildings"].queryset = estate  # type: ignore[attr-defined]
        here = self.repair.building
        self.fields["buildings"].initial = [here.pk] if here else []
        words = {"problem": self.repair.problem.rstrip("。. ")}
        self.fields["say"].initial = _("%(problem)s: we know, and the crew is on it.") % words

    def clean_buildings(self) -> list[Building]:
        chosen = list(self.cleaned_data["buildings"])
        if not chosen and self.repair.building is None:
            raise forms.ValidationError(_("Name the buildings in which it is felt."))
        return chosen
