"""Which work orders go to paper."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

NUMBER = re.compile(r"R-[0-9]{8}-[0-9]{4,8}-[0-9]{1,4}", re.ASCII)
# What goes through the printer at one press; their numbers fit into one address.
MOST = 100


class NumbersField(forms.Field):
    """Numbers of work orders, each once, in the order in which they were chosen."""

    widget = forms.MultipleHiddenInput
    default_error_messages = {"required": _("Choose the orders to print."), "invalid": _("This is no order's number.")}

    def to_python(self, value: Any) -> list[str]:
        numbers = list(dict.fromkeys(str(number).strip().upper() for number in value or []))
        if len(numbers) > MOST or not all(NUMBER.fullmatch(number) for number in numbers):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return numbers


class PrintForm(forms.Form):
    """`printed` says that the printing has been counted and goes to the printer now."""

    order = NumbersField()
    printed = forms.BooleanField(required=False)
