"""Fields that the forms of every app share: text, times, amounts, room numbers.

What cannot be understood is refused at the field, never guessed; what nobody can see is taken out.
"""

import re
import unicodedata
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from office import rooms

# Controls, bidi marks and overrides, zero-width characters, surrogates. Joiners stay: emoji and scripts need them.
INVISIBLE = re.compile(
    "[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ud800-\udfff]"
)
# Marks, joiners and blanks that show nothing by themselves, beside what Unicode calls separators and controls.
_NOTHING_TO_SEE = {"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me"}
_BLANKS = set("\u115f\u1160\u2800\u3164\uffa0")
_WIDE = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF0E: ".", 0xFF0D: "-", 0xFF1A: ":"}

FIRST_YEAR, LAST_YEAR, YEARS_AHEAD = 2000, 2100, 5


def narrow(text: str) -> str:
    """Full-width digits, stop, dash and colon as an input method writes them, in their plain form."""
    return text.translate(_WIDE)


def visible(text: str) -> str:
    """The text without what cannot be seen; nothing at all where nothing of it can. NUL is left, to be refused."""
    kept = INVISIBLE.sub("", text).strip()
    return kept if "\0" in kept or any(_shows(character) for character in kept) else ""


def _shows(character: str) -> bool:
    return unicodedata.category(character) not in _NOTHING_TO_SEE and character not in _BLANKS


def took_out(form: forms.BaseForm) -> bool:
    """Whether something invisible was taken out of what was typed, so that the page can say so."""
    typed = (form[name].data for name, field in form.fields.items() if isinstance(field, DeskCharField))
    return any(isinstance(text, str) and INVISIBLE.search(text) for text in typed)


class DeskCharField(forms.CharField):
    """One line of text; a line break in it is refused, but joined where the box has several lines."""

    default_error_messages = {"lines": _("Write this on one line.")}

    def to_python(self, value: Any) -> str:
        return visible(self.lines(str(super().to_python(value) or "")))

    def lines(self, text: str) -> str:
        if isinstance(self.widget, forms.Textarea):
            return " ".join(text.split())
        if "\n" in text or "\r" in text:
            raise ValidationError(self.error_messages["lines"], code="lines")
        return text.replace("\t", " ")


class DeskTextField(DeskCharField):
    """Text whose lines are kept."""

    widget = forms.Textarea(attrs={"rows": 2})

    def lines(self, text: str) -> str:
        return text.replace("\r\n", "\n").replace("\r", "\n")


class RoomField(DeskCharField):
    """A room number in any of its spellings; its cleaned value is the normal form."""

    default_error_messages = {"room": _("Write the room as 3-2-501.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 40, "label": _("Room"), **kwargs})

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        number = rooms.normalise(typed) if typed and "\0" not in typed else typed
        if number is None:
            raise ValidationError(self.error_messages["room"], code="room")
        return number


class MoneyField(forms.DecimalField):
    """Yuan, more than nothing, with at most two decimals: 144.5. No exponent, no separators, no other script."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    default_error_messages = {"invalid": _("Write an amount such as 144.50.")}
    plain = re.compile(r"[0-9]+(\.[0-9]{1,2})?", re.ASCII)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 9, "decimal_places": 2, "min_value": Decimal("0.01"), **kwargs})

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        typed = narrow(str(value)).strip() if value not in self.empty_values else ""
        if typed and not self.plain.fullmatch(typed):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(typed)


class QuantityField(MoneyField):
    """How much of something: more than nothing, at most two decimals, such as 1.2 metres."""

    default_error_messages = {"invalid": _("Write a quantity such as 1.2.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": 7, **kwargs})


class _WithinReason(forms.Field):
    """From the year 2000 to five years ahead of `now`, which a DeskForm sets."""

    now: datetime | None = None

    plain: re.Pattern[str]

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and (typed := narrow(value).strip()):
            if not self.plain.fullmatch(typed):
                raise ValidationError(self.error_messages["invalid"], code="invalid")
            self.check_year(typed)
            value = typed
        return super().to_python(value)

    def check_year(self, typed: str) -> None:
        last = self.now.year + YEARS_AHEAD if self.now else LAST_YEAR
        if not FIRST_YEAR <= int(typed[:4]) <= last:
            raise ValidationError(_("This year cannot be meant."), code="year")


class DeskDateTimeField(_WithinReason, forms.DateTimeField):
    """A local date and time to the minute. An offset behind it is refused, and a time that the clock skipped."""

    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
    default_error_messages = {"invalid": _("Write date and time as 2026-11-24 14:00.")}
    plain = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?", re.ASCII)


class DeskDateField(_WithinReason, forms.DateField):
    """A day of the calendar."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    default_error_messages = {"invalid": _("Write the day as 2026-11-24.")}
    plain = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


class DeskForm(forms.Form):
    """A form that is told what time it is, and keeps its times within reason."""

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        for field in self.fields.values():
            if isinstance(field, _WithinReason):
                field.now = now
