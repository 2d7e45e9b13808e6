"""A contact taken in haste is completed later; what was made of it keeps what it was told (RC-1, RC-8)."""

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.models import Move, Staff
from owners.models import Contact


class Verb(models.TextChoices):
    """What can happen to a contact: the words of its history."""

    COMPLETE = "complete", gettext_lazy("completed")


class Overtaken(Exception):
    """Somebody else completed the contact after it was read. Its text is for the person at the desk."""


def complete(contact: Contact, *, seen: int, by: Staff, now: datetime, **fields: Any) -> Contact:
    """Write what was answered later; the history names the fields that changed, never what stood in them.

    `seen` is the version that the answers were given to. Raises Overtaken where there is a newer one that says
    anything else; answers that stand there already change nothing.
    """
    changed = {name: value for name, value in fields.items() if getattr(contact, name) != value}
    if not changed:
        return contact
    with transaction.atomic(savepoint=False):
        found = Contact.objects.filter(pk=contact.pk, version=seen)
        written = found.update(**changed, version=models.F("version") + 1)
        if written:
            note = _("Changed: %(fields)s") % {"fields": "、".join(map(label, changed))}
            Move.objects.create(subject=contact.number, verb=Verb.COMPLETE, at=now, by=by, note=note[:400])
    if not written:
        raise Overtaken(_("Somebody else has completed this meanwhile."))
    for name, value in changed.items():
        setattr(contact, name, value)
    contact.version = seen + 1
    return contact


def label(name: str) -> str:
    """What a field of a contact is called."""
    return str(Contact._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
