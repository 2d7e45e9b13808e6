"""The block of a complaint on the reception screen."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.actions import Enclosed, responsible
from complaints.forms.attaching import ACCEPTED, FilesField
from complaints.models import Complaint, Type
from office.fields import DeskCharField, DeskTextField
from office.models import Community, Department, Staff
from owners.forms.blocks import CaseForm
from owners.models import Contact
from repairs.filters import number_of
from repairs.models import Repair


class ComplaintForm(CaseForm):
    """A complaint being taken; `case(contact)` is the unsaved record. Without a text of its own it is what was said."""

    type = forms.ChoiceField(label=_("About what"), choices=[("", "—"), *Type.choices])
    text = DeskTextField(label=_("Complaint in other words"), max_length=2000, required=False)
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department responsible"), required=False, empty_label=_("by type")
    )
    repair = DeskCharField(label=_("About the repair"), max_length=30, required=False)
    about_staff = forms.ModelChoiceField(
        Staff.objects.none(), label=_("About a member of staff"), required=False, empty_label="—"
    )
    about_department = forms.ModelChoiceField(
        Department.objects.none(), label=_("About a department"), required=False, empty_label="—"
    )
    about_place = DeskCharField(label=_("About the place"), max_length=60, required=False)
    confidential = forms.BooleanField(
        label=_("confidential"),
        required=False,
        help_text=_("Only managers see it, not you either. About a member of staff it always is."),
    )
    enclosed = FilesField(label=_("Photos or recordings"), required=False, help_text=ACCEPTED)

    def __init__(self, *args: Any, user: Staff, now: datetime, community: Community | None, **kwargs: Any) -> None:
        super().__init__(*args, now=now, **kwargs)
        self.user = user
        if community:
            departments = Department.objects.filter(community=community).order_by("pk")
            for name in ("department", "about_department"):
                self.fields[name].queryset = departments  # type: ignore[attr-defined]
            self.fields["about_staff"].queryset = Staff.objects.at(community).order_by("name")  # type: ignore[attr-defined]

    def clean_repair(self) -> Repair | None:
        typed = self.cleaned_data["repair"]
        if not typed:
            return None
        found = Repair.objects.visible_to(self.user).filter(number=number_of(typed)).first()
        if found is None:
            raise forms.ValidationError(_("No repair has this number."), code="no_such_repair")
        return found

    def fits(self, contact: Contact) -> bool:
        """Whether it can be a case of this contact, once it is valid: a repair that it is about is of this estate."""
        repair = self.cleaned_data["repair"]
        if repair and repair.community_id != contact.community_id:
            self.add_error("repair", _("This repair belongs to another estate."))
        return self.is_valid()

    def enclosed_with(self) -> list[Enclosed]:
        """The photos and recordings to be put with the complaint."""
        files: list[Enclosed] = self.cleaned_data["enclosed"]
        return files

    def case(self, contact: Contact) -> Complaint:
        """The complaint, unsaved: received with its contact, a letter when its box was opened (RC-7)."""
        data = self.cleaned_data
        return Complaint(
            community=contact.community,
            unit=contact.unit,
            type=data["type"],
            text=data["text"] or contact.content,
            department=data["department"] or responsible(data["type"], contact.community),
            repair=data["repair"],
            about_staff=data["about_staff"],
            about_department=data["about_department"],
            about_place=data["about_place"],
            confidential=data["confidential"],
            received_at=contact.opening.at if contact.opening else contact.at,
        )
