"""The phone number in a form: any spelling, one normal form; or the mask of a number that is known already."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from office.fields import DeskCharField
from owners import phones


class PhoneField(DeskCharField):
    """Its cleaned value is the number as a case stores it, or nothing.

    Where somebody was chosen from the register the form shows the mask of his number (138****8000) and sets `known`
    to his stored numbers: the mask is then as good as the number, and nobody's number was on the screen.
    """

    widget = forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"})
    default_error_messages = {
        "phone": _("This is not a phone number that can be rung. Leave it empty if there is none."),
        "masked": _("Write the whole number."),
    }
    known: Sequence[str] = ()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 30, "label": _("Phone"), **kwargs})

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        if not typed or "\0" in typed:
            return typed
        if "*" in typed:
            return self._unmasked(typed)
        try:
            return phones.normalise(typed).stored
        except phones.NoPhone as error:
            raise ValidationError(self.error_messages["phone"], code="phone") from error

    def _unmasked(self, typed: str) -> str:
        meant = [number for number in self.known if phones.mask(number) == typed]
        if len(meant) != 1:
            raise ValidationError(self.error_messages["masked"], code="masked")
        return meant[0]
