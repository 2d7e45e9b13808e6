"""Who moves in, who moves out, and a day that was written down wrongly."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.fields import DeskCharField, DeskDateField, DeskForm
from office.models import Staff, Unit
from owners.actions.moving import Newcomer
from owners.fields import PhoneField
from owners.models import Capacity, Occupancy, Person
from owners.phones import normalise

# A move is announced so many days ahead at most; what is further away is a slip of the pen.
AHEAD = timedelta(days=60)
ROWS, MOST_ROWS = 3, 12
LIVES_THERE = (Capacity.OWNER, Capacity.TENANT, Capacity.FAMILY, Capacity.OTHER)
CAPACITIES = [(capacity.value, capacity.label) for capacity in LIVES_THERE]


def within_reason(day: date, today: date) -> date:
    """The day itself. Raises ValidationError where it lies more than 60 days ahead."""
    if day > today + AHEAD:
        raise ValidationError(_("Not more than 60 days ahead."), code="too_far")
    return day


class MoveInForm(DeskForm):
    """From which day on they live there; `anyway` confirms that somebody is not the one who is known already."""

    since = DeskDateField(label=gettext_lazy("Moves in on"))
    anyway = forms.BooleanField(label=gettext_lazy("Yes, this is somebody else of the same name"), required=False)

    def __init__(self, *args: Any, unit: Unit, now: datetime, **kwargs: Any) -> None:
        self.today = unit.community.local(now).date()
        super().__init__(*args, now=now, initial={"since": self.today}, **kwargs)

    def clean_since(self) -> date:
        return within_reason(self.cleaned_data["since"], self.today)


class NewcomerForm(forms.Form):
    """One who moves in: somebody of the register (`person`), or a new name with its number."""

    person = forms.ModelChoiceField(Person.objects.none(), required=False, widget=forms.HiddenInput)
    name = DeskCharField(label=gettext_lazy("Name"), max_length=60, required=False)
    capacity = forms.ChoiceField(label=gettext_lazy("Capacity"), choices=CAPACITIES, initial=Capacity.TENANT)
    phone = PhoneField(required=False)

    def __init__(self, *args: Any, unit: Unit, user: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.visible_to(user).filter(community=unit.community_id)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]

    def has_changed(self) -> bool:
        """Whether anybody is named; an empty line is nobody."""
        return any(str(self[name].value() or "").strip() for name in ("person", "name", "phone"))

    @cached_property
    def known(self) -> Person | None:
        """Who of the register stands in the line."""
        queryset: QuerySet[Person] = self.fields["person"].queryset  # type: ignore[attr-defined]
        value = str(self["person"].value() or "")
        return queryset.filter(pk=value).first() if value.isascii() and value.isdecimal() and len(value) < 19 else None

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if self.has_changed() and not data.get("person") and not data.get("name") and "name" not in self.errors:
            self.add_error("name", _("Write the name."))
        return data

    @property
    def newcomer(self) -> Newcomer:
        """Who moves in, once the line is valid."""
        data = self.cleaned_data
        person = data["person"].known_as() if data["person"] else None
        return Newcomer(data["capacity"], person, data["name"], data["phone"])


class BaseNewcomerFormSet(forms.BaseFormSet):  # type: ignore[type-arg]
    """All who move in together. `since` and `anyway` come from the form above them."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, unit: Unit, user: Staff, people: Sequence[Person] = ()
    ) -> None:
        initial = [{"person": person.pk, "name": person.name} for person in people[: MOST_ROWS - ROWS]]
        super().__init__(data, prefix="who", initial=initial, form_kwargs={"unit": unit, "user": user})
        self.unit = unit

    @property
    def named(self) -> list[NewcomerForm]:
        """The lines in which somebody stands."""
        return [form for form in self.forms if form.has_changed()]

    @property
    def newcomers(self) -> list[Newcomer]:
        """Who moves in, once all lines are valid."""
        return [form.newcomer for form in self.named]

    def clean(self) -> None:
        if not self.named:
            raise ValidationError(_("Name at least one who moves in."))
        seen: set[object] = set()
        for form in self.named:
            if form.is_valid():
                newcomer = form.newcomer
                who = newcomer.person or (newcomer.name, newcomer.phone)
                if who in seen:
                    form.add_error("name", _("Stands here twice."))
                seen.add(who)

    def check(self, since: date, *, anyway: bool) -> bool:
        """Whether all of them may move in on that day; what stands against it is said at their lines."""
        for form in self.named:
            if refused := self._refused(form.newcomer, since, anyway=anyway):
                form.add_error("name", refused)
        return all(form.is_valid() for form in self.named)

    def _refused(self, newcomer: Newcomer, since: date, *, anyway: bool) -> str:
        if newcomer.person:
            stay = overlapping(self.unit, newcomer.person, since, None, capacity=newcomer.capacity)
            return lives_there(stay) if stay else ""
        twin = None if anyway else self._known(newcomer, since)
        return _("Somebody of this name with this number is in the register: find them above.") if twin else ""

    def _known(self, newcomer: Newcomer, since: date) -> Person | None:
        """Somebody of the same name and number, but for the one whom the same form has entered a moment ago."""
        if not newcomer.phone:
            return None
        number = normalise(newcomer.phone).number
        people = Person.objects.filter(community=self.unit.community_id, name=newcomer.name, phones__number=number)
        entered = Occupancy.objects.filter(unit=self.unit, since=since, capacity=newcomer.capacity)
        return people.exclude(occupancies__in=entered).first()


