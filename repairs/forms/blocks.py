"""The questions about one repair or service, whoever asks and from wherever: what, where, how urgent, when."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from office.fields import DeskCharField, DeskDateTimeField
from office.models import Building, Community, OutsideNumber, Staff, ToldOutside
from owners.forms.blocks import CaseForm
from owners.models import Contact
from repairs.forms.appointments import AppointmentForm
from repairs.forms.categories import CategoryForm
from repairs.models import Category, ProblemText, Repair

PLACE, PROBLEM = 40, 300
KEY = 8


class Urgency(forms.ChoiceField):
    """The category decides; reception may raise the urgency, never lower it here (RP-1)."""

    AS_CATEGORY, URGENT = "category", "urgent"

    def __init__(self) -> None:
        choices = [(self.AS_CATEGORY, _("by category")), (self.URGENT, _("urgent"))]
        super().__init__(
            label=_("Urgency"), choices=choices, initial=self.AS_CATEGORY, required=False, widget=forms.RadioSelect
        )


class RepairBlock(AppointmentForm, CategoryForm):
    """The block of one repair on a page that asks for the caller elsewhere; `case()` is the unsaved record.

    A problem text's `key` fills in the problem and the category that were left empty.
    """

    key = DeskCharField(label=_("Key of a problem text"), max_length=KEY, required=False)
    problem = DeskCharField(label=_("Problem"), max_length=PROBLEM, required=False, widget=forms.Textarea({"rows": 2}))
    building = forms.ModelChoiceField(Building.objects.none(), label=_("Building"), required=False, empty_label="—")
    place = DeskCharField(label=_("Place without a household"), max_length=PLACE, required=False)
    common_part = forms.BooleanField(label=_("common part"), required=False)
    urgency = Urgency()
    utility_told = DeskCharField(label=_("Reported to (company, name)"), max_length=60, required=False)
    utility_told_at = DeskDateTimeField(label=_("Told at"), required=False)
    # Who outside was rung because the category says so, and who answered there (RP-11).
    told_to = forms.ModelChoiceField(OutsideNumber.objects.none(), label=_("Told now"), required=False)
    told_name = DeskCharField(label=_("Who answered"), max_length=100, required=False)

    def offer(self, user: Staff, community: Community | None) -> None:
        """Offer what this user may choose: buildings and numbers outside of his estates, or of the one known."""
        served = [community.pk] if community else user.community_ids
        buildings = Building.objects.filter(community_id__in=served).order_by("community", "pk")
        self.fields["building"].queryset = buildings  # type: ignore[attr-defined]
        numbers = OutsideNumber.objects.filter(community_id__in=served).in_use()
        self.fields["told_to"].queryset = numbers  # type: ignore[attr-defined]
        self.fields["category"].required = False
        self.fields["category"].widget.attrs |= {
            "hx-get": f"{reverse('repairs:category')}?{urlencode({'block': self.prefix or ''})}",
            "hx-trigger": "change",
            "hx-target": f"#{self.says_id}",
            "hx-include": "[name=community]",
        }

    @property
    def says_id(self) -> str:
        """The element in which the page says what the category means."""
        return f"{self.prefix}-says" if self.prefix else "category-says"

    @cached_property
    def chosen(self) -> Category | None:
        """The category as the form has it now, valid or not."""
        cleaned = self.cleaned_data.get("category") if self.is_bound and hasattr(self, "cleaned_data") else None
        found: Category | None = cleaned or self.fields["category"].offered.get(str(self["category"].value()))  # type: ignore[attr-defined]
        return found

    @cached_property
    def outside(self) -> list[OutsideNumber]:
        """Whom the category says to ring at once; no statement where it names nobody."""
        kind = self.chosen.stop_kind if self.chosen else ""
        return list(self.fields["told_to"].queryset.filter(kind=kind)) if kind else []  # type: ignore[attr-defined]

    def clean_utility_told_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["utility_told_at"]
        if at and at > self.now:
            raise forms.ValidationError(_("This time is still to come."), code="future")
        return at

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self._use_text(data)
        category = data.get("category")
        if category is None and "category" not in self.errors:
            self.add_error("category", _("Choose a category from the list."))
        if category and not category.ours and not data.get("utility_told"):
            self.add_error("utility_told", _("Not ours: say to whom it was reported."))
        if data.get("building") and data.get("place") and len(self._place()) > PLACE:
            self.add_error("place", _("Too long together with the building."))
        return data

    def _use_text(self, data: dict[str, Any]) -> None:
        text = ProblemText.objects.under(data["key"]) if data.get("key") else None
        if data.get("key") and text is None:
            self.add_error("key", _("There is no problem text with this key."))
        if text:
            data["problem"] = data.get("problem") or text.text
            data["category"] = data.get("category") or text.category

    def fits(self, contact: Contact) -> bool:
        """Whether it can be a case of this contact, once it is valid; what is missing is said at its field.

        A repair is somewhere: in the contact's home, or at the place named.
        """
        data = self.cleaned_data
        if contact.unit is None and not data["place"]:
            self.add_error("place", _("Give the room, or name the place."))
        elif data["place"] and data["building"] and data["building"].community_id != contact.community_id:
            self.add_error("building", _("This building belongs to another estate."))
        return self.is_valid()

    def case(self, contact: Contact) -> Repair:
        """The repair, unsaved, of whoever made this contact. Where a place is named it is there, not in his home."""
        data = self.cleaned_data
        unit = None if data["place"] else contact.unit
        category: Category = data["category"]
        told_at = data["utility_told_at"] or self.now
        repair = Repair(
            community=contact.community,
            unit=unit,
            building=unit.building if unit else data["building"],
            place=unit.number if unit else self._place(),
            common_part=data["common_part"] or unit is None,
            person=contact.person,
            caller_name=contact.name,
            caller_capacity=contact.capacity,
            caller_phone=contact.phone,
            channel=contact.channel,
            category=category,
            problem=(data["problem"] or " ".join(contact.content.split()))[:PROBLEM],
            urgent=data["urgency"] == Urgency.URGENT,
            reported_at=contact.at,
            appointment_from=self.appointment_from,
            appointment_until=self.appointment_until,
            utility_told="" if category.ours else data["utility_told"],
            utility_told_at=None if category.ours else told_at,
        )
        repair.told_outside = self._told_outside(category)
        return repair

    def _place(self) -> str:
        """A place as it is spoken: the building, and where in it."""
        building, place = self.cleaned_data["building"], self.cleaned_data["place"]
        return f"{building} {place}".strip() if building else str(place)

    def _told_outside(self, category: Category) -> ToldOutside | None:
        """Who outside was rung at once, unsaved; nobody where the category names nobody."""
        number, name = self.cleaned_data["told_to"], self.cleaned_data["told_name"]
        if not category.stop_kind or not (number or name):
            return None
        number = number or next(iter(self.outside), None)
        to = f"{number.name} {number.phone}" if number else category.get_stop_kind_display()
        return ToldOutside(to=to, note=name)


class RepairForm(RepairBlock, CaseForm):
    """The block on the reception screen: `community` is the estate of the caller, where it is known."""

    def __init__(self, *args: Any, user: Staff, community: Community | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer(user, community)
