"""One line at a time: what each cell means, or why it cannot be meant. The same for a file and for the form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import Any

from owners.imports import columns, meaning
from owners.imports.meaning import Refused
from owners.imports.source import Cell, NoValue
from owners.models import Capacity

# Of what is not understood this much is kept, to be shown and mended.
KEPT = 120

Problem = list[Any]  # [column, reason, parameters]


@dataclass
class Checked:
    """`values` by column: normal where understood, as typed where not, none for an empty cell. `problems` beside."""

    values: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def read(self, column: str, mean: Callable[[], str], typed: Callable[[], str]) -> None:
        """Take what a cell means, or what was typed and why that cannot be meant."""
        try:
            value = mean()
        except Refused as refused:
            self.refuse(column, refused.reason, **refused.params)
            value = typed()
        if value:
            self.values[column] = value

    def understood(self, column: str) -> str:
        """The normal form of a cell, or nothing."""
        bad = any(problem[0] == column for problem in self.problems)
        return "" if bad else self.values.get(column, "")

    def refuse(self, column: str, reason: str, **params: Any) -> None:
        """Note what is wrong with a column; the first reason is enough."""
        if not any(problem[0] == column for problem in self.problems):
            self.problems.append([column, reason, params])


def check(cells: Mapping[str, Cell], *, on: date) -> Checked:
    """What a line says. `cells` by column; `on` is the day on which it is read, by which its years are judged.

    Where there is no column for the capacity, as in a register of owners, everybody is an owner.
    """
    found = Checked()
    found.read("room", lambda: meaning.room(*_parts(cells)), lambda: _typed_room(cells))
    for column in columns.FIELDS[1:]:
        if (cell := cells.get(column)) is not None:
            found.read(column, partial(meaning.of, column, cell, on), partial(_typed, cell))
    _of_a_person(found, asked="capacity" in cells)
    begins, ends = found.understood("handed_over_on"), found.understood("warranty_until")
    if begins and ends and ends < begins:
        found.refuse("warranty_until", "before_handover")
    return found


def _of_a_person(found: Checked, *, asked: bool) -> None:
    """Who is named needs a capacity; what is said of a person needs a name."""
    values = found.values
    if "name" in values and not asked:
        values["capacity"] = Capacity.OWNER.value
    elif "name" in values and "capacity" not in values:
        found.refuse("capacity", "missing")
    elif "name" in values:
        return
    elif any(column in values for column in columns.OF_A_PERSON):
        found.refuse("name", "whose")
    else:
        values.pop("capacity", None)


def _parts(cells: Mapping[str, Cell]) -> tuple[Cell, Cell, Cell]:
    return cells.get("building"), cells.get("entrance"), cells.get("room")


def _typed_room(cells: Mapping[str, Cell]) -> str:
    """The room's cells in one, as somebody will find them in the form."""
    return "-".join(typed for cell in _parts(cells) if (typed := _typed(cell)))[:KEPT]


def _typed(cell: Cell) -> str:
    """What stood in a cell, without what cannot be stored or shown."""
    if cell is None or isinstance(cell, NoValue):
        return ""
    return meaning.shown(cell)[:KEPT]
