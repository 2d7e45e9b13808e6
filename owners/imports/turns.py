"""A worker's turn at the files that wait. Any number of workers may take turns and one may die at any moment.

Each slice locks its file (and the community, so that two files never enter the same person at once) for one
transaction, and passes over what another worker has locked. How far a file came stands in its row: whoever comes next
goes on from there.
"""

import logging
from pathlib import Path
from time import monotonic

from django.db import InterfaceError, OperationalError, transaction

from owners.imports.committing import enter_slice
from owners.imports.reading import Reader
from owners.imports.source import Unreadable
from owners.imports.storing import store_slice
from owners.models import Import

logger = logging.getLogger(__name__)

Stage = Import.Stage


class Importer:
    """A worker's hand. It keeps a file open from one turn to the next, so that a long one is parsed only once."""

    def __init__(self) -> None:
        self.reads = 0
        self.reader: Reader | None = None
        self.refused: Unreadable | None = None

    def turn(self, seconds: float) -> bool:
        """Deal with what waits, slice by slice, for about so long; whether something may be left to do."""
        until = monotonic() + seconds
        while self.slice():
            if monotonic() >= until:
                return True
        return False

    def slice(self) -> bool:
        """Deal with one slice; whether there was one. When nothing waits, that is one statement.

        Raises OperationalError or InterfaceError when the database does not answer.
        """
        with transaction.atomic():
            imported = _next()
            if imported is None:
                return False
            waits_for_its_file = imported.stage == Stage.UPLOADED and not self._has_open(imported)
            if not waits_for_its_file:
                self._work(imported)
        if waits_for_its_file:
            # Not under the lock: a large file takes seconds to open.
            self._open(imported)
        elif imported.stage != Stage.UPLOADED:
            self._close()
            _discard_files()
        return True

    def _work(self, imported: Import) -> None:
        """Whatever goes wrong with a file ends that file and no other."""
        try:
            with transaction.atomic():
                self._deal_with(imported)
        except (OperationalError, InterfaceError):
            raise
        except Unreadable as refused:
            _end(imported, refused)
        except Exception:
            logger.exception("import %s cannot go on", imported.pk)
            _end(imported, Unreadable("broken"))

    def _deal_with(self, imported: Import) -> None:
        if imported.stage == Stage.ENTERING:
            enter_slice(imported)
        elif self.reader:
            store_slice(imported, self.reader)
        elif self.refused:
            raise self.refused

    def _has_open(self, imported: Import) -> bool:
        """Whether the file is in this hand at the place where it has to go on; another worker may be further."""
        if self.reader is None:
            return self.refused is not None and self.reads == imported.pk
        return self.reads == imported.pk and self.reader.line == max(imported.line, self.reader.heading.line)

    def _open(self, imported: Import) -> None:
        if self.reads != imported.pk or self.reader is None or self.reader.line > imported.line:
            self._close()
            self.reads = imported.pk
        try:
            self.reader = self.reader or Reader(Path(imported.file.path))
            self.reader.forward(imported.line)
        except Unreadable as refused:
            self.reader, self.refused = None, refused

    def _close(self) -> None:
        if self.reader:
            self.reader.close()
        self.reads, self.reader, self.refused = 0, None, None


def _next() -> Import | None:
    """The first file that waits and that nobody is at, locked with its community."""
    waiting = Import.objects.waiting().select_related("community").order_by("pk")
    return waiting.select_for_update(skip_locked=True, of=("self", "community"), no_key=True).first()


def _end(imported: Import, refused: Unreadable) -> None:
    """The file is not gone on with. What was read of it is not kept, what was entered is."""
    imported.refresh_from_db(fields=["stage"])
    if imported.stage == Stage.UPLOADED:
        imported.rows.all().delete()
    imported.stage, imported.problem = Stage.FAILED, [refused.reason, refused.params]
    imported.save(update_fields=["stage", "problem"])


def _discard_files() -> None:
    """Remove the files that are read: also one that a worker left when it died between the two."""
    for imported in Import.objects.exclude(stage=Stage.UPLOADED).exclude(file=""):
        imported.file.delete(save=False)
        Import.objects.filter(pk=imported.pk).update(file="")
