"""Numbers outside the house: lift firm, water, power, gas, police, clinic."""

import re
from typing import ClassVar

from django import forms
from django.contrib import admin
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminTextInputWidget

from office.admin.base import DeskAdmin, VisibleFilter, shown
from office.fields import DeskCharField, narrow
from office.models import OutsideNumber

# Short service numbers (110, 119) are numbers here, and nowhere else.
_NUMBER = re.compile(r"\+?[0-9][0-9 ()-]{1,28}[0-9]", re.ASCII)


class OutsideNumberForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = OutsideNumber
        fields: ClassVar = ["community", "kind", "name", "phone", "position", "active"]

    name = DeskCharField(label=capfirst(_("name")), max_length=40, widget=UnfoldAdminTextInputWidget)
    phone = DeskCharField(label=capfirst(_("phone")), max_length=30, widget=UnfoldAdminTextInputWidget)

    def clean_phone(self) -> str:
        number = narrow(self.cleaned_data["phone"])
        if not _NUMBER.fullmatch(number):
            raise forms.ValidationError(_("Not a phone number."))
        return number


@admin.register(OutsideNumber)
class OutsideNumberAdmin(DeskAdmin):
    form = OutsideNumberForm
    fixed = ("community",)
    list_display = ("name", "kind", "phone", "community", "position", "in_use")
    list_filter = (("community", VisibleFilter), "kind", "active")
    list_select_related = ("community",)
    ordering = ("community", "position", "pk")
    in_use = shown("active", _("in use"))
