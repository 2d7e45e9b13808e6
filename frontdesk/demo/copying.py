"""Rows into PostgreSQL through COPY, table by table and chunk by chunk, while the next chunk is being made."""

from concurrent.futures import Future, ThreadPoolExecutor
from io import StringIO
from types import TracebackType
from typing import Self

from django.db import connection, models

NULL = r"\N"
YES, NO = "t", "f"


class Sheet:
    """The rows of one table that are not written yet, as lines of COPY's text format.

    Values come as their text (NULL for none), without tabs, backslashes or line ends, in the order of the columns.
    """

    def __init__(self, model: type[models.Model], columns: str) -> None:
        self.table = model._meta.db_table
        self.columns = columns.split()
        self.has_key = self.columns[0] == "id"
        self.lines: list[str] = []
        self.last = 0

    def next_id(self) -> str:
        self.last += 1
        return str(self.last)

    def add(self, *values: str) -> None:
        self.lines.append("\t".join(values))

    def take(self) -> tuple[str, str]:
        """The statement and its data; the sheet is empty afterwards."""
        data = "\n".join(self.lines) + "\n" if self.lines else ""
        self.lines = []
        return f"COPY {self.table} ({', '.join(self.columns)}) FROM STDIN", data


class Copier:
    """Writes sheets in a thread of its own over Django's connection: nobody else may use that until it is left."""

    def __init__(self) -> None:
        self.thread = ThreadPoolExecutor(1)
        self.written: Future[None] | None = None

    def __enter__(self) -> Self:
        connection.ensure_connection()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            if error is None:
                self.wait()
        finally:
            self.thread.shutdown()

    def write(self, sheets: list[Sheet]) -> None:
        """Begin to write what is in the sheets, as soon as the chunk before is written."""
        self.wait()
        chunk = [sheet.take() for sheet in sheets]
        self.written = self.thread.submit(_copy, connection.connection, chunk)

    def wait(self) -> None:
        """Wait for the last chunk. Raises what went wrong in it."""
        if self.written is not None:
            self.written.result()
            self.written = None


def _copy(raw: object, chunk: list[tuple[str, str]]) -> None:
    with raw.cursor() as cursor:  # type: ignore[attr-defined]
        for statement, data in chunk:
            if data:
                cursor.copy_expert(statement, StringIO(data), size=len(data))


def continue_numbering(sheets: list[Sheet]) -> None:
    """Let the sequences go on after the keys that the sheets gave out."""
    with connection.cursor() as cursor:
        for sheet in sheets:
            if sheet.has_key and sheet.last:
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [sheet.table, sheet.last])
