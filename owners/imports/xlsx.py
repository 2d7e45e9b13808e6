"""The tables of an .xlsx file, read as a stream, so that no sheet is ever held in memory.

Only what a register needs is looked at: which parts are sheets, which styles are dates, the texts that cells share. A
library that makes an object of every cell takes five times as long and stumbles over a fill it does not know; one that
is faster holds the whole table, up to a stray cell in its last corner.
"""

import logging
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile, ZipInfo

from openpyxl.styles.numbers import is_date_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH

from owners.imports.cells import Rows, SharedStrings
from owners.imports.package import Package
from owners.imports.source import Line, Unreadable, empty

logger = logging.getLogger(__name__)

MOST_SHEETS = 10
# Bytes of a part, unpacked, as the archive declares it: Python reads no further than that.
MOST_OF_A_SHEET, MOST_OF_THE_STRINGS = 600 * 2**20, 64 * 2**20
CHUNK = 2**16
# Formats that Excel knows by their number alone: days, and those that only an East Asian Excel has.
DATES = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
BROKEN = (
    BadZipFile, ParseError, zlib.error, OSError, ValueError, LookupError, EOFError, RuntimeError, TypeError,
    AttributeError, OverflowError,
)  # fmt: skip


@contextmanager
def broken_is_unreadable() -> Iterator[None]:
    """Whatever a broken or hostile file raises inside is Unreadable outside."""
    try:
        yield
    except Unreadable:
        raise
    except BROKEN as error:
        logger.info("an .xlsx file cannot be read: %r", error)
        raise Unreadable("xlsx") from error


class Workbook:
    """Where the sheets are, which styles are dates, and the texts that the cells share."""

    def __init__(self, path: Path) -> None:
        """Raises Unreadable."""
        self.path = path
        with broken_is_unreadable(), ZipFile(path) as archive:
            package = Package(archive)
            book = package.root(package.main)
            properties = book.find("{*}workbookPr")
            counts_from_1904 = properties is not None and properties.get("date1904") in {"1", "true"}
            self.epoch = MAC_EPOCH if counts_from_1904 else WINDOWS_EPOCH
            self.dates = _dates(package)
            self.sheets = [package.part(target) for target in package.sheets(book)][:MOST_SHEETS]
            self.strings = _strings(package)

    @contextmanager
    def opened(self, sheet: ZipInfo) -> Iterator[IO[bytes]]:
        """A sheet to be read. Raises Unreadable where it unpacks to too much."""
        if sheet.file_size > MOST_OF_A_SHEET:
            raise Unreadable("unpacked")
        with ZipFile(self.path) as archive, archive.open(sheet.filename) as part:
            yield part


def _dates(package: Package) -> set[int]:
    """The styles that show a number as a day."""
    styles = package.related("styles")
    if styles is None:
        return set()
    root = package.root(styles)
    own = {int(kind.attrib["numFmtId"]): kind.attrib["formatCode"] for kind in root.iterfind("{*}numFmts/{*}numFmt")}
    dates = DATES | {number for number, code in own.items() if is_date_format(code)}
    formats = enumerate(root.iterfind("{*}cellXfs/{*}xf"))
    return {place for place, style in formats if int(style.get("numFmtId", 0)) in dates}


def _strings(package: Package) -> list[str]:
    name = package.related("sharedStrings")
    if name is None:
        return []
    strings = SharedStrings()
    with package.open(name, most=MOST_OF_THE_STRINGS) as part:
        while chunk := part.read(CHUNK):
            strings.feed(chunk)
    strings.feed(b"")
    return strings.strings


class SheetSource:
    """One sheet of a workbook."""

    def __init__(self, book: Workbook, part: ZipInfo) -> None:
        self.book, self.part = book, part
        self.fraction = 0.0

    def lines(self) -> Iterator[Line]:
        """See Source. Hidden lines are lines."""
        rows = Rows(self.book.strings, self.book.dates, self.book.epoch)
        read = 0
        with broken_is_unreadable(), self.book.opened(self.part) as part:
            while True:
                chunk = part.read(CHUNK)
                rows.feed(chunk)
                read += len(chunk)
                self.fraction = read / max(self.part.file_size, 1)
                yield from (line for line in rows.rows if not empty(line[1]))
                rows.rows.clear()
                if not chunk:
                    return
