"""A file of homes and people, kept as rows that are checked, mended and committed one by one."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.models import Community, Staff


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user: Staff) -> Self:
        return self.filter(community_id__in=user.community_ids)

    def waiting(self) -> Self:
        """What a worker has to take up: to be read and checked, or to be committed."""
        return self.filter(stage__in=[Import.Stage.UPLOADED, Import.Stage.COMMITTING])


# A file that was uploaded. The page only stores it; the worker reads, checks and commits, and counts as it goes.
class Import(models.Model):
    class Stage(models.TextChoices):
        UPLOADED = "uploaded", _("being read")
        CHECKED = "checked", _("checked")
        COMMITTING = "committing", _("being entered")
        DONE = "done", _("entered")
        FAILED = "failed", _("not readable")

    community = models.ForeignKey(Community, models.PROTECT, db_index=False, related_name="+")
    file = models.FileField(_("file"), upload_to="imports/")
    # As the user called it: shown, never used as a path.
    name = models.CharField(_("file name"), max_length=120)
    uploaded_at = models.DateTimeField(_("uploaded at"))
    uploaded_by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+", verbose_name=_("by"))
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.UPLOADED)
    # Why the file as a whole cannot be read.
    problem = models.CharField(_("problem"), max_length=200, blank=True)
    total = models.PositiveIntegerField(_("rows"), default=0)
    done = models.PositiveIntegerField(_("dealt with"), default=0)
    form_key = models.UUIDField(unique=True, null=True, editable=False)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [
            models.Index(fields=["id"], name="import_waiting", condition=Q(stage__in=["uploaded", "committing"])),
            models.Index(fields=["community", "-uploaded_at"], name="import_register"),
        ]

    def __str__(self) -> str:
        return self.name


# One line of the file as it was read: `values` by column, `problems` as [[column, reason], …].
class ImportRow(models.Model):
    class State(models.TextChoices):
        READY = "ready", _("ready")
        BAD = "bad", _("to be mended")
        ENTERED = "entered", _("entered")
        UNCHANGED = "unchanged", _("known already")

    imported = models.ForeignKey(Import, models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField(_("line"))
    values = models.JSONField(_("values"), default=dict)
    problems = models.JSONField(_("problems"), default=list)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.READY)

    class Meta:
        verbose_name = _("line of an import")
        verbose_name_plural = _("lines of an import")
        constraints = [models.UniqueConstraint(fields=["imported", "line"], name="each_line_once")]
        indexes = [models.Index(fields=["imported", "state", "line"], name="import_row_state")]

    def __str__(self) -> str:
        return f"{self.imported_id}:{self.line}"