NewcomerFormSet: type[BaseNewcomerFormSet] = forms.formset_factory(  # type: ignore[assignment]
    NewcomerForm, formset=BaseNewcomerFormSet, extra=ROWS, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
)


def overlapping(
    unit: Unit, person: Person, since: date, until: date | None, *, capacity: str = "", but: int = 0
) -> Occupancy | None:
    """When somebody, by whichever entry, lives in the home at the same time; not what `since` and `capacity` say too.

    `but` is the key of the occupancy that is being corrected.
    """
    entries = Q(person=person) | Q(person__merged_into=person)
    rows = unit.occupancies.filter(entries, Q(until=None) | Q(until__gte=since)).exclude(pk=but)
    if until:
        rows = rows.filter(since__lte=until)
    return rows.exclude(since=since, capacity=capacity).order_by("since").first()


def lives_there(stay: Occupancy) -> str:
    """Why somebody cannot move in: he lives there already."""
    if stay.until:
        return _("Lives here from %(since)s until %(until)s.") % {"since": stay.since, "until": stay.until}
    return _("Lives here since %(since)s.") % {"since": stay.since}


class MoveOutForm(DeskForm):
    """Who moves out, and the last day that he lives there. `asks` is set where something is open."""

    stays = forms.ModelMultipleChoiceField(
        Occupancy.objects.none(), label=gettext_lazy("Who moves out"), widget=forms.CheckboxSelectMultiple
    )
    until = DeskDateField(label=gettext_lazy("Last day"))
    told = forms.BooleanField(label=gettext_lazy("What is open was gone through with them"), required=False)

    def __init__(self, *args: Any, unit: Unit, asks: bool, now: datetime, **kwargs: Any) -> None:
        self.today = unit.community.local(now).date()
        super().__init__(*args, now=now, initial={"until": self.today}, **kwargs)
        self.asks = asks
        still = unit.occupancies.filter(Q(until=None) | Q(until__gte=self.today)).order_by("since", "pk")
        self.fields["stays"].queryset = still.select_related("person__merged_into")  # type: ignore[attr-defined]
        self.fields["stays"].label_from_instance = _who  # type: ignore[attr-defined]

    def clean_until(self) -> date:
        return within_reason(self.cleaned_data["until"], self.today)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        until = data.get("until")
        late = [stay for stay in data.get("stays", []) if until and stay.since > until]
        if late:
            who = {"who": late[0].person.known_as(), "since": late[0].since}
            self.add_error("until", _("%(who)s moved in on %(since)s only.") % who)
        if self.asks and not data.get("told"):
            self.add_error("told", _("Something is open: go through it with them first."))
        return data


def _who(stay: Occupancy) -> str:
    return f"{stay.person.known_as().name} · {stay.get_capacity_display()} · {stay.since}"


class CorrectForm(DeskForm):
    """The days and the capacity of an occupancy as they should have been written.

    The page sends back what it showed (`seen`): where it was changed meanwhile the form is not valid but says so.
    """

    seen = forms.CharField(max_length=60, widget=forms.HiddenInput)
    since = DeskDateField(label=gettext_lazy("Moved in on"))
    until = DeskDateField(label=gettext_lazy("Last day"), required=False)
    capacity = forms.ChoiceField(label=gettext_lazy("Capacity"))

    def __init__(self, data: Any = None, *, stay: Occupancy, now: datetime) -> None:
        initial = {"seen": as_seen(stay), "since": stay.since, "until": stay.until, "capacity": stay.capacity}
        super().__init__(data, now=now, initial=initial)
        self.stay, self.today = stay, stay.unit.community.local(now).date()
        kept = [] if stay.capacity in LIVES_THERE else [(stay.capacity, stay.get_capacity_display())]
        self.fields["capacity"].choices = [*CAPACITIES, *kept]  # type: ignore[attr-defined]

    def clean_since(self) -> date:
        return within_reason(self.cleaned_data["since"], self.today)

    def clean_until(self) -> date | None:
        day: date | None = self.cleaned_data["until"]
        return day and within_reason(day, self.today)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until")
        if data.get("seen") not in (None, as_seen(self.stay)):
            raise ValidationError(_("Somebody else has changed this meanwhile."), code="overtaken")
        if since and until and until < since:
            self.add_error("until", _("This is before the day of moving in."))
        elif since and "until" not in self.errors:
            person = self.stay.person.known_as()
            other = overlapping(self.stay.unit, person, since, until, but=self.stay.pk)
            if other:
                self.add_error("since", lives_there(other))
        return data


def as_seen(stay: Occupancy) -> str:
    """What a page showed of an occupancy, to be compared when it comes back."""
    return f"{stay.since} {stay.until or ''} {stay.capacity}"
