"""An empty register to fill in: a sheet with the headings, and one that explains them, in the reader's language.

It holds texts only, no formula: what begins with an equals sign stays a text.
"""

from io import BytesIO

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from openpyxl import Workbook
from openpyxl.cell.cell import TYPE_STRING
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from owners.imports.columns import LABELS
from owners.models import Capacity

# What a spreadsheet must not make a number or a date of: 3-2-5, 0755…
AS_TEXT = ["building", "entrance", "room", "phone"]
AS_DAY = ["handed_over_on", "warranty_until", "since"]
WIDTH = 16
HOW: dict[str, tuple[Promise, Promise | str]] = {
    "building": (_lazy("Its number; one that is new is made. Empty where the room says it all."), "3"),
    "entrance": (_lazy("Empty where the building has one."), "2"),
    "room": (_lazy("Needed. The room alone, or all of it in any spelling: 3-2-501."), "501"),
    "handed_over_on": (_lazy("A day."), "2019-06-30"),
    "warranty_until": (_lazy("A day."), "2024-06-30"),
    "name": (_lazy("One person a line. Empty for a home in which nobody lives."), "王小明"),
    "capacity": (_lazy("Owner, tenant, family, agent, staff or other."), Capacity.OWNER.label),
    "phone": (
        _lazy("One number a line: a second one stands on a line of its own, with the room and the name."),
        "13800138000",
    ),
    "since": (_lazy("A day. Empty: since the day of the upload."), "2019-07-15"),
    "address_as": (_lazy("How the person likes to be addressed."), "王先生"),
}


def written() -> BytesIO:
    """The file."""
    book = Workbook()
    sheet = book.active
    sheet.title = _("Homes and people")
    _head(sheet, [str(label) for label in LABELS.values()])
    for place, column in enumerate(LABELS, start=1):
        kind = "@" if column in AS_TEXT else "yyyy-mm-dd" if column in AS_DAY else "General"
        sheet.column_dimensions[get_column_letter(place)].number_format = kind
    _explain(book.create_sheet(_("How to fill it in")))
    file = BytesIO()
    book.save(file)
    file.seek(0)
    return file


def _explain(sheet: Worksheet) -> None:
    _head(sheet, [_("Column"), _("What to write"), _("Example")])
    for column, (how, example) in HOW.items():
        _line(sheet, [str(LABELS[column]), str(how), str(example)])
    sheet.column_dimensions["B"].width = 80


def _head(sheet: Worksheet, texts: list[str]) -> None:
    _line(sheet, texts)
    sheet.freeze_panes = "A2"
    for place, cell in enumerate(sheet[1], start=1):
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True)
        sheet.column_dimensions[get_column_letter(place)].width = WIDTH


def _line(sheet: Worksheet, texts: list[str]) -> None:
    sheet.append(texts)
    for cell in sheet[sheet.max_row]:
        cell.data_type = TYPE_STRING
