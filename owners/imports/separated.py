"""A .csv file: UTF-8 with or without its mark, or GB18030, which is what a Chinese Excel writes."""

import csv
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path

from owners.imports.source import MOST_COLUMNS, Cell, Line, Unreadable, empty

ENCODINGS = ["utf-8-sig", "gb18030"]
SEPARATORS = [",", ";", "\t"]
CHUNK = 2**20
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def encoding_of(path: Path) -> str:
    """The encoding in which the whole file makes sense. Raises Unreadable."""
    for encoding in ENCODINGS:
        try:
            with path.open(encoding=encoding, newline="") as text:
                while text.read(CHUNK):
                    pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise Unreadable("encoding")


class SeparatedSource:
    """The one table of the file, its cells parted by a comma, a semicolon or a tab."""

    def __init__(self, path: Path, encoding: str, separator: str) -> None:
        self.path, self.encoding, self.separator = path, encoding, separator
        self.fraction = 0.0

    def lines(self) -> Iterator[Line]:
        """See Source. A cell of several lines stands where it begins."""
        size = max(self.path.stat().st_size, 1)
        with self.path.open("rb") as raw, TextIOWrapper(raw, self.encoding, newline="") as text:
            rows = csv.reader(text, delimiter=self.separator, strict=True)
            number = 1
            try:
                for row in rows:
                    self.fraction = raw.tell() / size
                    line: list[Cell] = [*row[:MOST_COLUMNS]]
                    if not empty(line):
                        yield number, line
                    number = rows.line_num + 1
            except csv.Error as error:
                raise Unreadable("quotes", line=number) from error
