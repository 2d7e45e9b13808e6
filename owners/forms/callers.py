"""Who calls, and from which home: the questions that every form of the desk begins with."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from office import homes
from office.fields import DeskCharField, DeskForm, RoomField
from office.models import Community, Staff, Unit
from owners import households
from owners.fields import PhoneField
from owners.models import Capacity, Occupancy, Person


class CallerForm(DeskForm):
    """Who calls. `person` is who was chosen from the register, whose number may stand in the form as its mask."""

    person = forms.ModelChoiceField(Person.objects.none(), required=False, widget=forms.HiddenInput)
    name = DeskCharField(label=pgettext_lazy("reception", "Caller"), max_length=60, required=False)
    capacity = forms.ChoiceField(label=_("Capacity"), choices=[("", "—"), *Capacity.choices], required=False)
    phone = PhoneField(required=False)

    def __init__(self, *args: Any, user: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["person"].queryset = Person.objects.visible_to(user)  # type: ignore[attr-defined]

    def clean_person(self) -> Person | None:
        chosen: Person | None = self.cleaned_data["person"]
        person = chosen and chosen.known_as()
        if person:
            self.fields["phone"].known = households.numbers(person)  # type: ignore[attr-defined]
        return person


class HomeForm(CallerForm):
    """From which home: the estate, where somebody serves several, and the room in any spelling."""

    community = forms.ModelChoiceField(Community.objects.none(), label=_("Estate"))
    room = RoomField(required=False)

    field_order = ["community", "room", "person", "name", "capacity", "phone"]

    def __init__(self, *args: Any, user: Staff, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        estates = self.fields["community"]
        estates.queryset = Community.objects.visible_to(user).order_by("pk")  # type: ignore[attr-defined]
        if len(user.community_ids) == 1:
            (estates.initial,) = user.community_ids
            estates.widget = forms.HiddenInput()

    def clean_room(self) -> Unit | None:
        number, community = self.cleaned_data["room"], self.cleaned_data.get("community")
        if not number:
            return None
        try:
            return homes.find(number, [community.pk] if community else self.user.community_ids)
        except homes.NoSuchRoom as error:
            raise forms.ValidationError(str(error), code="no_such_room") from error


class LookupForm(HomeForm):
    """A room being typed: the estate only where it was chosen already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"].required = False


class ChosenForm(forms.Form):
    """Somebody of the household, chosen as the caller."""

    who = forms.ModelChoiceField(Occupancy.objects.none())

    def __init__(self, *args: Any, user: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Occupancy.objects.visible_to(user).select_related("person")
        self.fields["who"].queryset = people  # type: ignore[attr-defined]
