"""Django's `migrate`, as the owner of the database."""

from typing import Any

from django.core.management.commands import migrate

from office.database import as_owner


class Command(migrate.Command):
    """Migrates as the owner, so that DATABASE_URL may name the application's role."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Run Django's command as the owner."""
        with as_owner(options["database"]):
            super().handle(*args, **options)
