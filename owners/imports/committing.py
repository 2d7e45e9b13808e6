"""The ready lines of a file into the register, slice by slice; a slice and its marks are one transaction."""

import json
import logging
from collections.abc import Sequence

from django.db import DataError, IntegrityError, connection, transaction

from owners.imports.adding import addition
from owners.imports.checking import Problem
from owners.imports.copying import Copier
from owners.imports.register import Register, Values
from owners.imports.writing import Sheets
from owners.models import Import, ImportRow

logger = logging.getLogger(__name__)

SLICE = 5000
State = ImportRow.State
# The history of the registers says who pressed the button, though it is a worker that writes.
IN_HIS_NAME = """
SELECT set_config('pghistory.context_id', gen_random_uuid()::text, true),
 set_config('pghistory.context_metadata', %s, true)
"""
MARK = """
UPDATE owners_importrow AS line SET state = marked.state, problems = marked.problems
FROM unnest(%s::bigint[], %s::text[], %s::jsonb[]) AS marked (id, state, problems) WHERE line.id = marked.id
"""
Ready = tuple[int, Values]
Mark = tuple[int, str, list[Problem]]


def enter_slice(imported: Import) -> int:
    """Enter the next ready lines of a file that is locked by the caller's transaction; how many were dealt with.

    When none is left the file is done.
    """
    rows = list(imported.rows.filter(state=State.READY).order_by("line").values_list("pk", "values")[:SLICE])
    if not rows:
        imported.stage = Import.Stage.DONE
        imported.save(update_fields=["stage"])
        return 0
    with connection.cursor() as cursor:
        cursor.execute(IN_HIS_NAME, [json.dumps({"user": imported.entered_by_id, "import": imported.pk})])
    _mark(_entered(imported, rows))
    imported.done += len(rows)
    imported.total = max(imported.total, imported.done)
    imported.save(update_fields=["done", "total"])
    return len(rows)


def _entered(imported: Import, rows: Sequence[Ready]) -> list[Mark]:
    """Enter these lines, halved down to the one that the database does not take: that one is set aside."""
    try:
        with transaction.atomic():
            return _enter(imported, rows)
    except (DataError, IntegrityError):
        if len(rows) == 1:
            logger.exception("line %s of import %s was not taken", rows[0][0], imported.pk)
            return [(rows[0][0], State.BAD, [["room", "refused", {}]])]
    half = len(rows) // 2
    return _entered(imported, rows[:half]) + _entered(imported, rows[half:])


def _enter(imported: Import, rows: Sequence[Ready]) -> list[Mark]:
    lines = [values for _pk, values in rows]
    register, today = Register(imported.community_id, lines), imported.day.isoformat()
    sheets, marks = Sheets(register, lines), list[Mark]()
    with Copier() as copier:
        for pk, values in rows:
            added = addition(values, register, today=today)
            marks.append((pk, State.UNCHANGED if added.nothing else State.ENTERED, added.notes))
            if not added.nothing:
                sheets.add(added, copier)
        sheets.hand_over(copier)
    sheets.fill()
    return marks


def _mark(marks: Sequence[Mark]) -> None:
    keys, states, problems = zip(*marks, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(MARK, [list(keys), list(states), [json.dumps(found) for found in problems]])
