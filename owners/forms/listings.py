"""What is asked about a home to let or to sell (RC-11)."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from office import homes
from office.fields import DeskCharField, DeskDateField, MoneyField, RoomField
from office.models import Community, Staff, Unit
from office.verb_forms import VerbForm, several_lines
from owners.forms.blocks import CaseForm
from owners.models import Contact, Listing

WORDS = dict(Listing.Verb.choices)


class ListingForm(CaseForm):
    """The block of an offer at intake; where no room is written, the caller's own home is offered."""

    kind = forms.ChoiceField(
        label=_("Rent or sale"), choices=Listing.Kind, initial=Listing.Kind.RENT, widget=forms.RadioSelect
    )
    room = RoomField(label=_("Which home"), required=False, help_text=_("Left empty: the caller's."))
    price = MoneyField(label=_("Price asked"), max_digits=11)
    keys_left = forms.BooleanField(label=_("keys left at the desk"), required=False)
    valid_until = DeskDateField(label=_("Valid until"))
    note = DeskCharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, user: Staff, community: Community | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.community_ids = [community.pk] if community else list(user.community_ids)

    def clean_room(self) -> Unit | None:
        number = self.cleaned_data["room"]
        if not number:
            return None
        try:
            return homes.find(number, self.community_ids)
        except homes.NoSuchRoom as error:
            raise ValidationError(str(error), code="no_such_room") from error

    def clean_valid_until(self) -> date:
        day: date = self.cleaned_data["valid_until"]
        if day < localtime(self.now).date():
            raise ValidationError(_("This day has passed."), code="past")
        return day

    def fits(self, contact: Contact) -> bool:
        """Some home must be offered: the one written here, or the caller's."""
        if not self.cleaned_data["room"] and contact.unit is None:
            self.add_error("room", _("Which home is offered?"))
        return self.is_valid()

    def case(self, contact: Contact) -> Listing:
        """The offer that this contact leaves, unsaved."""
        data = self.cleaned_data
        price: Decimal = data["price"]
        return Listing(
            kind=data["kind"],
            unit=data["room"] or contact.unit,
            price=price,
            keys_left=data["keys_left"],
            valid_until=data["valid_until"],
            note=data["note"],
        )


class ListingVerbForm(VerbForm):
    words = WORDS
    record: Listing


class RenewForm(ListingVerbForm):
    """Until when it is on offer now."""

    verb = Listing.Verb.RENEW
    valid_until = DeskDateField(label=_("Valid until"))

    def clean_valid_until(self) -> date:
        day: date = self.cleaned_data["valid_until"]
        if day <= self.record.valid_until:
            raise ValidationError(_("The new date is not later than the one it has."), code="not_later")
        if day < self.record.community.local(self.now).date():
            raise ValidationError(_("This day has passed."), code="past")
        return day


class CloseForm(ListingVerbForm):
    """How it ended, and what came of it."""

    verb = Listing.Verb.CLOSE
    how = forms.ChoiceField(
        label=_("How it ended"),
        choices=[(status, status.label) for status in (Listing.Status.DONE, Listing.Status.WITHDRAWN)],
        widget=forms.RadioSelect,
    )
    outcome = several_lines(_("Outcome"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.record.keys_left:
            self.fields["outcome"].help_text = _("Keys were left at the desk: where are they now?")
