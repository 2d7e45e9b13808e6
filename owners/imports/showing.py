"""How a line of a file is shown: its numbers masked, what is wrong with it in words."""

import re
from dataclasses import dataclass
from itertools import count

from django.utils.functional import Promise

from owners import phones
from owners.imports import reasons
from owners.imports.columns import LABELS
from owners.models import Capacity, ImportRow

# As many digits can be rung.
A_NUMBER = 7
LONG = 10
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True)
class Fault:
    """One cell of a line: its column, what stands in it, and what is wrong with that or was left as it is."""

    column: Promise
    value: str
    reason: str


@dataclass(frozen=True)
class Shown:
    """One line as the page shows it."""

    row: ImportRow
    faults: list[Fault]

    @property
    def phone(self) -> str:
        """Masked; one that is not understood stands among the faults."""
        number = self.row.values.get("phone", "")
        return phones.mask(number) if number.startswith("+") else ""

    @property
    def capacity(self) -> str | Promise:
        said = self.row.values.get("capacity", "")
        return Capacity(said).label if said in Capacity.values else ""


def shown(row: ImportRow) -> Shown:
    """A line with its faults in the reader's language."""
    return Shown(row, [_fault(row, problem) for problem in row.problems])


def _fault(row: ImportRow, problem: list[str]) -> Fault:
    column = problem[0]
    value = row.values.get(column, "")
    if column == "capacity" and value in Capacity.values:
        value = str(Capacity(value).label)
    return Fault(LABELS[column], masked(value) if column == "phone" else value, reasons.of_a_cell(problem))


def holds_a_number(row: ImportRow) -> bool:
    """Whether a phone that is not understood could be rung all the same."""
    bad = any(column == "phone" for column, _reason, _params in row.problems)
    return bad and sum(character.isdigit() for character in row.values.get("phone", "")) >= A_NUMBER


def masked(text: str) -> str:
    """What was typed for a number, without its inner digits: enough to recognise, not enough to ring."""
    digits = sum(character.isdigit() for character in text)
    first, last = (3, 4) if digits > LONG else (0, 2)
    places = count(1)
    return _DIGIT.sub(lambda digit: digit[0] if not first < next(places) <= digits - last else "*", text)
