"""What both metronomes call, and all they call: one sweep over everything that time brings."""

import logging
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import connection

from complaints import actions as complaints
from complaints.reporting import make_reports
from office import outbox, promises, tallies
from owners.actions import boxes, samples
from visits import actions as visits

logger = logging.getLogger(__name__)

WHOLE, CLOCK = "sweep", "clock"


@dataclass(frozen=True)
class Swept:
    """How many rows each part dealt with; None where a part failed, which stops none of the others."""

    openings: int | None
    samples: int | None
    follow_ups: int | None
    reports: int | None
    alerts: int | None
    steps: int | None
    folded: int | None
    relayed: int | None

    @property
    def whole(self) -> bool:
        """Whether every part ran."""
        return None not in asdict(self).values()


def run(now: datetime | None = None) -> Swept:
    """Sweep once: make what is owed, raise alerts, fold tallies, relay the outbox; then leave a heartbeat.

    `now` decides what is due and is the database's clock unless it is given; the heartbeat is always the database's.
    Any number of sweeps may run at the same time and one may die at any moment. Raises a database Error only when the
    database does not answer at all.
    """
    began = time.monotonic()
    at = now or promises.database_now()
    swept = Swept(
        openings=_part("openings", lambda: boxes.promise_openings(now=at)),
        samples=_part("samples", lambda: samples.draw_samples(now=at)),
        follow_ups=_part("follow_ups", lambda: visits.follow_up(now=at)),
        reports=_part("reports", lambda: make_reports(now=at)),
        # What is overdue is said before it moves up: the step that was missed has its alert.
        alerts=_part("alerts", lambda: promises.sweep(now=at)),
        steps=_part("steps", lambda: complaints.step_up(now=at)),
        folded=_part("folded", tallies.fold),
        relayed=_part("relayed", lambda: outbox.relay(now=at)),
    )
    _beat(swept, took_ms=round((time.monotonic() - began) * 1000))
    return swept


def _part(name: str, work: Callable[[], int]) -> int | None:
    try:
        return work()
    except Exception:
        logger.exception("the part %s of the sweep failed", name)
        # After a restart of the database the parts that follow need a new connection.
        connection.close_if_unusable_or_obsolete()
        return None


# Every part that ran beats, and all together only when all ran: a part that keeps failing shows as a pulse that grows
# old. The clock's own row says when the database's clock was last seen going back, and by how many seconds: every
# time written before was read from the same clock, so a time that lies ahead means that the clock was set.
BEAT = """
WITH before AS (
    SELECT max(at) AS at FROM office_heartbeat WHERE name = ANY(%(names)s)
), beat AS (
    INSERT INTO office_heartbeat AS h (name, at, rows, took_ms)
    SELECT name, clock_timestamp(), rows, %(took_ms)s FROM unnest(%(names)s::text[], %(rows)s::int[]) AS p (name, rows)
    ORDER BY name
    ON CONFLICT (name) DO UPDATE SET at = clock_timestamp(), rows = excluded.rows, took_ms = excluded.took_ms
    RETURNING at
)
INSERT INTO office_heartbeat (name, at, rows, took_ms)
SELECT %(clock)s, min(beat.at), extract(epoch FROM max(before.at) - min(beat.at)), 0 FROM beat, before
HAVING max(before.at) - min(beat.at) > interval '1 second'
ON CONFLICT (name) DO UPDATE SET at = excluded.at, rows = excluded.rows
"""


def _beat(swept: Swept, *, took_ms: int) -> None:
    beats = {name: rows for name, rows in asdict(swept).items() if rows is not None}
    if swept.whole:
        beats[WHOLE] = sum(beats.values())
    names, rows = list(beats), list(beats.values())
    with connection.cursor() as cursor:
        cursor.execute(BEAT, {"clock": CLOCK, "took_ms": took_ms, "names": names, "rows": rows})
        if cursor.rowcount:
            logger.error("the clock of the database went back")
