"""How the list of complaints is narrowed, and what recurs is asked for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.models import Status, Type
from complaints.recurring import Subject
from office.fields import DeskCharField
from office.models import Community, Department, Staff, Unit

TO_ANSWER, OPEN, TO_CALL, TO_DECIDE, CLOSED, ALL = "answer", "open", "call", "decide", "closed", "all"
# What each figure counts, of which, and what of it is missing.
COUNTED, VALID = "counted", "valid"
HANDLED, TO_HANDLE, UNHANDLED = "handled", "to_handle", "unhandled"
IN_TIME, ANSWERABLE, LATE = "in_time", "answerable", "late"
FIGURES = [
    (COUNTED, _("all, each event once")),
    (VALID, _("valid or not decided")),
    (HANDLED, _("handled")),
    (TO_HANDLE, _("handled or past its date")),
    (UNHANDLED, _("past its date and not handled")),
    (IN_TIME, _("answered in time")),
    (ANSWERABLE, _("answered or past its time")),
    (LATE, _("not answered in time")),
]
STATES: list[Any] = [
    (OPEN, _("open")),
    (TO_ANSWER, _("to be answered")),
    (TO_CALL, _("to be called back")),
    (TO_DECIDE, _("valid or not to be decided")),
    (CLOSED, Status.CLOSED.label),
    (ALL, _("all")),
    (_("The figures of this year"), FIGURES),
]


class DepartmentChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """For who serves several estates, with the estate that the department belongs to."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Department.objects.none(), **kwargs)
        self.several = False

    def offer_to(self, user: Staff) -> None:
        """Offer the departments of the estates that this user serves."""
        self.several = len(user.community_ids) > 1
        self.queryset = Department.objects.visible_to(user).select_related("community").order_by("community", "pk")

    def label_from_instance(self, obj: Department) -> str:
        return f"{obj.community.name} · {obj.name}" if self.several else obj.name


class ListForm(forms.Form):
    """Which complaints are listed; those still open unless something else is asked for."""

    state = forms.ChoiceField(label=_("Which"), choices=STATES, required=False)
    type = forms.ChoiceField(label=_("About what"), choices=[("", _("any")), *Type.choices], required=False)
    department = DepartmentChoice(label=_("Department responsible"), required=False, empty_label=_("any"))
    community = forms.ModelChoiceField(
        Community.objects.none(), label=_("Community"), required=False, empty_label=_("any")
    )

    def __init__(self, data: Any, *, user: Staff) -> None:
        super().__init__(data)
        self.communities = Community.objects.visible_to(user).order_by("pk")
        if len(user.community_ids) > 1:
            self.fields["community"].queryset = self.communities  # type: ignore[attr-defined]
        else:
            del self.fields["community"]
        self.fields["department"].offer_to(user)  # type: ignore[attr-defined]

    @property
    def state_shown(self) -> str:
        """What is asked for, one of the states."""
        return self.cleaned_data.get("state") or OPEN

    @property
    def estates(self) -> list[Community]:
        """The estate asked for, or all that one serves; one statement for these."""
        asked = self.cleaned_data.get("community")
        return [asked] if asked else list(self.communities)


class RecurringForm(forms.Form):
    """A home and what the complaint is about, or the person, department or place complained of; as far as known."""

    community = forms.ModelChoiceField(Community.objects.none(), required=False)
    unit = forms.ModelChoiceField(Unit.objects.none(), required=False)
    type = forms.ChoiceField(choices=Type.choices, required=False)
    about_staff = forms.ModelChoiceField(Staff.objects.none(), required=False)
    about_department = forms.ModelChoiceField(Department.objects.none(), required=False)
    about_place = DeskCharField(max_length=60, required=False)

    def __init__(self, data: Any, *, user: Staff) -> None:
        super().__init__(data)
        offered = {
            "community": Community.objects.visible_to(user),
            "unit": Unit.objects.visible_to(user).select_related("community"),
            "about_staff": Staff.objects.visible_to(user),
            "about_department": Department.objects.visible_to(user).select_related("community"),
        }
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def subject(self) -> Subject | None:
        """What is asked for; None where nothing is known that could recur, or not in which estate."""
        if not self.is_valid():
            return None
        asked = self.cleaned_data
        unit, department, type_ = asked["unit"], asked["about_department"], asked["type"]
        known = unit or department
        community = known.community if known else asked["community"]
        about = (asked["about_staff"], department, asked["about_place"])
        return Subject(community, unit, type_, *about) if community and ((unit and type_) or any(about)) else None
