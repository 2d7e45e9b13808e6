"""Two roles on one database: the owner migrates, the application runs everything else."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections


@contextmanager
def as_owner(alias: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """Let what is inside speak to the database as its owner (settings.DATABASE_OWNER).

    Inside itself, and where one role is both, it does nothing. The connection is closed on the way in and out, so it
    cannot stand inside a transaction: RuntimeError.
    """
    connection = connections[alias]
    before = connection.settings_dict
    owner: dict[str, str] = settings.DATABASE_OWNER
    if all(before[key] == value for key, value in owner.items()):
        yield
        return
    if connection.in_atomic_block:
        raise RuntimeError("The database role cannot change inside a transaction.")
    connection.close()
    # A copy: the dictionary itself is settings.DATABASES, and other threads connect by it.
    connection.settings_dict = {**before, **owner}
    try:
        yield
    finally:
        connection.close()
        # Whoever made or dropped a test database in between has renamed it here.
        before["NAME"] = connection.settings_dict["NAME"]
        connection.settings_dict = before
