"""What every kind of file gives: numbered lines of cells; and what cannot be read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol


class Unreadable(ValueError):
    """The file as a whole cannot be read; `reason` and `params` are put into words by owners/imports/reasons.py."""

    def __init__(self, reason: str, **params: Any) -> None:
        super().__init__(reason)
        self.reason = reason
        self.params = params


@dataclass(frozen=True)
class NoValue:
    """A cell without a value of its own: a formula that nobody has computed, an error of the sheet."""

    reason: str


Cell = str | int | float | date | NoValue | None
Line = tuple[int, list[Cell]]
# Whoever fills a sheet to its last column has no register of people; what stands further right is not looked at.
MOST_COLUMNS = 60


class Source(Protocol):
    """One table of a file."""

    # How much of it has been read, from 0 to 1.
    fraction: float

    def lines(self) -> Iterator[Line]:
        """From the first on: the lines that are not empty, each with the number beside it. Raises Unreadable."""
        ...


def empty(cells: list[Cell]) -> bool:
    """Whether nothing stands in a line."""
    return not any(cell.strip() if isinstance(cell, str) else cell is not None for cell in cells)
