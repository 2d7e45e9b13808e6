"""How the register of contacts is searched, and how a contact taken in haste is completed (RC-1, RC-8)."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse_lazy
from django.utils.timezone import get_current_timezone, localtime, make_aware
from django.utils.translation import gettext_lazy as _

from office import homes
from office.fields import DeskCharField, DeskDateField, DeskForm, RoomField
from office.models import Community, Staff, Unit
from office.roles import RolesBackend
from owners import households, phones, words
from owners.forms.callers import CallerForm
from owners.models import Contact, Person
from owners.models.contacts import ContactQuerySet

# Text is looked for in the contacts themselves: without a first day not further back than this.
TEXT_DAYS = 90
# As many days as one printing of the register may have.
PRINT_DAYS = 31


class RegisterForm(DeskForm):
    """The filters of the register; `narrow` applies them."""

    since = DeskDateField(label=_("From"), required=False)
    until = DeskDateField(label=_("Until"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    subject = forms.ChoiceField(label=_("Subject"), required=False)
    taken_by = forms.ModelChoiceField(Staff.objects.none(), label=_("Taken by"), required=False, empty_label=_("any"))
    room = RoomField(required=False)
    text = DeskCharField(label=_("What was said"), max_length=40, required=False)
    community = forms.ModelChoiceField(
        Community.objects.none(), label=_("Estate"), required=False, empty_label=_("any")
    )
    incomplete = forms.BooleanField(label=_("to be completed"), required=False)

    def __init__(self, *args: Any, user: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        channels, subjects = words.offered()
        self.fields["channel"].choices = [("", _("any")), *channels]  # type: ignore[attr-defined]
        self.fields["subject"].choices = [("", _("any")), *subjects]  # type: ignore[attr-defined]
        self.fields["taken_by"].queryset = receptionists(user)  # type: ignore[attr-defined]
        if len(user.community_ids) > 1:
            self.fields["community"].queryset = Community.objects.visible_to(user).order_by("pk")  # type: ignore[attr-defined]
        else:
            del self.fields["community"]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            self.add_error("until", _("This is before the first day."))
        return data

    @property
    def communities(self) -> list[int]:
        """The keys of the estates that are asked for: the one chosen, otherwise all that this user serves."""
        chosen = self.cleaned_data.get("community")
        return [chosen.pk] if chosen else sorted(self.user.community_ids)

    def narrow(self, contacts: ContactQuerySet) -> ContactQuerySet:
        """The contacts that were asked for, in whichever estate."""
        data, since = self.cleaned_data, self.cleaned_data["since"]
        asked = {name: data[name] for name in ("channel", "subject", "taken_by") if data[name]}
        if data["room"]:
            asked["unit__number"] = data["room"]
        if data["incomplete"]:
            contacts = contacts.incomplete()
        if data["text"]:
            contacts = contacts.filter(_says(data["text"]))
            since = since or localtime(self.now).date() - timedelta(days=TEXT_DAYS)
        return within(contacts.filter(**asked), since, data["until"])


def _says(text: str) -> Q:
    return Q(content__icontains=text) | Q(result__icontains=text) | Q(name__icontains=text)


def within(contacts: ContactQuerySet, since: date | None, until: date | None) -> ContactQuerySet:
    """From the beginning of the first day to the end of the last, by the clock of the office."""
    if since:
        contacts = contacts.filter(at__gte=_midnight(since))
    return contacts.filter(at__lt=_midnight(until + timedelta(days=1))) if until else contacts


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time(0)), get_current_timezone())


def receptionists(user: Staff) -> QuerySet[Staff]:
    """Who takes contacts in the estates of this user, by name."""
    people = RolesBackend().with_perm("owners.record_contact", include_superusers=False)
    return people.filter(communities__in=user.community_ids).distinct().order_by("name", "pk")


class PrintForm(DeskForm):
    """Which part of the register is printed: at most a month, of one estate; today where nothing is asked for."""

    since = DeskDateField(label=_("From"), required=False)
    until = DeskDateField(label=_("Until"), required=False)
    community = forms.ModelChoiceField(Community.objects.none(), label=_("Estate"), required=False)

    def __init__(self, *args: Any, user: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["community"].queryset = Community.objects.visible_to(user).order_by("pk")  # type: ignore[attr-defined]

    def clean_community(self) -> Community:
        chosen: Community | None = self.cleaned_data["community"]
        first = chosen or self.fields["community"].queryset.first()  # type: ignore[attr-defined]
        if first is None:
            raise forms.ValidationError(_("Choose the estate."), code="no_estate")
        return first

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not {"since", "until"} <= data.keys():
            return data
        today = localtime(self.now).date()
        data["until"] = data["until"] or max(data["since"] or today, today)
        data["since"] = data["since"] or data["until"]
        if data["until"] < data["since"]:
            self.add_error("until", _("This is before the first day."))
        elif data["until"] - data["since"] >= timedelta(days=PRINT_DAYS):
            self.add_error("until", _("At most 31 days on one printing."))
        return data


class CompleteForm(CallerForm):
    """What was left open when the contact was taken, or was taken down wrongly.

    The page sends back the version that it shows: whoever completes an older one is shown both. The number stands in
    it as its mask; left as it is, it stays.
    """

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    room = RoomField(required=False)
    channel = forms.ChoiceField(label=_("Channel"))
    subject = forms.ChoiceField(label=_("Subject"))
    rings = forms.IntegerField(label=_("Rings before the answer"), min_value=1, max_value=20, required=False)
    result = DeskCharField(label=_("Result"), max_length=400, required=False, widget=forms.Textarea({"rows": 2}))

    field_order = ["version", "room", "person", "name", "capacity", "phone", "channel", "subject", "result", "rings"]

    def __init__(self, data: Any = None, *, contact: Contact, user: Staff, now: datetime) -> None:
        initial = as_it_stands(contact)
        super().__init__(data, user=user, now=now, initial=initial)
        self.contact = contact
        channels, subjects = words.offered()
        self.fields["channel"].choices = _keeping(contact.channel, channels)  # type: ignore[attr-defined]
        self.fields["subject"].choices = _keeping(contact.subject, subjects)  # type: ignore[attr-defined]
        self.fields["phone"].known = [contact.phone] if contact.phone else []  # type: ignore[attr-defined]
        people = Person.objects.visible_to(user).filter(community=contact.community_id)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["room"].widget.attrs |= {
            "autocomplete": "off",
            "hx-get": f"{reverse_lazy('owners:household')}?community={contact.community_id}",
            "hx-trigger": "change, input changed delay:400ms",
            "hx-target": "#household",
            "hx-sync": "this:replace",
        }

    def clean_room(self) -> Unit | None:
        number = self.cleaned_data["room"]
        if not number:
            return None
        try:
            return homes.find(number, [self.contact.community_id])
        except homes.NoSuchRoom as error:
            raise forms.ValidationError(str(error), code="no_such_room") from error

    def clean_person(self) -> Person | None:
        person = super().clean_person()
        known = [self.contact.phone, *(households.numbers(person) if person else [])]
        self.fields["phone"].known = list(dict.fromkeys(filter(None, known)))  # type: ignore[attr-defined]
        return person

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        person, unit = data.get("person"), data.get("room")
        if person and unit and not unit.occupancies.filter(Q(person=person) | Q(person__merged_into=person)).exists():
            data["person"] = None  # a room corrected afterwards leaves him behind
        return data

    def answers(self) -> dict[str, Any]:
        """What was answered, by the names that a contact has for it."""
        data = dict(self.cleaned_data)
        known = bool(data["person"] or data["name"] or data["phone"])
        if data["person"] and not data["name"]:
            data["name"] = data["person"].name
        seen = {"seen": data.pop("version"), "unit": data.pop("room")}
        return {**data, **seen, "anonymous": self.contact.anonymous and not known}


def as_it_stands(contact: Contact) -> dict[str, Any]:
    """What the form shows of a contact before anything is typed."""
    return {
        "version": contact.version,
        "room": contact.unit.number if contact.unit else "",
        "person": contact.person_id,
        "name": contact.name,
        "capacity": contact.capacity,
        "phone": phones.mask(contact.phone),
        "channel": contact.channel,
        "subject": contact.subject,
        "result": contact.result,
        "rings": contact.rings,
    }


def _keeping(word: str, offered: words.Choices) -> words.Choices:
    """The words offered, and the contact's own where the office does not use it any more."""
    return offered if any(value == word for value, _label in offered) else [(word, word), *offered]
