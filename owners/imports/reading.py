"""From a file to lines that are known by their columns: which table, which heading, which column is which."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from owners.imports import columns
from owners.imports.separated import SEPARATORS, UTF_16, SeparatedSource, encoding_of
from owners.imports.source import Cell, Line, Source, Unreadable
from owners.imports.xlsx import SheetSource, Workbook

# A title may stand above the heading.
FIRST_LINES = 10
MOST_LINES = 200_000
MOST_IGNORED = 20
NAME_AT_MOST = 40


@dataclass(frozen=True)
class Heading:
    """At which line it stands, where each column is, and what nothing is known by."""

    line: int
    places: dict[str, int]
    ignored: list[str]


def heading(line: Line) -> Heading | None:
    """The heading that this line is: it names the room at least. Raises Unreadable where a column stands twice."""
    number, cells = line
    places: dict[str, int] = {}
    ignored: list[str] = []
    twice = ""
    for place, cell in enumerate(cells):
        text = cell.strip()[:NAME_AT_MOST] if isinstance(cell, str) else ""
        column = columns.heading(text) if text else None
        if column in places:
            twice = text
        elif column:
            places[column] = place
        elif text:
            ignored.append(text.replace("\0", ""))
    if "room" not in places:
        return None
    if twice:
        raise Unreadable("twice", column=twice)
    return Heading(number, places, ignored[:MOST_IGNORED])


class Reader:
    """The lines of a file behind its heading; `line` is the last that was taken, `heading` what it stands under."""

    def __init__(self, path: Path) -> None:
        """Raises Unreadable: no table in it, no heading with a room, a column twice, nobody's phones."""
        self.source, self.heading = _found(path)
        _must_name(self.heading.places)
        self.line = self.heading.line
        self.ended = False
        self._lines = self._behind_the_heading()

    @property
    def fraction(self) -> float:
        """How much of the file has been read, from 0 to 1."""
        return self.source.fraction

    def forward(self, line: int) -> None:
        """Pass over everything up to this line. Raises Unreadable."""
        while self.line < line and next(self._lines, None):
            pass

    def take(self, count: int) -> list[tuple[int, dict[str, Cell]]]:
        """The next lines, by column. Raises Unreadable."""
        taken = list(islice(self._lines, count))
        self.ended = len(taken) < count
        return taken

    def close(self) -> None:
        self._lines.close()

    def _behind_the_heading(self) -> Generator[tuple[int, dict[str, Cell]]]:
        places = self.heading.places.items()
        for number, cells in self.source.lines():
            if number <= self.heading.line:
                continue
            self.line = number
            yield number, {column: cells[place] if place < len(cells) else None for column, place in places}


def _found(path: Path) -> tuple[Source, Heading]:
    """The first table that has a heading; without one, what was wrong with the first."""
    refused: Unreadable | None = None
    for source in _sources(path):
        try:
            for line in islice(source.lines(), FIRST_LINES):
                if found := heading(line):
                    return source, found
        except Unreadable as error:
            refused = refused or error
    raise refused or Unreadable("heading")


def _sources(path: Path) -> Iterator[Source]:
    if not path.is_file():
        raise Unreadable("gone")
    with path.open("rb") as file:
        begins = file.read(4)
    if begins == b"PK\x03\x04":
        book = Workbook(path)
        yield from (SheetSource(book, part) for part in book.sheets)
    elif begins.startswith(UTF_16):
        raise Unreadable("encoding")
    else:
        encoding = encoding_of(path)
        yield from (SeparatedSource(path, encoding, separator) for separator in SEPARATORS)


def _must_name(places: dict[str, int]) -> None:
    """Raises Unreadable where a column says something of people and none says of whom."""
    of_a_person = [column for column in columns.OF_A_PERSON if column in places]
    if of_a_person and "name" not in places:
        raise Unreadable("no_name", column=of_a_person[0])
