"""A file of homes and people is uploaded, its lines are mended, and it is entered: a worker does what takes time."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from office.models import Staff
from owners.imports.checking import Checked
from owners.models import Import, ImportRow

Stage = Import.Stage


class Overtaken(Exception):
    """Somebody else was first. Its text is for the person at the desk."""


def upload(imported: Import, *, by: Staff, now: datetime) -> Import:
    """Store an unsaved import with its file, for a worker to read. The same form sent twice gives the first import."""
    imported.uploaded_by, imported.uploaded_at = by, now
    try:
        with transaction.atomic():
            imported.save(force_insert=True)
    except IntegrityError:
        imported.file.delete(save=False)
        return Import.objects.get(form_key=imported.form_key)
    return imported


def enter(imported: Import, *, by: Staff) -> int:
    """Let a worker enter the ready lines of a file that was checked; how many there are. Bad ones stay to be mended.

    Raises Overtaken where it is not checked, or being entered already.
    """
    ready = imported.rows.filter(state=ImportRow.State.READY).count()
    checked = Import.objects.filter(pk=imported.pk, stage__in=[Stage.CHECKED, Stage.DONE])
    if not ready:
        raise Overtaken(_("No line is ready to be entered."))
    if not checked.update(stage=Stage.ENTERING, entered_by=by, total=ready, done=0):
        raise Overtaken(_("It cannot be entered now."))
    return ready


def mend(row: ImportRow, checked: Checked) -> ImportRow:
    """Put a bad line right: what was typed instead is understood. Raises Overtaken where it is not bad any more."""
    bad = ImportRow.objects.filter(pk=row.pk, state=ImportRow.State.BAD)
    if not bad.update(values=checked.values, problems=[], state=ImportRow.State.READY):
        raise Overtaken(_("Somebody else has mended this line."))
    row.refresh_from_db()
    return row
