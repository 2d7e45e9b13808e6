"""The two large parts of an .xlsx file, the cells of a sheet and the texts they share, as expat comes by them.

A part that declares a document type is refused, so that no entity of it can grow.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from xml.parsers import expat

from openpyxl.utils.datetime import from_excel, from_ISO8601

from owners.imports.source import MOST_COLUMNS, Cell, Line, NoValue, Unreadable

# Of expat's pieces (64 kB at most) to one text: no cell of Excel's holds more than 32 767 characters.
MOST_PIECES = 16
LAST_ROW = 2**20
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class _Handlers(dict[str, Callable[..., None]]):
    """What is done at an element; `x:row` and `row` are one: some programs write a prefix."""

    def __missing__(self, name: str) -> Callable[..., None]:
        return self.setdefault(name, self.get(name.rpartition(":")[2], _nothing))


def _nothing(*of_an_element: object) -> None:
    """An element that says nothing of a cell."""


def unescaped(text: str) -> str:
    """Characters that XML cannot hold, as Excel writes them: _x000D_."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


class _Part:
    """Gathers the text of `<t>` and `<v>`, without the readings beside it (`<rPh>`)."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.listens = self.reading = False
        begins = self.begins = _Handlers(t=self._text_begins, v=self._text_begins, rPh=self._reading_begins)
        ends = self.ends = _Handlers(t=self._text_ends, v=self._text_ends, rPh=self._reading_ends)
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = lambda name, attributes: begins[name](attributes)
        parser.EndElementHandler = lambda name: ends[name]()
        parser.CharacterDataHandler = self._heard
        parser.StartDoctypeDeclHandler = self._refused
        self.parse = parser.Parse

    def feed(self, chunk: bytes) -> None:
        """The next bytes of the part; none at all after the last. Raises Unreadable."""
        try:
            self.parse(chunk, not chunk)
        except expat.ExpatError as error:
            raise Unreadable("xlsx") from error

    def _text_begins(self, attributes: dict[str, str]) -> None:
        self.listens = not self.reading

    def _text_ends(self) -> None:
        self.listens = False

    def _reading_begins(self, attributes: dict[str, str]) -> None:
        self.reading = True

    def _reading_ends(self) -> None:
        self.reading = False

    def _heard(self, text: str) -> None:
        if self.listens and len(self.text) < MOST_PIECES:
            self.text.append(text)

    def taken(self) -> str:
        """The text gathered since the last time."""
        text = unescaped("".join(self.text))
        self.text.clear()
        return text

    def _refused(self, *declared: object) -> None:
        raise Unreadable("xlsx")


class SharedStrings(_Part):
    """The texts that cells point to by their place in `strings`."""

    def __init__(self) -> None:
        super().__init__()
        self.strings: list[str] = []
        self.ends["si"] = lambda: self.strings.append(self.taken())


class Rows(_Part):
    """The lines of a sheet; whoever feeds it takes them out of `rows`."""

    def __init__(self, strings: list[str], dates: set[int], epoch: datetime) -> None:
        super().__init__()
        self.rows: list[Line] = []
        self.number, self.column, self.cells = 0, 0, list[Cell]()
        self.kind, self.style = "n", 0
        self.computed = self.has_value = False
        self.dates, self.epoch = dates, epoch
        self.readers: dict[str, Callable[[str], Cell]] = {
            "n": self._number,
            "s": lambda text: strings[int(text)],
            "b": int,
            "e": lambda text: NoValue("error"),
            "d": lambda text: _day(from_ISO8601, text),
        }
        self.begins.update(
            {"row": self._row_begins, "c": self._cell_begins, "v": self._value_begins, "f": self._formula}
        )
        self.ends.update({"row": lambda: self.rows.append((self.number, self.cells)), "c": self._cell_ends})

    def _row_begins(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r") or self.number + 1)
        if not self.number < number <= LAST_ROW:
            raise Unreadable("xlsx")
        self.number, self.column, self.cells = number, -1, []

    def _cell_begins(self, attributes: dict[str, str]) -> None:
        self.kind, self.style = attributes.get("t", "n"), int(attributes.get("s", 0))
        self.column = _column(attributes["r"]) if "r" in attributes else self.column + 1
        self.computed = self.has_value = False
        self.text.clear()

    def _value_begins(self, attributes: dict[str, str]) -> None:
        self.listens = self.has_value = True

    def _formula(self, attributes: dict[str, str]) -> None:
        self.computed = True

    def _cell_ends(self) -> None:
        value = self._value()
        if value is not None and 0 <= self.column < MOST_COLUMNS:
            self.cells += [None] * (self.column + 1 - len(self.cells))
            self.cells[self.column] = value

    def _value(self) -> Cell:
        text = self.taken()
        if not text:
            return NoValue("formula") if self.computed and not self.has_value else None
        read = self.readers.get(self.kind)
        return read(text) if read else text

    def _number(self, text: str) -> Cell:
        number = float(text)
        if self.style in self.dates:
            return _day(from_excel, number, self.epoch)
        return int(number) if number.is_integer() else number


def _day(read: Callable[..., object], *stored: object) -> Cell:
    """A date, or an error where the cell holds a time alone or a number beyond the calendar."""
    try:
        shown = read(*stored)
    except (OverflowError, ValueError):
        shown = None
    return shown if isinstance(shown, date) else NoValue("error")


@lru_cache(4096)
def _letters(letters: str) -> int:
    """AA is column 26, counted from 0."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1


def _column(reference: str) -> int:
    """B12 stands in column 1."""
    return _letters(reference.rstrip("0123456789"))
