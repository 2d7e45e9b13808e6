"""Taking a repair: one page, from the caller to the appointment (RP-1, RP-2, RP-12)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from office.fields import DeskCharField, DeskDateTimeField
from office.models import Building, Staff, Unit
from owners.forms.callers import HomeForm
from owners.models import Channel, Contact, Person, Subject
from repairs.forms.appointments import AppointmentForm
from repairs.forms.categories import CategoryForm
from repairs.models import Category, Repair
from repairs.models.repairs import LATE_ENTRY

# A clock that is a little ahead of ours is not a time in the future.
AHEAD = timedelta(minutes=2)
PLACE = 40


class Urgency(forms.ChoiceField):
    """The category decides; reception may raise the urgency, never lower it here (RP-1)."""

    AS_CATEGORY, URGENT = "category", "urgent"

    def __init__(self) -> None:
        choices = [(self.AS_CATEGORY, _("by category")), (self.URGENT, _("urgent"))]
        super().__init__(label=_("Urgency"), choices=choices, initial=self.AS_CATEGORY, widget=forms.RadioSelect)


class RegisterForm(AppointmentForm, CategoryForm, HomeForm):
    """The whole page; `repair()` and `contact()` are the unsaved records that it describes."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel, initial=Channel.HOTLINE, widget=forms.RadioSelect)
    building = forms.ModelChoiceField(Building.objects.none(), label=_("Building"), required=False, empty_label="—")
    place = DeskCharField(label=_("Place without a household"), max_length=PLACE, required=False)
    common_part = forms.BooleanField(label=_("common part"), required=False)
    problem = DeskCharField(label=_("Problem"), max_length=300, widget=forms.Textarea({"rows": 2}))
    urgency = Urgency()
    reported_at = DeskDateTimeField(label=_("Reported at"), required=False)
    late_entry = forms.BooleanField(
        label=_("Yes, it was reported more than 30 days ago; its limits count from now"), required=False
    )
    utility_told = DeskCharField(label=_("Reported to (company, name)"), max_length=60, required=False)
    utility_told_at = DeskDateTimeField(label=_("Told at"), required=False)

    def __init__(self, *args: Any, user: Staff, now: datetime, **kwargs: Any) -> None:
        initial = {"reported_at": now, "utility_told_at": now, **kwargs.pop("initial", {})}
        super().__init__(*args, user=user, now=now, initial=initial, **kwargs)
        self.fields["room"].widget.attrs |= {
            "autofocus": True,
            "autocomplete": "off",
            "hx-get": reverse_lazy("owners:household"),
            "hx-trigger": "change, input changed delay:400ms",
            "hx-target": "#household",
            "hx-include": "[name=community]",
            "hx-sync": "this:replace",
        }
        self.fields["category"].widget.attrs |= {
            "hx-get": reverse_lazy("repairs:category"),
            "hx-trigger": "change",
            "hx-target": "#category-says",
        }
        buildings = Building.objects.filter(community_id__in=user.community_ids).order_by("community", "pk")
        self.fields["building"].queryset = buildings  # type: ignore[attr-defined]

    def clean_reported_at(self) -> datetime:
        at: datetime = self.cleaned_data["reported_at"] or self.now
        if at > self.now + AHEAD:
            raise forms.ValidationError(_("This time is still to come."), code="future")
        return min(at, self.now)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        self._check_place(data)
        if not self._lives_there(data.get("person"), data.get("room")):
            data["person"] = None
        at = data.get("reported_at")
        if at and self.now - at > LATE_ENTRY and not data.get("late_entry"):
            self.add_error("late_entry", _("Reported more than 30 days ago: is that meant?"))
        category = data.get("category")
        if category and not category.ours and not data.get("utility_told"):
            self.add_error("utility_told", _("Not ours: say to whom it was reported."))
        return data

    def _lives_there(self, person: Person | None, unit: Unit | None) -> bool:
        """Whether somebody chosen belongs to the room: a room corrected afterwards leaves him behind."""
        if person is None or unit is None:
            return True
        return unit.occupancies.filter(Q(person=person) | Q(person__merged_into=person)).exists()

    def _check_place(self, data: dict[str, Any]) -> None:
        if not {"room", "place", "building"} <= data.keys():
            return
        if data["room"] and data["place"]:
            self.add_error("place", _("A room or a place, not both."))
        elif not data["room"] and not data["place"]:
            self.add_error("room", _("Give the room, or name the place below."))
        elif data["building"] and data["building"].community != data.get("community"):
            self.add_error("building", _("This building belongs to another estate."))
        elif data["place"] and len(self._place()) > PLACE:
            self.add_error("place", _("Too long together with the building."))

    def _place(self) -> str:
        """Where it is, as it is spoken: the room number, or building and place."""
        data = self.cleaned_data
        if data["room"]:
            return str(data["room"].number)
        building = data.get("building")
        return f"{building} {data['place']}" if building else str(data["place"])

    @property
    def asks_late_entry(self) -> bool:
        """Whether the page has to ask if so late an entry is meant."""
        return "late_entry" in self.errors or self["late_entry"].value() is True

    def contact(self) -> Contact:
        """The contact that the repair came from, unsaved."""
        data = self.cleaned_data
        service = data["category"].kind == Category.Kind.SERVICE
        return Contact(
            community=data["community"],
            channel=data["channel"],
            subject=Subject.SERVICE if service else Subject.REPAIR,
            at=data["reported_at"],
            unit=data["room"],
            person=data["person"],
            name=data["name"],
            capacity=data["capacity"],
            phone=data["phone"],
            content=data["problem"],
            form_key=data["form_key"],
        )

    def repair(self) -> Repair:
        """The repair, unsaved."""
        data, unit, category = self.cleaned_data, self.cleaned_data["room"], self.cleaned_data["category"]
        return Repair(
            community=data["community"],
            unit=unit,
            building=unit.building if unit else data["building"],
            place=self._place(),
            common_part=data["common_part"] or unit is None,
            person=data["person"],
            caller_name=data["name"],
            caller_capacity=data["capacity"],
            caller_phone=data["phone"],
            channel=data["channel"],
            category=category,
            problem=data["problem"],
            urgent=data["urgency"] == Urgency.URGENT,
            reported_at=data["reported_at"],
            appointment_from=self.appointment_from,
            appointment_until=self.appointment_until,
            utility_told="" if category.ours else data["utility_told"],
            utility_told_at=None if category.ours else data["utility_told_at"] or self.now,
        )
