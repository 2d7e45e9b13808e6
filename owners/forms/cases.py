"""How the lists of the reception's cases are searched: a number or a room, one's own, open ones, from day to day."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.timezone import get_current_timezone, make_aware
from django.utils.translation import gettext_lazy as _

from office import rooms
from office.fields import DeskCharField, DeskDateField, DeskForm, narrow
from office.models import Community, Department, Staff
from owners.models import Listing, Matter, Message

# S-20261124-0007, or 20261124-7.
_NUMBER = re.compile(r"(?:[A-Z]-)?([0-9]{8})-([0-9]{1,8})", re.ASCII | re.IGNORECASE)
ALL = "all"


class CaseFilter(DeskForm):
    """The filters of one list; `narrow` applies them. `view` is the tab."""

    series: ClassVar[str]
    unit: ClassVar[str] = "unit"
    views: ClassVar[list[tuple[str, Any]]]

    view = DeskCharField(max_length=12, required=False, widget=forms.HiddenInput)
    q = DeskCharField(label=_("Number or room"), max_length=40, required=False)
    since = DeskDateField(label=_("Taken from"), required=False)
    until = DeskDateField(label=_("Taken until"), required=False)
    community = forms.ModelChoiceField(
        Community.objects.none(), label=_("Estate"), required=False, empty_label=_("any")
    )

    def __init__(self, *args: Any, user: Staff, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if len(user.community_ids) > 1:
            self.fields["community"].queryset = Community.objects.visible_to(user).order_by("pk")  # type: ignore[attr-defined]
        else:
            del self.fields["community"]

    def clean_q(self) -> Q:
        """The condition that was typed."""
        typed = narrow(self.cleaned_data["q"])
        if found := _NUMBER.fullmatch(typed):
            return Q(number=f"{self.series}-{found[1]}-{int(found[2]):04d}")
        if room := rooms.normalise(typed):
            return Q(**{f"{self.unit}__number": room})
        if typed:
            raise ValidationError(_("Type a number or a room."), code="search")
        return Q()

    def clean_view(self) -> str:
        """The tab; the reader's own where none of that name is."""
        view = str(self.cleaned_data["view"])
        return view if view in dict(self.views) else self.default_view()

    def default_view(self) -> str:
        return str(self.views[0][0])

    @property
    def shown(self) -> str:
        """The tab that is shown."""
        return str(self.cleaned_data.get("view") or self.default_view())

    @property
    def oldest_first(self) -> bool:
        """What is still open is worked off from the oldest; the whole register is read from the newest."""
        return self.shown != ALL

    def narrow(self, rows: Any) -> Any:
        """The rows that were asked for."""
        data = self.cleaned_data
        rows = self.of_view(rows.filter(data["q"]), self.shown)
        if data.get("community"):
            rows = rows.filter(community=data["community"])
        if data["since"]:
            rows = rows.filter(taken_at__gte=_midnight(data["since"]))
        return rows.filter(taken_at__lt=_midnight(data["until"] + timedelta(days=1))) if data["until"] else rows

    def of_view(self, rows: Any, view: str) -> QuerySet[Any]:
        raise NotImplementedError


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time(0)), get_current_timezone())


class MatterFilter(CaseFilter):
    """Where each matter stands, and what is one's own to do."""

    series = "S"
    HAND_OVER, DECIDE, MINE, DO, TELL = "hand_over", "decide", "mine", "do", "tell"
    views = [
        (HAND_OVER, _("to hand over")),
        (DECIDE, _("to decide")),
        (MINE, _("mine to do")),
        (DO, _("being done")),
        (TELL, _("to tell")),
        (ALL, _("all")),
    ]
    STATUS: ClassVar = {
        HAND_OVER: Matter.Status.TAKEN,
        DECIDE: Matter.Status.HANDED_OVER,
        DO: Matter.Status.DECIDED,
        TELL: Matter.Status.DONE,
    }
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department"), required=False, empty_label=_("any")
    )

    def __init__(self, *args: Any, user: Staff, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        self.fields["department"].queryset = Department.objects.visible_to(user).order_by("pk")  # type: ignore[attr-defined]

    def default_view(self) -> str:
        if self.user.has_perm("owners.decide_matter"):
            return self.DECIDE
        return self.HAND_OVER if self.user.has_perm("owners.hand_over") else self.MINE

    def of_view(self, rows: Any, view: str) -> QuerySet[Matter]:
        if self.cleaned_data["department"]:
            rows = rows.filter(department=self.cleaned_data["department"])
        if view == self.MINE:
            decides = Q(status=Matter.Status.HANDED_OVER, handed_to=self.user)
            does = Q(status=Matter.Status.DECIDED, doer=self.user)
            return rows.filter(decides | does)  # type: ignore[no-any-return]
        return rows if view == ALL else rows.filter(status=self.STATUS[view])  # type: ignore[no-any-return]


class MessageFilter(CaseFilter):
    series = "M"
    unit = "contact__unit"
    OPEN, MINE = "open", "mine"
    views = [(OPEN, _("open")), (MINE, _("for me")), (ALL, _("all"))]

    def default_view(self) -> str:
        return self.OPEN if self.user.has_perm("owners.view_contacts") else self.MINE

    def of_view(self, rows: Any, view: str) -> QuerySet[Message]:
        if view == ALL:
            return rows  # type: ignore[no-any-return]
        mine = Q(addressee=self.user) | Q(told_to=self.user)
        return rows.open().filter(mine if view == self.MINE else Q())  # type: ignore[no-any-return]


class ListingFilter(CaseFilter):
    series = "H"
    OPEN, ENDED = "open", "ended"
    views = [(OPEN, _("on offer")), (ENDED, _("to ask again")), (ALL, _("all"))]
    kind = forms.ChoiceField(label=_("Rent or sale"), choices=[("", _("any")), *Listing.Kind.choices], required=False)

    def of_view(self, rows: Any, view: str) -> QuerySet[Listing]:
        if self.cleaned_data["kind"]:
            rows = rows.filter(kind=self.cleaned_data["kind"])
        if view == ALL:
            return rows  # type: ignore[no-any-return]
        today = self.now.astimezone(get_current_timezone()).date()
        return rows.open().filter(Q(valid_until__lt=today) if view == self.ENDED else Q())  # type: ignore[no-any-return]
