"""Record numbers: day and counter, unique, never reused (RP-2)."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.db import connection


def take(prefix: str, day: date) -> str:
    """The next number of the day's series, such as R-20261124-0007."""
    return take_several([prefix], day)[0]


def take_several(prefixes: Sequence[str], day: date) -> list[str]:
    """The next number of each of the day's series, in their order, in one statement; a series may stand there twice.

    Call it before the transaction that uses them: the counters' rows are locked only for this short statement, and a
    number that a failed transaction leaves unused is a gap, never given to anybody else.
    """
    # In one order for everybody: two saves at once never wait for each other.
    wanted = sorted(Counter(f"{prefix}-{day:%Y%m%d}" for prefix in prefixes).items())
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO office_counter AS c (series, last) SELECT * FROM unnest(%s::text[], %s::int[])"
            " ON CONFLICT (series) DO UPDATE SET last = c.last + excluded.last RETURNING series, last",
            [[series for series, _count in wanted], [count for _series, count in wanted]],
        )
        last = dict(cursor.fetchall())
    left = dict(wanted)
    numbers = []
    for prefix in prefixes:
        series = f"{prefix}-{day:%Y%m%d}"
        left[series] -= 1
        numbers.append(f"{series}-{last[series] - left[series]:04d}")
    return numbers


def take_plain(prefix: str) -> str:
    """The next number of a series that goes on for ever, such as L-0001: for what is few and known by its number."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO office_counter AS c (series, last) VALUES (%s, 1)"
            " ON CONFLICT (series) DO UPDATE SET last = c.last + 1 RETURNING last",
            [prefix],
        )
        return f"{prefix}-{cursor.fetchone()[0]:04d}"
