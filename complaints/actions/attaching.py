"""Photos and sound recordings are put with a complaint: each file once, never replaced."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import file_digest

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from complaints.actions.held import hold
from complaints.models import Attachment, Complaint, Verb
from complaints.models.attachments import stored_name
from office import statuses
from office.models import Staff
from office.verbs import NotAllowed, check

MOST = 20


class TooMany(NotAllowed):
    """A complaint has as many files as it may; its text says how many there is room for."""


@dataclass(frozen=True)
class Enclosed:
    """A file as it is to be kept: a photo made anew, or a recording with its length in seconds."""

    kind: str
    file: "File[bytes]"
    content_type: str
    suffix: str
    seconds: int | None = None

    @cached_property
    def digest(self) -> str:
        """Of the content (SHA-256): the same file sent twice is one."""
        self.file.seek(0)
        return file_digest(self.file, "sha256").hexdigest()


def attach(
    complaint: Complaint, enclosed: Sequence[Enclosed], caption: str = "", *, by: Staff, now: datetime
) -> list[Attachment]:
    """Put files with the complaint, all or none, and give the rows that are new: what it has already it has once.

    Stands in no other transaction (RuntimeError): what is on the disk is taken away when its row is not kept. Raises
    NotAllowed, TooMany, InvalidMove.
    """
    written: list[str] = []
    try:
        with transaction.atomic(durable=True):
            return _attach(complaint, enclosed, caption, written, by=by, now=now)
    except BaseException:
        for name in written:
            Attachment.file.field.storage.delete(name)
        raise


def _attach(
    complaint: Complaint, enclosed: Sequence[Enclosed], caption: str, written: list[str], *, by: Staff, now: datetime
) -> list[Attachment]:
    hold(complaint)
    check(complaint, Verb.ATTACH, by)
    fresh = new_among(complaint, enclosed)
    if (room := room_for(complaint)) < len(fresh):
        raise TooMany(no_room(room))
    made = [_keep(complaint, file, caption, written, by=by, now=now) for file in fresh]
    if made:
        statuses.note(complaint, verb=Verb.ATTACH, by=by, now=now, note=_words(made, caption))
    return made


def new_among(complaint: Complaint, files: Sequence[Enclosed]) -> list[Enclosed]:
    """Those that the complaint has not got yet, each once; one statement."""
    each = {file.digest: file for file in files}
    known = set(complaint.attachments.filter(digest__in=each).values_list("digest", flat=True))
    return [file for digest, file in each.items() if digest not in known]


def room_for(complaint: Complaint) -> int:
    """How many more files it may have; one statement."""
    return MOST - complaint.attachments.count()


def no_room(room: int) -> str:
    return _("A complaint has at most %(most)s photos and recordings: there is room for %(room)s more.") % {
        "most": MOST,
        "room": room,
    }


def _keep(
    complaint: Complaint, enclosed: Enclosed, caption: str, written: list[str], *, by: Staff, now: datetime
) -> Attachment:
    """Write the file under a name of its own, and its row. `written` knows the name before anything is on the disk."""
    row = Attachment(
        complaint=complaint,
        kind=enclosed.kind,
        content_type=enclosed.content_type,
        seconds=enclosed.seconds,
        caption=caption,
        at=now,
        by=by,
        digest=enclosed.digest,
    )
    name = stored_name(row, enclosed.suffix)
    written.append(name)
    enclosed.file.seek(0)
    row.file.name = row.file.storage.save(name, enclosed.file)
    row.save(force_insert=True)
    return row


def _words(made: Sequence[Attachment], caption: str) -> str:
    """Photo × 2, sound recording × 1: the garage gate."""
    kinds = [row.get_kind_display() for row in made]
    counted = ", ".join(f"{kind} × {kinds.count(kind)}" for kind in dict.fromkeys(kinds))
    return f"{counted}: {caption}" if caption else counted
