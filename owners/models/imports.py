"""A file of homes and people, kept as lines that are checked, mended and entered one by one."""

from datetime import date
from pathlib import PurePath
from typing import Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.models import Community, Staff


def stored_name(imported: "Import", name: str) -> str:
    """Where an uploaded file is kept: under a random name. Only what kind it is comes from its own."""
    return f"imports/{uuid4().hex}{PurePath(name).suffix.lower()}"


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user: Staff) -> Self:
        return self.filter(community_id__in=user.community_ids)

    def waiting(self) -> Self:
        """What a worker has to take up: to be read and checked, or to be entered."""
        return self.filter(stage__in=[Import.Stage.UPLOADED, Import.Stage.ENTERING])


# A file that was uploaded. The page only stores it; the worker reads, checks and enters, and counts as it goes. The
# file itself goes as soon as its lines are stored: it is a copy of the register that nobody looks after.
class Import(models.Model):
    class Stage(models.TextChoices):
        UPLOADED = "uploaded", _("being read")
        CHECKED = "checked", _("checked")
        ENTERING = "entering", _("being entered")
        DONE = "done", _("entered")
        FAILED = "failed", _("not readable")

    community = models.ForeignKey(
        Community, models.PROTECT, db_index=False, related_name="+", verbose_name=_("community")
    )
    file = models.FileField(_("file"), upload_to=stored_name, blank=True)
    # As the user called it: shown, never used as a path.
    name = models.CharField(_("file name"), max_length=120)
    uploaded_at = models.DateTimeField(_("uploaded at"))
    uploaded_by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+", verbose_name=_("by"))
    # In whose name it is entered: who pressed the button last.
    entered_by = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+")
    stage = models.CharField(_("stage"), max_length=10, choices=Stage, default=Stage.UPLOADED)
    # Why the file as a whole cannot be read: [reason, its parameters], put into words by owners/imports/reasons.py.
    problem = models.JSONField(_("problem"), default=list, blank=True)
    # How far it was read: the number of the last line dealt with.
    line = models.PositiveIntegerField(default=0)
    # Headings that no column is known by, and buildings that will be made.
    ignored = ArrayField(models.CharField(max_length=40), default=list)
    new_buildings = ArrayField(models.CharField(max_length=8), default=list)
    # Lines of this stage: all of them (while a file is being read, about), and how many are dealt with.
    total = models.PositiveIntegerField(_("lines"), default=0)
    done = models.PositiveIntegerField(_("dealt with"), default=0)
    form_key = models.UUIDField(unique=True, null=True, editable=False)

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [
            models.Index(fields=["id"], name="import_waiting", condition=Q(stage__in=["uploaded", "entering"])),
            models.Index(fields=["community", "-uploaded_at"], name="import_register"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def day(self) -> date:
        """On which it was uploaded, by the clock of the community: its days are judged by it, whenever it is read."""
        return self.community.local(self.uploaded_at).date()

    @property
    def working(self) -> bool:
        """Whether it is a worker's turn."""
        return self.stage in {self.Stage.UPLOADED, self.Stage.ENTERING}


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def visible_to(self, user: Staff) -> Self:
        return self.filter(imported__community_id__in=user.community_ids)


# One line of the file. `values` by column: in its normal form where it is understood, as it was typed where it is not.
# `problems` as [[column, reason, its parameters], …]: what has to be mended, or what was left as the register has it.
class ImportRow(models.Model):
    class State(models.TextChoices):
        BAD = "bad", _("to be mended")
        READY = "ready", _("ready")
        ENTERED = "entered", _("entered")
        UNCHANGED = "unchanged", _("known already")

    imported = models.ForeignKey(Import, models.CASCADE, related_name="rows", db_index=False)
    line = models.PositiveIntegerField(_("line"))
    values = models.JSONField(_("values"), default=dict)
    problems = models.JSONField(_("problems"), default=list)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.READY)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("line of an import")
        verbose_name_plural = _("lines of an import")
        constraints = [models.UniqueConstraint(fields=["imported", "line"], name="each_line_once")]
        indexes = [models.Index(fields=["imported", "state", "line"], name="import_row_state")]

    def __str__(self) -> str:
        return f"{self.imported_id}:{self.line}"
