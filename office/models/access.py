"""Who was shown whose personal data."""

from typing import Self

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from office.models.ledger import known_subject
from office.models.staff import Staff


class AccessQuerySet(models.QuerySet["Access"]):
    def visible_to(self, user: Staff) -> Self:
        """What the people of one's own communities looked at, of records that this user may know of."""
        return self.filter(known_subject(user), by__in=Staff.objects.visible_to(user))


# A whole number was shown, or personal data left on paper or in a file: who, whose, what, when, from where.
# Append-only; never holds the data itself.
class Access(models.Model):
    class What(models.TextChoices):
        PHONE = "phone", _("whole number shown")
        PRINT = "print", _("printed")
        EXPORT = "export", _("exported")

    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    # The number of a record, or "person 12": never a name, which would have to be rewritten on erasure.
    subject = models.CharField(_("whose"), max_length=40)
    what = models.CharField(_("what"), max_length=8, choices=What)
    note = models.CharField(_("note"), max_length=100, blank=True)
    address = models.GenericIPAddressField(_("from address"), null=True)

    objects = AccessQuerySet.as_manager()

    class Meta:
        verbose_name = _("access to personal data")
        verbose_name_plural = _("access log")
        indexes = [
            models.Index(fields=["-at"], name="access_at"),
            models.Index(fields=["subject", "-at"], name="access_subject"),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.subject} {self.what}"
