"""What stands in the cells of an .xlsx file, written as other programs than ours write it."""

import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from owners.imports.reading import Reader
from owners.imports.source import Cell, NoValue, Unreadable

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{KIND}.styles+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{KIND}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships {PACKAGE}><Relationship Id="r1" Type="{OFFICE}/officeDocument"'
    ' Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}"><workbookPr/>'
    '<sheets><sheet name="People" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships {PACKAGE}>'
    f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="r2" Type="{OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="r3" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    # Style 1 is a day as an American Excel writes it, 2 one as a Chinese Excel does, 3 one of its own.
    "xl/styles.xml": f'<styleSheet {MAIN}><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;"/>'
    '</numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/>'
    '<xf numFmtId="31"/><xf numFmtId="164"/></cellXfs></styleSheet>',
    "xl/sharedStrings.xml": f"<sst {MAIN}><si><t>房号</t></si><si><t>姓名</t></si>"
    "<si><r><t>王</t></r><r><t>小明</t></r><rPh><t>wang</t></rPh></si><si><t>a_x000D_b</t></si></sst>",
}  # fmt: skip
MAY_1 = datetime.fromisoformat("2024-05-01")
HEAD = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'


def read(folder: Path, rows: str, **instead: str) -> list[dict[str, Cell]]:
    """The lines of a sheet with these rows under the heading; parts of the file `instead`."""
    path = folder / "people.xlsx"
    sheet = f"<worksheet {MAIN}><sheetData>{HEAD}{rows}</sheetData></worksheet>"
    with zipfile.ZipFile(path, "w") as file:
        for name, part in {**PARTS, "xl/worksheets/sheet1.xml": sheet, **instead}.items():
            file.writestr(name, part)
    return [cells for _line, cells in Reader(path).take(100)]


def name(folder: Path, cell: str, **instead: str) -> Cell:
    """What is read of a cell in the second column."""
    (cells,) = read(folder, f'<row r="2"><c r="A2" t="inlineStr"><is><t>3-2-501</t></is></c>{cell}</row>', **instead)
    assert cells["room"] == "3-2-501"
    return cells["name"]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="B2" t="s"><v>2</v></c>', "王小明"),
        ('<c r="B2" t="s"><v>3</v></c>', "a\rb"),
        ('<c r="B2" t="inlineStr"><is><r><t>王</t></r><r><t>小明</t></r></is></c>', "王小明"),
        ('<c t="inlineStr"><is><t>王小明</t></is></c>', "王小明"),
        ('<c r="B2"><v>501</v></c>', 501),
        ('<c r="B2"><v>1.38001380013E10</v></c>', 13800138001.3),
        ('<c r="B2"><v>1.3800138E10</v></c>', 13800138000),
        ('<c r="B2" t="b"><v>1</v></c>', 1),
        ('<c r="B2" t="e"><v>#N/A</v></c>', NoValue("error")),
        ('<c r="B2" t="d"><v>2024-05-01T00:00:00Z</v></c>', MAY_1),
        ('<c r="B2" s="1"><v>45413</v></c>', MAY_1),
        ('<c r="B2" s="2"><v>45413</v></c>', MAY_1),
        ('<c r="B2" s="3"><v>45413</v></c>', MAY_1),
        ('<c r="B2" s="1"><v>0.5</v></c>', NoValue("error")),
        ('<c r="B2" s="1"><v>13800138000</v></c>', NoValue("error")),
        ('<c r="B2" t="str"><f>A1&amp;B1</f><v>王小明</v></c>', "王小明"),
        ('<c r="B2"><f>1+1</f><v>2</v></c>', 2),
        ('<c r="B2"><f>1+1</f></c>', NoValue("formula")),
        ('<c r="B2" t="str"><f>A9</f><v></v></c>', None),
        ('<c r="B2"/>', None),
        ('<c r="C2"><v>1</v></c><c r="B2"><v>2</v></c>', 2),
        ('<c r="XFD2"><v>1</v></c>', None),
    ],
)  # fmt: skip
def test_a_cell_of_every_kind(tmp_path: Path, cell: str, value: Cell) -> None:
    assert name(tmp_path, cell) == value


def test_days_that_are_counted_from_1904(tmp_path: Path) -> None:
    book = PARTS["xl/workbook.xml"].replace("<workbookPr/>", '<workbookPr date1904="1"/>')
    assert name(tmp_path, '<c r="B2" s="1"><v>43951</v></c>', **{"xl/workbook.xml": book}) == MAY_1


def test_elements_with_a_prefix(tmp_path: Path) -> None:
    cell = '<x:row r="2"><x:c r="A2"><x:v>1</x:v></x:c><x:c r="B2" t="s"><x:v>2</x:v></x:c></x:row>'
    sheet = f'<worksheet {MAIN} xmlns:x="x"><sheetData>{HEAD}{cell}</sheetData></worksheet>'
    assert read(tmp_path, "", **{"xl/worksheets/sheet1.xml": sheet}) == [{"room": 1, "name": "王小明"}]


def test_a_line_in_the_last_corner_costs_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>') == []


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/sharedStrings.xml", "<!DOCTYPE sst [<!ENTITY a 'x'>]><sst><si><t>&a;</t></si></sst>"),
        ("xl/sharedStrings.xml", "<sst><si><t>房号</t></si></sst>"),
        ("xl/sharedStrings.xml", "<sst>"),
        ("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row r='x'/></sheetData></worksheet>"),
        ("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c><v>x</v></c></row></sheetData></worksheet>"),
    ],
)
def test_a_part_that_makes_no_sense(tmp_path: Path, part: str, content: str) -> None:
    with pytest.raises(Unreadable, match="xlsx"):
        read(tmp_path, "", **{part: content})


def test_a_text_without_end_is_cut_off(tmp_path: Path) -> None:
    found = name(tmp_path, f'<c r="B2" t="inlineStr"><is><t>{"x" * 3_000_000}</t></is></c>')
    assert isinstance(found, str)
    assert len(found) <= 2**20
