"""Why a file, or a cell of it, is refused, in the language of the reader: a row keeps the reason and its parameters."""

from collections.abc import Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from owners.imports.columns import LABELS
from owners.models import Capacity

OF_A_FILE: dict[str, Promise] = {
    "broken": _("This file could not be entered. Tell the administrator."),
    "empty": _("There is no line under the heading."),
    "encoding": _("The text of this file cannot be read. Save it as .xlsx, or as CSV in UTF-8."),
    "gone": _("The file is no longer there. Upload it again."),
    "heading": _("No heading names the room: one of the first lines must have a column “Room”. Use the template."),
    "no_name": _("There is a column “%(column)s” but none for the name."),
    "quotes": _("Line %(line)s cannot be read: a quotation mark is not closed. Save the file as .xlsx."),
    "too_many": _("More than %(most)s lines. Divide the file."),
    "twice": _("Two columns mean the same: “%(column)s” is one of them. Leave one of them out."),
    "unpacked": _("This file is too large when it is unpacked. Divide it."),
    "xlsx": _("This file is damaged, or it is no .xlsx file. Save it again."),
}
OF_A_CELL: dict[str, Promise] = {
    "before_handover": _("The warranty ends before the home was handed over."),
    "capacity": _("Write owner, tenant, family, agent, staff or other."),
    "date": _("The spreadsheet has made a date of this. Write it as text."),
    "day": _("Write the day as 2026-11-24."),
    "error": _("The cell shows an error. Write what is meant."),
    "formula": _("The formula has no value. Write what is meant."),
    "kept": _("The register says %(known)s; it was left as it is."),
    "lines": _("Write this on one line; one person a line."),
    "long": _("At most %(limit)s characters."),
    "missing": _("This is missing."),
    "name": _("There is no letter in this name."),
    "nul": _("This holds a character that cannot be stored."),
    "phone": _("This is not a phone number that can be rung."),
    "refused": _("The register did not take this line. Tell the administrator."),
    "repeated": _("The same as line %(line)s."),
    "room": _("Write the room as 3-2-501."),
    "room_differs": _("The room says another building or entrance than the cells beside it."),
    "room_unclear": _("This can be read in two ways. Write the room as 3-2-501."),
    "rounded": _("The spreadsheet has rounded this number. Write it as text."),
    "several": _("One number a line: write the second on a line of its own, with the same room and name."),
    "whose": _("Whose is this? The name is missing."),
    "year": _("This year cannot be meant."),
}


def of_a_file(problem: Sequence[Any]) -> str:
    """The words for [reason, parameters], nothing for no problem."""
    if not problem:
        return ""
    reason, params = problem
    if column := params.get("column"):
        params = {**params, "column": LABELS.get(column, column)}
    return _said(OF_A_FILE[reason], params)


def of_a_cell(problem: Sequence[Any]) -> str:
    """The words for [column, reason, parameters]."""
    column, reason, params = problem
    if column == "capacity" and "known" in params:
        params = {"known": Capacity(params["known"]).label}
    return _said(OF_A_CELL[reason], params)


def _said(words: Promise, params: dict[str, Any]) -> str:
    text = str(words)
    return text % params
