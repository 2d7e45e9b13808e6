"""The ladder of a complaint: department, head, manager, company (CP-2)."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.models.complaints import Complaint
from office.models import Staff


class StepQuerySet(models.QuerySet["Step"]):
    def visible_to(self, user: Staff) -> Self:
        """Those of the complaints that this user may know of."""
        return self.filter(complaint__in=Complaint.objects.visible_to(user))

    def here(self) -> "Step":
        """Where a complaint stands: its highest step of the last round."""
        return self.latest("round", "level")


# One step of the ladder: when and why the complaint came there, who was called together, what was decided until when.
class Step(models.Model):
    class Level(models.IntegerChoices):
        DEPARTMENT = 1, _("department")
        HEAD = 2, _("head of department")
        MANAGER = 3, _("manager of the office")
        COMPANY = 4, _("company")

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="steps", verbose_name=_("complaint"))
    # With every "no" of the owner the ladder begins anew where it stood (CP-4).
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    level = models.PositiveSmallIntegerField(_("step"), choices=Level)
    at = models.DateTimeField(_("since"))
    # None: its time was out and it moved up by itself; the first step is whose took the complaint.
    by = models.ForeignKey(
        Staff, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("passed up by")
    )
    reason = models.CharField(_("reason"), max_length=400, blank=True)
    # Who was in charge when it came there; None where the roster named nobody.
    holder = models.ForeignKey(
        Staff, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("in whose hands")
    )
    called = models.ManyToManyField(Staff, related_name="+", blank=True, verbose_name=_("called together"))
    called_others = models.CharField(_("others called together"), max_length=200, blank=True)
    decision = models.CharField(_("decision"), max_length=400, blank=True)
    do_by = models.DateTimeField(_("until when"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("decided by")
    )

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["complaint", "round", "level"]
        constraints = [
            models.UniqueConstraint(fields=["complaint", "round", "level"], name="each_step_once_a_round"),
            models.CheckConstraint(
                condition=Q(decided_at=None, decision="") | Q(decided_at__isnull=False) & ~Q(decision=""),
                name="a_decision_says_what_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.get_level_display()}"
