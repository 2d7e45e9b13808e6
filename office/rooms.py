"""One normal form for room numbers: building-entrance-room, as in 3-2-501.

`3-2-501`, `3栋2单元501`, `3号楼 2单元 0501室` and `３－２－５０１` are one home. Parts are compared whole:
1栋 is never 11栋.
"""

import re
import unicodedata

_PART = r"([0-9A-Z]{1,6})"
_BUILDING = r"\s*(?:号楼|号栋|栋|幢|座|楼|[-—–_/#.])\s*"
_ENTRANCE = r"\s*(?:单元|门|[-—–_/#.])\s*"
_ROOM = r"\s*(?:号房|号|室|房)?"
_FORMS = [
    re.compile(rf"{_PART}{_BUILDING}{_PART}{_ENTRANCE}{_PART}{_ROOM}"),
    re.compile(rf"{_PART}{_BUILDING}{_PART}{_ROOM}"),
]
# Half of one: the building, or building and entrance.
_BEGUN = [re.compile(rf"{_PART}{_BUILDING}{_PART}{_ENTRANCE}"), re.compile(rf"{_PART}{_BUILDING}")]


def normalise(text: str) -> str | None:
    """The normal form of a room number in any of its spellings, or None where the text is none."""
    return _read(_FORMS, text)


def beginning(text: str) -> str | None:
    """How the numbers begin that a text may grow into: 3栋2单元 is `3-2-`, 3-2-5 is itself; None where it is none.

    At least one figure or a word for a building makes it a room: Li-Ming is a name.
    """
    if begun := _read(_BEGUN, text):
        return f"{begun}-"
    return _read(_FORMS, text) if re.search(r"[0-9栋幢座楼]", unicodedata.normalize("NFKC", text)) else None


def _read(forms: list[re.Pattern[str]], text: str) -> str | None:
    typed = unicodedata.normalize("NFKC", text).strip().upper()
    for form in forms:
        if found := form.fullmatch(typed):
            return "-".join(part.lstrip("0") or "0" for part in found.groups())
    return None
