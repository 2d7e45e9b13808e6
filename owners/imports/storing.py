"""The lines of a file into rows that are checked, slice by slice; a slice and how far it came are one transaction."""

import json
from collections.abc import Iterator

from django.db import connection

from office.models import Building
from owners.imports.adding import addition
from owners.imports.checking import Checked, check
from owners.imports.copying import Copier
from owners.imports.reading import MOST_LINES, Reader
from owners.imports.register import Register
from owners.imports.source import Unreadable
from owners.models import Import, ImportRow

SLICE = 2000
COLUMNS = ("imported_id", "line", "values", "problems", "state")
# Of lines that say the same, in whatever spelling, the first counts.
REPEATED = """
UPDATE owners_importrow AS line SET state = 'unchanged',
 problems = jsonb_build_array(jsonb_build_array('room', 'repeated', jsonb_build_object('line', said.first)))
FROM (
 SELECT id, line, min(line) OVER (PARTITION BY values) AS first
 FROM owners_importrow WHERE imported_id = %s AND state = 'ready'
) AS said
WHERE line.id = said.id AND said.line > said.first
"""
BUILDINGS = """
SELECT DISTINCT split_part(values ->> 'room', '-', 1) FROM owners_importrow WHERE imported_id = %s AND state = 'ready'
"""
# More than these are not listed.
MOST_BUILDINGS = 100


def store_slice(imported: Import, reader: Reader) -> int:
    """Store the next lines of a file that is locked by the caller's transaction; how many there were.

    With the last of them the file is checked. Raises Unreadable.
    """
    lines = [(number, check(cells, on=imported.day)) for number, cells in reader.take(SLICE)]
    if imported.done + len(lines) > MOST_LINES:
        raise Unreadable("too_many", most=MOST_LINES)
    rows = list(_rows(imported, lines))
    with Copier() as copier:
        copier.copy(ImportRow, COLUMNS, rows)
    imported.line = reader.line
    imported.done += len(lines)
    imported.total = round(imported.done / max(reader.fraction, 0.01))
    if reader.ended:
        _finish(imported)
    imported.ignored = reader.heading.ignored
    imported.save(update_fields=["line", "done", "total", "stage", "ignored", "new_buildings"])
    return len(lines)


def _rows(imported: Import, lines: list[tuple[int, Checked]]) -> Iterator[tuple[int, int, str, str, str]]:
    """Each line with what it says and what that means beside the register as it is now."""
    understood = [found.values for _number, found in lines if not found.problems]
    register, today = Register(imported.community_id, understood), imported.day.isoformat()
    for number, found in lines:
        state, problems = ImportRow.State.BAD, found.problems
        if not problems:
            added = addition(found.values, register, today=today)
            state = ImportRow.State.UNCHANGED if added.nothing else ImportRow.State.READY
            problems = added.notes
        values, reasons = json.dumps(found.values, ensure_ascii=False), json.dumps(problems, ensure_ascii=False)
        yield imported.pk, number, values, reasons, state.value


def _finish(imported: Import) -> None:
    if not imported.done:
        raise Unreadable("empty")
    with connection.cursor() as cursor:
        cursor.execute(REPEATED, [imported.pk])
        cursor.execute(BUILDINGS, [imported.pk])
        named = {number for (number,) in cursor.fetchall()}
    known = Building.objects.filter(community_id=imported.community_id).values_list("number", flat=True)
    imported.new_buildings = sorted(named.difference(known))[:MOST_BUILDINGS]
    imported.stage, imported.total = Import.Stage.CHECKED, imported.done
