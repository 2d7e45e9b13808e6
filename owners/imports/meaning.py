"""What the cell of each column means, in its normal form: a room, a day, a name, a capacity, a phone.

Nothing is guessed: a cell that could mean two things is refused. The normal form of a cell means itself.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from unicodedata import category

from office import rooms
from office.fields import FIRST_YEAR, YEARS_AHEAD, narrow, visible
from owners import phones
from owners.imports import columns
from owners.imports.source import Cell, NoValue

LONGEST = {"room": 40, "name": 60, "address_as": 40, "phone": 30}
# Digits of two numbers in one cell.
TWO_NUMBERS = 14
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]0?0:00(?::00)?)?", re.ASCII)
_EIGHT_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
# 1.38E+10: a spreadsheet that had too little room has rounded the number.
_ROUNDED = re.compile(r"\d(?:\.\d+)?[eE]\+\d+", re.ASCII)
# ="0755…" is how a text is kept a text in a file of commas.
_AS_TEXT = re.compile(r'\A="([^"]*)"\Z')
_BUILDING = re.compile(r"\s*(?:号楼|号栋|栋|幢|座|楼)\Z")
_ENTRANCE = re.compile(r"\s*(?:单元|门)\Z")
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")


class Refused(ValueError):
    """A cell cannot be meant; `reason` and `params` are put into words by owners/imports/reasons.py."""

    def __init__(self, reason: str, **params: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.params = params


def of(column: str, cell: Cell, on: date) -> str:
    """The normal form of a cell, nothing for one that shows nothing. `on`: by which its year is judged. Raises Refused.

    A room is made of up to three cells: see `room`.
    """
    if column in _DAYS:
        return _day(cell, on)
    typed = text(cell)
    return _READERS[column](typed) if typed else ""


def room(building: Cell, entrance: Cell, number: Cell) -> str:
    """The room number of three cells; the third may hold it whole, in any spelling. Raises Refused."""
    typed = _short("room", text(number))
    if not typed:
        raise Refused("missing")
    block, stair = _BUILDING.sub("", text(building)), _ENTRANCE.sub("", text(entrance))
    whole = rooms.normalise(typed)
    if whole and (block or stair):
        return _agreed(whole.split("-"), _part(block), _part(stair))
    whole = whole or rooms.normalise("-".join(part for part in (block, stair, typed) if part))
    if not whole:
        raise Refused("room")
    return whole


def _agreed(parts: list[str], block: str, stair: str) -> str:
    """A room that says more than its own number, beside cells that say it too: they must not differ."""
    if len(parts) == 2 and block and not stair and parts[0] == block:
        # 3 | 3-501 is room 501 of building 3, or of its third entrance.
        raise Refused("room_unclear")
    if len(parts) == 2 and block and not stair:
        return "-".join([block, *parts])
    if len(parts) == 2 and (not block or parts[0] in {block, stair}):
        return "-".join([block or parts[0], stair, parts[1]])
    if block not in {"", parts[0]} or stair not in {"", parts[1]}:
        raise Refused("room_differs")
    return "-".join(parts)


def _part(typed: str) -> str:
    """A building or an entrance as it stands in a room number."""
    return narrow(typed).upper().lstrip("0") or typed[-1:]


def _day(cell: Cell, on: date) -> str:
    if isinstance(cell, datetime):
        cell = cell.date()
    if not isinstance(cell, date):
        typed = narrow(text(cell))
        if not typed:
            return ""
        found = _DAY.fullmatch(typed) or _EIGHT_DIGITS.fullmatch(typed)
        try:
            cell = date(*map(int, found.groups())) if found else None
        except ValueError:
            cell = None
    if cell is None:
        raise Refused("day")
    if not FIRST_YEAR <= cell.year <= on.year + YEARS_AHEAD:
        raise Refused("year")
    return cell.isoformat()


def _name(typed: str) -> str:
    name = _short("name", " ".join(_BETWEEN_HAN.sub("", typed).split()))
    if not any(category(character).startswith("L") for character in name):
        raise Refused("name")
    return name


def _capacity(typed: str) -> str:
    found = columns.capacity(typed)
    if found is None:
        raise Refused("capacity")
    return found


def _phone(typed: str) -> str:
    if _MOBILE.fullmatch(typed):
        return f"+86{typed}"
    if _ROUNDED.fullmatch(typed):
        raise Refused("rounded")
    try:
        return _short("phone", phones.normalise(typed).stored)
    except phones.NoPhone as error:
        digits = sum(character.isdigit() for character in typed)
        raise Refused("several" if digits >= TWO_NUMBERS else "phone") from error


def _short(column: str, typed: str) -> str:
    if len(typed) > LONGEST[column]:
        raise Refused("long", limit=LONGEST[column])
    return typed


def text(cell: Cell) -> str:
    """The text of a cell on one line, without what cannot be seen. Raises Refused."""
    if isinstance(cell, NoValue):
        raise Refused(cell.reason)
    if isinstance(cell, date):
        raise Refused("date")
    if not isinstance(cell, str):
        return _digits(cell)
    typed = cell.strip()
    # Most cells: everything in them can be seen.
    plain = typed.isascii() and typed.isprintable()
    if not plain and "\0" in cell:
        raise Refused("nul")
    typed = visible(typed) if not plain else typed
    if typed.startswith('="'):
        typed = visible(_AS_TEXT.sub(r"\1", typed))
    if "\n" in typed or "\r" in typed:
        raise Refused("lines")
    return typed[:-2] if typed.endswith(".0") and typed[:-2].isdecimal() else typed


def _digits(cell: float | None) -> str:
    return "" if cell is None else str(cell) if isinstance(cell, int) else f"{cell:.15g}"


def shown(cell: str | float | date) -> str:
    """A cell as it is shown to whoever mends it, whatever stood in it."""
    if isinstance(cell, datetime):
        cell = cell.date()
    typed = cell.isoformat() if isinstance(cell, date) else cell if isinstance(cell, str) else _digits(cell)
    return " ".join(visible(typed.replace("\0", "\ufffd")).split())


_DAYS = {"handed_over_on", "warranty_until", "since"}
_READERS: dict[str, Callable[[str], str]] = {
    "name": _name,
    "capacity": _capacity,
    "phone": _phone,
    "address_as": lambda typed: _short("address_as", typed),
}
