"""How promises ended, counted as it happens. Reads cost the same after ten years as on the first day."""

from collections.abc import Iterable

from django.db import connection

from office.models import Promise, TallyDelta


def add(promises: Iterable[Promise]) -> None:
    """Count promises that just ended, on the local day of their end. An extended one goes on and is not counted, and
    neither is a confidential one: these sums are everybody's.
    """
    TallyDelta.objects.bulk_create(
        TallyDelta(
            community=promise.community,
            rule=promise.rule,
            day=promise.community.local(promise.ended_at).date(),
            in_time=int(promise.outcome == Promise.Outcome.KEPT and not promise.kept_late),
            late=int(promise.kept_late),
            released=int(promise.outcome == Promise.Outcome.RELEASED),
        )
        for promise in promises
        if promise.ended_at and promise.outcome != Promise.Outcome.EXTENDED and promise.is_everybodys
    )


FOLD = """
WITH taken AS (
    DELETE FROM office_tallydelta WHERE id IN (
        SELECT id FROM office_tallydelta ORDER BY id LIMIT 10000 FOR UPDATE SKIP LOCKED
    ) RETURNING community_id, rule, day, in_time, late, released
)
INSERT INTO office_tally AS t (community_id, rule, day, in_time, late, released)
SELECT community_id, rule, day, sum(in_time), sum(late), sum(released) FROM taken GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
ON CONFLICT (community_id, rule, day) DO UPDATE SET
    in_time = t.in_time + excluded.in_time, late = t.late + excluded.late, released = t.released + excluded.released
"""


def fold() -> int:
    """Add what came since the last time to the sums, as part of every sweep; how many sums changed."""
    with connection.cursor() as cursor:
        cursor.execute(FOLD)
        changed: int = cursor.rowcount
        return changed
