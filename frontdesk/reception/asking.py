"""What the address of the reception screen may already know: the room, the caller, the call, the letter, the case."""

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q

from frontdesk.reception.kinds import KINDS, Kind
from office.fields import DeskCharField
from office.models import Community, Staff, Unit
from owners import phones
from owners.forms.callers import LookupForm
from owners.households import numbers
from owners.models import BoxOpening, Channel, MissedCall, Occupancy, Person
from owners.models.calls import CallStatus


class Asked(LookupForm):
    """Anything that makes no sense is passed over: the screen then opens empty."""

    q = DeskCharField(max_length=60, required=False)
    call = forms.ModelChoiceField(MissedCall.objects.none(), to_field_name="number", required=False)
    opening = forms.ModelChoiceField(BoxOpening.objects.none(), required=False)
    case = forms.ChoiceField(choices=[(key, key) for key in KINDS], required=False)
    saved = DeskCharField(max_length=24, required=False)

    def __init__(self, *args: Any, user: Staff, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        calls = MissedCall.objects.visible_to(user)
        openings = BoxOpening.objects.visible_to(user).select_related("box")
        self.fields["call"].queryset = calls  # type: ignore[attr-defined]
        self.fields["opening"].queryset = openings  # type: ignore[attr-defined]
        self.full_clean()
        # Sent once more, or after a colleague has rung back, the call is over; its mask still stands in the form.
        self.named_call = self.cleaned_data.get("call")
        if self.named_call and self.named_call.status != CallStatus.MISSED:
            self.cleaned_data["call"] = None

    @property
    def estate(self) -> Community | None:
        """The estate that what is known belongs to, or the only one of this user."""
        data = self.cleaned_data
        for known in (data.get("room"), data.get("call"), data.get("person")):
            if known:
                community: Community = known.community
                return community
        if opening := data.get("opening"):
            found: Community = opening.box.community
            return found
        return Community.objects.visible_to(self.user).first() if len(self.user.community_ids) == 1 else None

    def kinds(self) -> list[Kind]:
        """The kind of case to begin with, where this user may open it."""
        kind = KINDS.get(self.cleaned_data.get("case", ""))
        return [kind] if kind and kind.offered_to(self.user) else []

    @property
    def numbers(self) -> list[str]:
        """The number of the missed call, which stands in the form as its mask."""
        return [self.named_call.phone] if self.named_call else []

    def begins_with(self) -> dict[str, Any]:
        """What the form begins with."""
        data = self.cleaned_data
        known: dict[str, Any] = {"community": self.estate.pk} if self.estate else {}
        if unit := data.get("room"):
            known["room"] = unit.number
        if person := data.get("person"):
            known |= caller(person, unit, self.now)
        if call := data.get("call"):
            known |= {"phone": phones.mask(call.phone), "channel": Channel.HOTLINE}
        if opening := data.get("opening"):
            known |= {"channel": Channel.BOX, "at": opening.at}
        return known


def caller(person: Person, unit: Unit | None, now: datetime) -> dict[str, Any]:
    """Somebody of the register as the form names him: as what he lives there, his number masked."""
    known = numbers(person)
    found = {"person": person.pk, "name": person.name, "phone": phones.mask(known[0]) if known else ""}
    if unit:
        stays = Occupancy.objects.on(unit.community.local(now).date()).filter(unit=unit)
        stay = stays.filter(Q(person=person) | Q(person__merged_into=person)).first()
        found["capacity"] = stay.capacity if stay else ""
    return found
