"""The parts of an .xlsx file and how they point to each other."""

from collections.abc import Iterator
from posixpath import dirname, join, normpath, split
from typing import IO
from xml.etree.ElementTree import Element
from zipfile import ZipFile, ZipInfo

from defusedxml.ElementTree import fromstring

from owners.imports.source import Unreadable

# Bytes, unpacked, of a part that is read at once.
MOST_AT_ONCE = 16 * 2**20


class Package:
    """An opened archive. Its methods raise Unreadable, or whatever a broken archive gives rise to."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive
        self.main = next(target for kind, target in self._related("").values() if kind == "officeDocument")

    def part(self, name: str) -> ZipInfo:
        return self.archive.getinfo(name)

    def open(self, name: str, *, most: int) -> IO[bytes]:
        """A part that unpacks to so many bytes at most."""
        if self.part(name).file_size > most:
            raise Unreadable("unpacked")
        return self.archive.open(name)

    def root(self, name: str) -> Element:
        """A small part as a tree. One that declares a document type is refused."""
        with self.open(name, most=MOST_AT_ONCE) as part:
            root: Element = fromstring(part.read(), forbid_dtd=True)
            return root

    def related(self, kind: str) -> str | None:
        """The part of this kind that the workbook points to."""
        return next((target for found, target in self._related(self.main).values() if found == kind), None)

    def sheets(self, book: Element) -> Iterator[str]:
        """The parts of the sheets that can be seen, in their order."""
        targets = self._related(self.main)
        for sheet in book.iterfind("{*}sheets/{*}sheet"):
            (key,) = (value for name, value in sheet.attrib.items() if name.endswith("}id"))
            kind, target = targets[key]
            if kind == "worksheet" and sheet.get("state", "visible") == "visible":
                yield target

    def _related(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part points to: kind and target by key."""
        folder, name = split(part)
        root = self.root(join(folder, "_rels", f"{name}.rels"))
        return {
            found.attrib["Id"]: (
                found.attrib["Type"].rpartition("/")[2],
                normpath(join("/", dirname(part), found.attrib["Target"])).lstrip("/"),
            )
            for found in root.iterfind("{*}Relationship")
        }
