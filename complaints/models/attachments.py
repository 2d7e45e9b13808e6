"""Photos and sound recordings that belong to a complaint."""

from pathlib import PurePath
from typing import Self
from uuid import uuid4

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.models.complaints import Complaint
from office.models import Staff


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def visible_to(self, user: Staff) -> Self:
        """Those of the complaints that this user may know of."""
        return self.filter(complaint__in=Complaint.objects.visible_to(user))


def stored_name(attachment: "Attachment", name: str) -> str:
    """Where the file is kept: nobody can guess it, and the name it came with is not used."""
    return f"complaints/{uuid4().hex}{name[name.rfind('.') :]}"


# A photo, made anew without metadata, or a sound recording as it came: append-only, the file is never replaced.
class Attachment(models.Model):
    class Kind(models.TextChoices):
        PHOTO = "photo", _("photo")
        SOUND = "sound", _("sound recording")

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="attachments", verbose_name=_("complaint"))
    kind = models.CharField(_("kind"), max_length=5, choices=Kind)
    file = models.FileField(_("file"), upload_to=stored_name)
    content_type = models.CharField(_("content type"), max_length=40)
    # Of a recording, in seconds, as its header says.
    seconds = models.PositiveIntegerField(_("length"), null=True)
    caption = models.CharField(_("what it shows"), max_length=100, blank=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+", verbose_name=_("by"))
    # Of the content: the same file sent twice is one.
    digest = models.CharField(max_length=64, editable=False)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [models.UniqueConstraint(fields=["complaint", "digest"], name="each_file_once_in_a_complaint")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.get_kind_display()}"

    @property
    def is_photo(self) -> bool:
        return self.kind == self.Kind.PHOTO

    @property
    def can_be_played(self) -> bool:
        """Whether browsers play it: not what old telephones record, that is only to be downloaded."""
        return not self.is_photo and not self.content_type.startswith("audio/amr")

    @property
    def lasts(self) -> str:
        """How long a recording is: 0:42, 1:02:03; nothing where its header does not say."""
        if self.seconds is None:
            return ""
        minutes, seconds = divmod(self.seconds, 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"

    @property
    def download_name(self) -> str:
        """What it is called on the desk of whoever keeps a copy: the number of its complaint, and its own."""
        return f"{self.complaint.number}-{self.pk}{PurePath(str(self.file)).suffix}"
