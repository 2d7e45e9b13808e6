"""Keys, indexes and the stamp of the history lifted while very many rows are loaded, and put back at the end."""

from collections.abc import Iterator
from contextlib import contextmanager

import pgtrigger
from django.db import connection

STAMP = "office.Move:stamps_itself"
NOTE = "owners.Contact:last_contact_by_insert"
# Once for everybody, what the trigger does for each contact.
LAST_CONTACTS = """
UPDATE owners_person AS person SET last_contact_at = newest.at
FROM (SELECT person_id, max(at) AS at FROM owners_contact GROUP BY person_id) AS newest
WHERE person.id = newest.person_id
"""
# What can be taken off and put back, foreign keys first: they need the unique ones. Primary keys stay.
LIFTED = """
SELECT format('ALTER TABLE %%s DROP CONSTRAINT %%I', conrelid::regclass, conname),
       format('ALTER TABLE %%s ADD CONSTRAINT %%I %%s', conrelid::regclass, conname, pg_get_constraintdef(oid))
FROM pg_constraint WHERE conrelid = ANY(%(tables)s::regclass[]) AND contype IN ('f', 'u')
UNION ALL
SELECT format('DROP INDEX %%s', indexrelid::regclass), pg_get_indexdef(indexrelid)
FROM pg_index WHERE indrelid = ANY(%(tables)s::regclass[])
AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('u', 'p', 'x'))
"""


@contextmanager
def lifted(tables: list[str]) -> Iterator[None]:
    """Load these tables without their foreign keys, unique keys and indexes: one check of all rows at the end is many
    times cheaper than one a row.

    Needs the owner of the tables and a transaction; whatever ends that early leaves everything as it was.
    """
    with connection.cursor() as cursor:
        cursor.execute(LIFTED, {"tables": tables})
        kept = sorted(cursor.fetchall(), key=lambda pair: " FOREIGN KEY " not in pair[1])
        for drop, _ in kept:
            cursor.execute(drop)
        yield
        for _, restore in reversed(kept):
            cursor.execute(restore)


@contextmanager
def unstamped() -> Iterator[None]:
    """Let the history be written with the times at which it happened, not with that of the loading. Needs the owner."""
    with _without(STAMP):
        yield


@contextmanager
def noted_once() -> Iterator[None]:
    """Note the last contacts of everybody at the end, not with each that is loaded. Needs the owner."""
    with _without(NOTE):
        yield
    with connection.cursor() as cursor:
        cursor.execute(LAST_CONTACTS)


@contextmanager
def _without(name: str) -> Iterator[None]:
    ((model, trigger),) = pgtrigger.registered(name)
    table, name = model._meta.db_table, trigger.get_pgid(model)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {name}")
        yield
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {name}")
