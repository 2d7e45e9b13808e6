"""The record of a contact while it is written: who, from where, how, what was said (RC-1)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.fields import DeskCharField, DeskDateTimeField, DeskTextField
from office.models import OutsideNumber, Staff, Unit
from owners import words
from owners.forms.callers import HomeForm
from owners.models import Channel, Contact, Person, Subject

# A clock that is a little ahead of ours is not a time in the future.
AHEAD = timedelta(minutes=2)
LATE_ENTRY = timedelta(days=30)


class ContactForm(HomeForm):
    """The contact itself; `contact()` is the unsaved record. Whoever gives little is recorded with little (RC-8)."""

    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    anonymous = forms.BooleanField(label=_("wishes to stay anonymous"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), initial=Channel.HOTLINE, widget=forms.RadioSelect)
    content = DeskTextField(label=_("What was said"), max_length=2000, required=False)
    subject = forms.ChoiceField(label=_("Subject"), required=False)
    result = DeskCharField(label=_("Answered"), max_length=400, required=False)
    at = DeskDateTimeField(label=_("When"), required=False)
    late_entry = forms.BooleanField(label=_("Yes, it was more than 30 days ago"), required=False)
    rings = forms.IntegerField(label=_("Rings before the answer"), min_value=1, max_value=20, required=False)
    told = forms.ModelMultipleChoiceField(OutsideNumber.objects.none(), label=_("Reported just now"), required=False)

    def __init__(self, *args: Any, user: Staff, now: datetime, numbers: Sequence[str] = (), **kwargs: Any) -> None:
        """`numbers` are stored ones whose mask may stand in the form: of the missed call that is rung back."""
        initial = {"at": now, **kwargs.pop("initial", {})}
        super().__init__(*args, user=user, now=now, initial=initial, **kwargs)
        self.numbers = numbers
        channels, subjects = words.offered()
        self.fields["channel"].choices = channels  # type: ignore[attr-defined]
        self.fields["subject"].choices = [("", "—"), *subjects]  # type: ignore[attr-defined]
        self.fields["told"].queryset = OutsideNumber.objects.visible_to(user).in_use()  # type: ignore[attr-defined]
        self.fields["room"].label = _("Find somebody or a room")
        self.fields["room"].widget.attrs |= {
            "autofocus": True,
            "data-key": "Ctrl+K",
            "autocomplete": "off",
            "role": "combobox",
            "aria-expanded": "false",
            "aria-controls": "found-list",
            "aria-autocomplete": "list",
        }

    def clean_person(self) -> Person | None:
        person = super().clean_person()
        phone = self.fields["phone"]
        phone.known = list(dict.fromkeys([*phone.known, *self.numbers]))  # type: ignore[attr-defined]
        return person

    def clean_at(self) -> datetime:
        at: datetime = self.cleaned_data["at"] or self.now
        if at > self.now + AHEAD:
            raise forms.ValidationError(_("This time is still to come."), code="future")
        return min(at, self.now)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if any(number.community != data.get("community") for number in data.get("told") or ()):
            self.add_error("told", _("This number belongs to another estate."))
        if not self._lives_there(data.get("person"), data.get("room")):
            data["person"] = None
        at = data.get("at")
        if at and self.now - at > LATE_ENTRY and not data.get("late_entry"):
            self.add_error("late_entry", _("More than 30 days ago: is that meant?"))
        if data.get("anonymous") and (data.get("name") or data.get("phone")):
            self.add_error("anonymous", _("Anonymous, but with a name or a number: leave one of them out."))
        return data

    def _lives_there(self, person: Person | None, unit: Unit | None) -> bool:
        """Whether somebody chosen belongs to the room: a room corrected afterwards leaves him behind."""
        if person is None or unit is None:
            return True
        return unit.occupancies.filter(Q(person=person) | Q(person__merged_into=person)).exists()

    @property
    def asks_late_entry(self) -> bool:
        """Whether the page has to ask if so late an entry is meant."""
        return "late_entry" in self.errors or self["late_entry"].value() is True

    @property
    def outside(self) -> list[tuple[OutsideNumber, bool]]:
        """Whom the desk rings outside the house, and who was ticked as told."""
        ticked = {str(value) for value in self["told"].value() or ()}
        numbers = self.fields["told"].queryset.select_related("community")  # type: ignore[attr-defined]
        return [(number, str(number.pk) in ticked) for number in numbers]

    def contact(self, *, subject: str = "") -> Contact:
        """The contact, unsaved. `subject` is what its first case is about, where none was chosen."""
        data = self.cleaned_data
        unknown = data["anonymous"]
        return Contact(
            community=data["community"],
            channel=data["channel"],
            subject=data["subject"] or subject or Subject.ENQUIRY,
            at=data["at"],
            unit=data["room"],
            person=None if unknown else data["person"],
            name=data["name"],
            capacity=data["capacity"],
            phone=data["phone"],
            anonymous=unknown,
            content=data["content"],
            result=data["result"],
            rings=data["rings"],
            form_key=data["form_key"],
        )
