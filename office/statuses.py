"""The one door for a change of status: allowed? still the old one? write, log."""

from datetime import datetime
from typing import Any, ClassVar

import pgtrigger
from django.db import models, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from office.models import Move, Staff


class InvalidMove(Exception):
    """The table of moves does not allow this, or somebody else was first. Its text is for the person at the desk."""


class StatusModel(models.Model):
    """A record with a number, a status and a table of the moves it may make."""

    number = models.CharField(_lazy("number"), max_length=24, unique=True)
    status = models.CharField(_lazy("status"), max_length=12)
    # from → the statuses it may move to; buttons, checks and the database's own refusal all come from here
    TRANSITIONS: ClassVar[dict[str, frozenset[str]]]

    # status → how it looks (done, wait, void); active where it is not named
    STATES: ClassVar[dict[str, str]] = {}

    class Meta:
        abstract = True

    def may_become(self, new: str) -> bool:
        return new in self.TRANSITIONS.get(self.status, frozenset())


def refuse_other_moves(transitions: dict[str, frozenset[str]]) -> pgtrigger.FSM:
    """The database's own check of the table of moves, for what does not come through `move`."""
    pairs = [(old, new) for old, targets in sorted(transitions.items()) for new in sorted(targets)]
    return pgtrigger.FSM(name="status_moves_by_the_table", field="status", transitions=pairs)


def move(
    record: StatusModel, new: str, *, verb: str, by: Staff | None, now: datetime, note: str = "", **fields: Any
) -> None:
    """Move `record` to the status `new`, write `fields` with it and log it.

    Compare and set: of two people at once one wins. Raises InvalidMove where the table does not allow the move, or
    naming who was first where the status is no longer the one that the caller saw.
    """
    if not record.may_become(new):
        raise InvalidMove(_("Not possible: this record is “%(status)s”.") % {"status": _status_label(record)})
    old = record.status
    # Never a status without its history. No savepoint of its own: InvalidMove is raised outside, so callers may go on.
    with transaction.atomic(savepoint=False):
        changed = type(record)._default_manager.filter(pk=record.pk, status=old).update(status=new, **fields)
        if changed:
            Move.objects.create(subject=record.number, verb=verb, old=old, new=new, at=now, by=by, note=note[:400])
    if not changed:
        raise InvalidMove(who_was_first(record))
    record.status = new
    for name, value in fields.items():
        setattr(record, name, value)


def note(record: StatusModel, *, verb: str, by: Staff | None, now: datetime, note: str = "") -> None:
    """Log something that happened to `record` beside its status."""
    Move.objects.create(
        subject=record.number, verb=verb, old=record.status, new=record.status, at=now, by=by, note=note[:400]
    )


def opened(record: StatusModel, *, verb: str, by: Staff | None, now: datetime, note: str = "") -> None:
    """Log the first status of a new record."""
    Move.objects.create(subject=record.number, verb=verb, old="", new=record.status, at=now, by=by, note=note[:400])


def happened(record: StatusModel, verb: str) -> bool:
    """Whether this has happened to `record` at least once."""
    return Move.objects.filter(subject=record.number, verb=verb).exists()


def who_was_first(record: StatusModel) -> str:
    """Why a move is too late: who moved the record last, when, and where it stands now."""
    last = (
        Move.objects.filter(subject=record.number)
        .exclude(old=models.F("new"))
        .select_related("by")
        .order_by("-id")
        .first()
    )
    record.refresh_from_db(fields=["status"])
    if last is None:
        return _("Not possible: this record is “%(status)s”.") % {"status": _status_label(record)}
    return _("%(who)s was first, at %(when)s: this record is now “%(status)s”.") % {
        "who": last.by or _("The desk"),
        "when": f"{localtime(last.at):%H:%M}",
        "status": _status_label(record),
    }


def _status_label(record: StatusModel) -> str:
    return str(record.get_status_display())  # type: ignore[attr-defined]
