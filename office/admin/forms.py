"""What the forms of the dashboard check beyond the fields of a record."""

from typing import Any, ClassVar
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.forms import AdminPasswordChangeForm, UserCreationForm

from office import rooms
from office.models import Community, Department, Staff, Unit

# Where a notice may leave the house for: mail and the three messengers in use. Not any address a server might reach.
OUTLETS = {"mailto", "mailtos", "wecombot", "dingtalk", "feishu"}


class CommunityForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Community
        fields: ClassVar = ["name", "time_zone", "call_from", "call_until", "day_from", "night_from",
                            "masks_phone_on_orders"]  # fmt: skip

    def clean_time_zone(self) -> str:
        zone: str = self.cleaned_data["time_zone"]
        if zone not in available_timezones():
            raise forms.ValidationError(_("No such time zone. Write it as in Asia/Shanghai."))
        return zone

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for start, end in [("call_from", "call_until"), ("day_from", "night_from")]:
            if data.get(start) and data.get(end) and data[start] >= data[end]:
                self.add_error(end, _("This must be later than the hour before it."))
        return data


class UnitForm(forms.ModelForm):  # type: ignore[type-arg]
    """A home stands in a building; its community is the building's."""

    class Meta:
        model = Unit
        fields: ClassVar = ["building", "number", "handed_over_on", "warranty_until"]

    def clean_number(self) -> str:
        number = rooms.normalise(self.cleaned_data["number"])
        if number is None:
            raise forms.ValidationError(_("Not a room number. Write it as in 3-2-501."))
        return number

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        building = data.get("building") or (self.instance.building if self.instance.pk else None)
        number = data.get("number")
        if building is None or number is None:
            return data
        self.instance.community = building.community
        if number.partition("-")[0] != building.number:
            self.add_error("number", _("The room number begins with its building: %(number)s-…") % {
                "number": building.number
            })  # fmt: skip
        twins = Unit.objects.filter(community=building.community, number=number).exclude(pk=self.instance.pk)
        if twins.exists():
            self.add_error("number", _("There is this room already."))
        return data


class DepartmentForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Department
        fields: ClassVar = ["community", "kind", "name", "areas", "head", "deputy", "day_phone", "night_phone"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        community = data.get("community") or (self.instance.community if self.instance.pk else None)
        for field in ("head", "deputy"):
            person = data.get(field)
            if person and community and not person.communities.filter(pk=community.pk).exists():
                self.add_error(field, _("Does not work in this community."))
        return data


class _StaffChecks(forms.ModelForm):  # type: ignore[type-arg]
    """What holds for a member of staff, new or old."""

    def clean_notify(self) -> str:
        address: str = self.cleaned_data["notify"]
        parts = urlsplit(address)
        if address and (parts.scheme not in OUTLETS or not parts.netloc):
            raise forms.ValidationError(_("Not an address that can be written to."))
        return address

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        served = data.get("communities") or (self.instance.communities.all() if self.instance.pk else [])
        department = data.get("department")
        if department and department.community not in served:
            self.add_error("department", _("Not a department of the communities chosen."))
        return data


class StaffForm(_StaffChecks):
    class Meta:
        model = Staff
        fields: ClassVar = ["username", "name", "phone", "roles", "communities", "department", "team", "language",
                            "notify", "is_active"]  # fmt: skip
        labels: ClassVar = {"name": capfirst(_("full name"))}


class StaffCreationForm(_StaffChecks, UserCreationForm):
    usable_password = None

    class Meta:
        model = Staff
        fields: ClassVar = ["username", "name", "phone", "roles", "communities", "department", "team"]
        labels: ClassVar = {"name": capfirst(_("full name"))}


class PasswordForm(AdminPasswordChangeForm):
    """A new password for somebody else; there is no account without one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
