"""What happened to every record, in one append-only table."""

from typing import Self

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from office.models.ledger import Promise
from office.models.staff import Staff


class MoveQuerySet(models.QuerySet["Move"]):
    def visible_to(self, user: Staff) -> Self:
        """What happened to the records of which this user may know a promise."""
        known = Promise.objects.visible_to(user).filter(subject=models.OuterRef("subject"))
        return self.filter(models.Exists(known))


# One thing that happened to a record: a move of its status (old ≠ new) or a fact beside it (old = new). `at` is when
# it happened, `recorded_at` when it was written, set by the database. Append-only.
class Move(models.Model):
    subject = models.CharField(_("record"), max_length=24)
    verb = models.CharField(_("what"), max_length=24)
    old = models.CharField(_("from"), max_length=16, blank=True)
    new = models.CharField(_("to"), max_length=16)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("by"))
    note = models.CharField(_("note"), max_length=400, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"), null=True, editable=False)

    objects = MoveQuerySet.as_manager()

    class Meta:
        verbose_name = _("history")
        verbose_name_plural = _("history")
        indexes = [models.Index(fields=["subject", "id"], name="move_subject")]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="stamps_itself",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="NEW.recorded_at = clock_timestamp(); RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.verb}"
