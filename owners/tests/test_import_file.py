"""A file is read: .xlsx and .csv in every form in which they come, and each reason to refuse one as a whole."""

import zipfile
from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from openpyxl import Workbook

from owners.imports import reasons, xlsx
from owners.imports.reading import Reader
from owners.imports.source import Cell, Unreadable
from owners.tests import importing
from owners.tests.importing import HEADING, LI, WANG, separated

PEOPLE = [HEADING, WANG, LI]
READ = [(2, dict(zip(["building", "entrance", "room", "name", "capacity", "phone", "since"], WANG, strict=True)))]


class File:
    """Writes a file, and reads it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def lines(self, content: bytes, name: str = "people.csv") -> list[tuple[int, dict[str, Cell]]]:
        path = self.folder / name
        path.write_bytes(content)
        reader = Reader(path)
        taken = reader.take(1000)
        assert reader.ended
        return taken

    def refused(self, content: bytes, name: str = "people.csv") -> str:
        with pytest.raises(Unreadable) as refused:
            self.lines(content, name)
        problem = [refused.value.reason, refused.value.params]
        for language in ("en", "zh-hans"):
            with translation.override(language):
                assert reasons.of_a_file(problem)
        return refused.value.reason


@pytest.fixture
def file(tmp_path: Path) -> File:
    return File(tmp_path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_csv_in_every_encoding_and_with_every_separator(file: File, encoding: str, separator: str) -> None:
    assert file.lines(separated([HEADING, WANG], encoding=encoding, separator=separator)) == READ


def test_gb18030_holds_every_character(file: File) -> None:
    ((_line, cells),) = file.lines(separated([["房号", "姓名"], ["3-2-501", "𠮷田😀"]], encoding="gb18030"))
    assert cells == {"room": "3-2-501", "name": "𠮷田😀"}


def test_a_cell_of_several_lines_stands_where_it_begins(file: File) -> None:
    content = '房号,姓名\n3-2-501,"王\n小明"\n\n3-2-502,李红\n'.encode()
    assert [number for number, _cells in file.lines(content)] == [2, 5]


def test_an_xlsx_with_texts_numbers_and_days(file: File) -> None:
    lines: list[list[Any]] = [[*HEADING], [3, 2, 501, "王小明", "业主", 13800138000, date(2019, 7, 15)]]
    assert file.lines(importing.xlsx(lines), "people.xlsx") == [
        (2, {"building": 3, "entrance": 2, "room": 501, "name": "王小明", "capacity": "业主", "phone": 13800138000,
             "since": datetime.fromisoformat("2019-07-15")}),
    ]  # fmt: skip


def test_a_title_above_the_heading_and_empty_lines_are_passed_over(file: File) -> None:
    lines = [["长城花园业主登记表"], [], ["", "房号 *", "姓名（必填）", "备注"], [], ["", "3-2-501", "王小明", "x"]]
    assert file.lines(importing.xlsx(lines), "people.xlsx") == [(5, {"room": "3-2-501", "name": "王小明"})]


def test_the_first_visible_sheet_that_has_a_heading_counts(file: File) -> None:
    book = Workbook()
    book.active.append(["Notes"])
    hidden = book.create_sheet("Old")
    hidden.sheet_state = "hidden"
    hidden.append(["房号"])
    hidden.append(["1-1-101"])
    people = book.create_sheet("People")
    people.append(["Room", "Name"])
    people.append(["3-2-501", "Ann Miller"])
    content = BytesIO()
    book.save(content)
    assert file.lines(content.getvalue(), "people.xlsx") == [(2, {"room": "3-2-501", "name": "Ann Miller"})]


@pytest.mark.parametrize(
    ("heading", "columns"),
    [
        (["楼号", "单元号", "房间号", "业主姓名", "联系电话"], ["building", "entrance", "room", "name", "phone"]),
        (["Building", "Entrance", "Room", "Name", "Phone"], ["building", "entrance", "room", "name", "phone"]),
        (["room number", "FULL NAME", "Mobile (main)"], ["room", "name", "phone"]),
        (["房屋", "姓名", "交房日期", "保修到期", "入住时间", "称谓"],
         ["room", "name", "handed_over_on", "warranty_until", "since", "address_as"]),
    ],
)  # fmt: skip
def test_headings_in_either_language_and_in_common_variants(file: File, heading: list[str], columns: list[str]) -> None:
    ((_line, cells),) = file.lines(separated([heading, ["x"] * len(heading)]))
    assert list(cells) == columns


def test_columns_that_are_not_known_are_named(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(separated([["房号", "面积", "", "车牌\0"], ["3-2-501", "88", "", "x"]]))
    assert Reader(path).heading.ignored == ["面积", "车牌"]


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="gone"):
        Reader(tmp_path / "people.csv")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "heading"),
        (separated([["姓名", "电话"], ["王小明", "13800138000"]]), "heading"),
        (separated([[str(line)] for line in range(20)] + [["房号"]]), "heading"),
        (separated([["房号", "电话"], ["3-2-501", "13800138000"]]), "no_name"),
        (separated([["房号", "电话", "姓名", "手机"], ["3-2-501", "13800138000", "王小明", ""]]), "twice"),
        ('房号,姓名\n3-2-501,"王小明\n3-2-502,李红\n'.encode(), "quotes"),
        ("房号".encode("utf-16"), "encoding"),
        (b"\xff\xfe\x00", "encoding"),
        ("房号,姓名\n".encode("gb18030") + b"\xff\xff,x\n", "encoding"),
        (bytes(range(256)), "encoding"),
    ],
)
def test_a_csv_that_cannot_be_read(file: File, content: bytes, reason: str) -> None:
    assert file.refused(content) == reason


def changed(part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A workbook of which one part was changed."""
    written = BytesIO()
    with zipfile.ZipFile(BytesIO(importing.xlsx(PEOPLE))) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return written.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04",
        b"PK\x03\x04" + b"x" * 100,
        importing.xlsx(PEOPLE)[:-200],
        changed(SHEET, lambda xml: BOMB),
        changed("xl/workbook.xml", lambda xml: BOMB),
        changed("xl/styles.xml", lambda xml: BOMB),
        changed("xl/workbook.xml", lambda xml: b"<workbook/>"),
        changed(SHEET, lambda xml: xml[: len(xml) // 2]),
        changed(SHEET, lambda xml: xml.replace(b'r="2"', b'r="99999999999"')),
        changed(SHEET, lambda xml: xml.replace(b'<row r="3"', b'<row r="2"')),
    ],
)
def test_an_xlsx_that_is_broken_or_hostile(file: File, content: bytes) -> None:
    assert file.refused(content, "people.xlsx") in {"xlsx", "heading"}


def test_an_archive_that_unpacks_to_too_much_is_not_unpacked(file: File, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_OF_A_SHEET", 100)
    monkeypatch.setattr(xlsx, "MOST_OF_THE_STRINGS", 100)
    assert file.refused(importing.xlsx(PEOPLE), "people.xlsx") == "unpacked"
