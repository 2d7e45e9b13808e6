"""Django's `flush`, as the owner of the database."""

from typing import Any

import pgtrigger
from django.core.management.commands import flush
from django.core.management.sql import emit_post_migrate_signal

from office.database import as_owner


class Command(flush.Command):
    """Flushes as the owner, append-only tables too: tests begin with none of the rows of the test before."""

    def handle(self, **options: Any) -> None:
        """Empty every table past the triggers that protect history, then let post_migrate fill in what must be there.

        The triggers are back by then, so that the history of those first rows is written.
        """
        with as_owner(options["database"]):
            with pgtrigger.ignore():
                super().handle(**{**options, "inhibit_post_migrate": True})
            if not options.get("inhibit_post_migrate"):
                emit_post_migrate_signal(options["verbosity"], options["interactive"], options["database"])
