"""The ledger's hot questions, asked of the server itself: what each costs there and by which index it is answered."""

import re
from dataclasses import dataclass

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from frontdesk import board
from office import promises
from office.models import Promise, Staff, Unit


@dataclass(frozen=True)
class Answer:
    """Milliseconds in the server, buffers touched, indexes used."""

    question: str
    milliseconds: float
    buffers: int
    indexes: list[str]


def answers(staff: Staff, unit: Unit | None) -> list[Answer]:
    """Ask each question twice and keep the second, warm answer."""
    now = timezone.now()
    questions = {
        "board": board.promises(staff, "", now)[: board.ROWS],
        "overdue": board.promises(staff, "overdue", now)[: board.ROWS],
        "in my hands": board.promises(staff, "", now, board.hands(staff, {}))[: board.ROWS],
        "waiting": board.promises(staff, "waiting", now)[: board.ROWS],
        "one unit": Promise.objects.visible_to(staff).open().filter(unit=unit),
        "one record": Promise.objects.of(Promise.objects.order_by("pk")[0].subject),
    }
    found = [_ask(name, *rows.query.sql_with_params()) for name, rows in questions.items()]
    tick = {"now": promises.database_now(), "batch": 0, "above": 0, "upto": promises.EVERYTHING}
    return [*found, _ask("counts", *_counts(staff)), _ask("idle tick", promises.SWEEP, tick)]


def _counts(staff: Staff) -> tuple[str, tuple[object, ...]]:
    with CaptureQueriesContext(connection) as queries:
        board.counts(staff, timezone.now())
    return queries[0]["sql"], ()


def _ask(question: str, sql: str, params: object) -> Answer:
    with connection.cursor() as cursor:
        for _ in range(2):
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT TEXT) {sql}", params)  # type: ignore[arg-type]
            plan = "\n".join(row[0] for row in cursor.fetchall())
    took = re.search(r"Execution Time: ([\d.]+)", plan)
    hits = re.search(r"shared hit=(\d+)", plan)
    indexes = sorted(set(re.findall(r"Index (?:Only )?Scan (?:Backward )?using (\w+)|Index Scan on (\w+)", plan)))
    names = sorted({name for pair in indexes for name in pair if name})
    return Answer(question, float(took[1]) if took else 0.0, int(hits[1]) if hits else 0, names)
