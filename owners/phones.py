"""One normal form for phone numbers: E.164 and, apart from it, the extension."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

# The parser refuses the Chinese word for an extension, so it is cut off first: 0755-83211234转801.
_EXTENSION = re.compile(r"\s*(?:转|分机|ext\.?|#)\s*(\d{1,8})\Z", re.IGNORECASE)
HOME = "CN"
# What the library takes for possible: a mobile number with a digit too few or too many.
_WRONG_MOBILE = re.compile(r"\+861[3-9](?!\d{9}\Z)")


class NoPhone(ValueError):
    """The text is not a phone number that could be rung."""


@dataclass(frozen=True)
class Phone:
    """A number as E.164 (+8613800138000) and its extension, or an empty one."""

    number: str
    extension: str = ""

    def __str__(self) -> str:
        return display(self.number, self.extension)

    @property
    def stored(self) -> str:
        """Number and extension in the one text that a case keeps."""
        return f"{self.number}转{self.extension}" if self.extension else self.number


def normalise(text: str) -> Phone:
    """Read a number in any spelling: full-width digits, spaces, +86, an extension. Raises NoPhone."""
    typed = unicodedata.normalize("NFKC", text).strip()
    found = _EXTENSION.search(typed)
    extension = found[1] if found else ""
    try:
        parsed = phonenumbers.parse(typed[: found.start()] if found else typed, HOME)
    except phonenumbers.NumberParseException as error:
        raise NoPhone(text) from error
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    possible = phonenumbers.is_possible_number(parsed) and len(str(parsed.national_number)) >= 7
    if not possible or _WRONG_MOBILE.match(number):
        raise NoPhone(text)
    return Phone(number, extension)


@lru_cache(4096)
def display(number: str, extension: str = "") -> str:
    """As people here write it: 138 0013 8000, (0755) 8321 1234 转801, +1 415 …

    The extension may stand behind the number as it is stored.
    """
    if found := _EXTENSION.search(number):
        number, extension = number[: found.start()], found[1]
    try:
        parsed = phonenumbers.parse(number, HOME)
    except phonenumbers.NumberParseException:
        return number
    national = parsed.country_code == phonenumbers.country_code_for_region(HOME)
    style = phonenumbers.PhoneNumberFormat.NATIONAL if national else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style) + (f"转{extension}" if extension else "")


def mask(number: str) -> str:
    """138****8000: enough to recognise, not enough to ring; nothing where there is no number."""
    if not number:
        return ""
    digits = re.sub(r"\D", "", display(_EXTENSION.sub("", number)))
    # Of a short one (83211234, without its area code) seven digits would leave only one to guess.
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) > 10 else f"****{digits[-2:]}" if len(digits) > 6 else "****"
