"""Record numbers: day and counter, unique, never reused (RP-2)."""

from datetime import date

from django.db import connection


def take(prefix: str, day: date) -> str:
    """The next number of the day's series, such as R-20261124-0007.

    Call it before the transaction that uses it: the counter's row is locked only for this short statement, and a
    number that a failed transaction leaves unused is a gap, never given to anybody else.
    """
    series = f"{prefix}-{day:%Y%m%d}"
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO office_counter (series, last) VALUES (%s, 1)"
            " ON CONFLICT (series) DO UPDATE SET last = office_counter.last + 1 RETURNING last",
            [series],
        )
        return f"{series}-{cursor.fetchone()[0]:04d}"
