"""Rows into tables by COPY, while the next ones are being made. The triggers of the tables fire all the same."""

import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from io import StringIO
from types import TracebackType
from typing import Any, Self

from django.db import connection, models

# What the text format of COPY says with a backslash; few texts hold any of it.
_SPECIAL = re.compile(r"[\\\t\n\r]")
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
NULL = r"\N"
Row = Sequence[str | int | None]


class Copier:
    """Writes in a thread of its own over Django's connection: nobody else may use that until it is left.

    Then everything is written, in the order in which it was given, or a database Error is raised.
    """

    def __init__(self) -> None:
        self.thread = ThreadPoolExecutor(1)
        self.written: list[Future[None]] = []

    def __enter__(self) -> Self:
        connection.ensure_connection()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.thread.shutdown()
        if error is None:
            with connection.wrap_database_errors:
                for written in self.written:
                    written.result()

    def copy(self, model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
        """Give rows of a table to be written, their values in the order of `columns`."""
        text = "".join("\t".join(map(_escaped, row)) + "\n" for row in rows)
        if text:
            name = connection.ops.quote_name
            into = f"{name(model._meta.db_table)} ({', '.join(map(name, columns))})"
            self.written.append(self.thread.submit(_copy, connection.connection, into, text))


def _copy(raw: Any, into: str, text: str) -> None:
    with raw.cursor() as cursor:
        cursor.copy_expert(f"COPY {into} FROM STDIN", StringIO(text), size=len(text))


def _escaped(value: str | int | None) -> str:
    if isinstance(value, str):
        return value.translate(_ESCAPES) if _SPECIAL.search(value) else value
    return NULL if value is None else str(value)


def next_keys(model: type[models.Model], count: int) -> Iterator[int]:
    """This many new keys of a table, taken at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return iter([key for (key,) in cursor.fetchall()])
