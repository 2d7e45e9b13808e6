"""Emptying the database after a test that committed what it wrote.

Django truncates every table, filled or not, and fills in anew what a database begins with: a third of a second each
time, after which every connection has to read its catalogue again. Few tables are filled by a test, and with few rows.
"""

from collections.abc import Iterable

import pgtrigger
from django.conf import settings
from django.db import connection

# What the migrations write there no test changes.
STAYS = {"django_migrations", "django_content_type", "auth_permission"}


class Emptier:
    """The owner's own connection to the test database, past the triggers that protect append-only tables.

    The rows that every database begins with are put aside in a schema of their own, and put back.
    """

    def __init__(self) -> None:
        self.connection = connection.copy()
        self.connection.settings_dict |= settings.DATABASE_OWNER
        with self.connection.cursor() as cursor:
            self.tables = sorted({*self.connection.introspection.table_names(cursor)} - STAYS)
            ignored = ",".join(trigger.get_pgid(model) for model, trigger in pgtrigger.registered())
            cursor.execute("SELECT set_config('pgtrigger.ignore', %s, false)", [f"{{{ignored}}}"])
            cursor.execute("CREATE SCHEMA first")
        self.first = self._filled()
        self._run(f"CREATE TABLE first.{name} AS TABLE {name};" for name in self.first)

    def empty(self) -> None:
        """Delete and put back in one transaction: what refers to what is looked at in its end."""
        delete = [f"DELETE FROM {name};" for name in self._filled()]
        put_back = [f"INSERT INTO {name} SELECT * FROM first.{name};" for name in self.first]
        self._run(["BEGIN;", *delete, *put_back, "COMMIT"])

    def _filled(self) -> list[str]:
        asked = [f"SELECT '{name}' WHERE EXISTS (SELECT FROM {name})" for name in self.tables]
        with self.connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(asked))
            return [name for (name,) in cursor.fetchall()]

    def _run(self, statements: Iterable[str]) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("".join(statements))

    def close(self) -> None:
        self.connection.close()
