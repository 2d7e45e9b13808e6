"""How the register of repairs is searched: a number, a room or a phone; status, urgency, days, estate."""

import re
from datetime import datetime, time, timedelta
from typing import Any

import django_filters as filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.timezone import get_current_timezone, make_aware
from django.utils.translation import gettext_lazy as _

from office import rooms
from office.fields import DeskCharField, DeskDateField, narrow
from office.models import Community, Staff
from owners import phones
from repairs.models import Repair
from repairs.models.repairs import RepairQuerySet

OPEN = "open"
# R-20261124-0007, 20261124-7, and the number of one of its work orders with -1, -2 … behind it.
_NUMBER = re.compile(r"(?:([A-Z])-?)?([0-9]{8})-([0-9]{1,8})(?:-[0-9]{1,4})?", re.ASCII | re.IGNORECASE)


def number_of(typed: str, prefix: str = "R") -> str:
    """The number of a repair, or with another prefix of another record, that the text spells; or nothing."""
    found = _NUMBER.fullmatch(narrow(typed).strip())
    if not found or (found[1] or prefix).upper() != prefix:
        return ""
    return f"{prefix}-{found[2]}-{int(found[3]):04d}"


class SearchField(DeskCharField):
    """A repair's number, a room or a whole phone; its cleaned value is the condition on the repairs."""

    default_error_messages = {"search": _("Type a repair's number, a room or a whole phone number.")}

    def clean(self, value: Any) -> Q | None:
        """Raises ValidationError."""
        typed = super().clean(value)
        if not typed:
            return None
        if number := number_of(typed):
            return Q(number=number)
        if room := rooms.normalise(typed):
            return Q(unit__number=room)
        try:
            return Q(caller_phone__startswith=phones.normalise(typed).stored)
        except phones.NoPhone as error:
            raise ValidationError(self.error_messages["search"], code="search") from error


class SearchFilter(filters.CharFilter):
    field_class = SearchField

    def filter(self, qs: RepairQuerySet, value: Q | None) -> RepairQuerySet:
        return qs.filter(value) if value else qs


class DayFilter(filters.DateFilter):
    """From the beginning of a day or, with `ends`, to its end, by the clock of the office."""

    field_class = DeskDateField

    def __init__(self, *args: Any, ends: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, field_name="reported_at", lookup_expr="lt" if ends else "gte", **kwargs)
        self.ends = ends

    def filter(self, qs: RepairQuerySet, value: Any) -> RepairQuerySet:
        if not value:
            return qs
        day = value + timedelta(days=1) if self.ends else value
        at = make_aware(datetime.combine(day, time(0)), get_current_timezone())
        return qs.filter(**{f"reported_at__{self.lookup_expr}": at})


class RegisterFilter(filters.FilterSet):
    q = SearchFilter(label=_("Number, room or phone"), max_length=40)
    status = filters.ChoiceFilter(
        label=_("Status"), choices=[(OPEN, _("open")), *Repair.Status.choices], method="of_status", empty_label=_("any")
    )
    urgent = filters.ChoiceFilter(
        label=_("Urgency"),
        choices=[("1", _("urgent")), ("0", _("not urgent"))],
        method="of_urgency",
        empty_label=_("any"),
    )
    since = DayFilter(label=_("Reported from"))
    until = DayFilter(label=_("Reported until"), ends=True)
    community = filters.ModelChoiceFilter(label=_("Estate"), queryset=Community.objects.none(), empty_label=_("any"))

    def __init__(self, data: Any, queryset: RepairQuerySet, *, user: Staff) -> None:
        super().__init__(data, queryset)
        if len(user.community_ids) > 1:
            self.filters["community"].queryset = Community.objects.visible_to(user).order_by("pk")
        else:
            del self.filters["community"]

    def of_status(self, qs: RepairQuerySet, name: str, value: str) -> RepairQuerySet:
        return qs.unfinished() if value == OPEN else qs.filter(status=value)

    def of_urgency(self, qs: RepairQuerySet, name: str, value: str) -> RepairQuerySet:
        return qs.filter(urgent=value == "1")


class PageForm(forms.Form):
    """Where a page of the register begins: behind this repair. Anything that makes no sense begins at the newest."""

    before = forms.RegexField(r"\A[0-9]{1,16}-[0-9]{1,18}\Z", required=False)

    def mark(self) -> tuple[datetime, int] | None:
        """When the last repair of the page before was reported, and its key."""
        if not self.is_valid() or not self.cleaned_data["before"]:
            return None
        microseconds, key = map(int, self.cleaned_data["before"].split("-"))
        try:
            return EPOCH + timedelta(microseconds=microseconds), key
        except OverflowError:
            return None


EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def mark_of(repair: Repair) -> str:
    """What `before` says to go on behind this repair."""
    return f"{(repair.reported_at - EPOCH) // timedelta(microseconds=1)}-{repair.pk}"
