"""The weekly report on complaints 投诉周报 (CP-6)."""

from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.models import Community, Staff


class WeeklyReportQuerySet(models.QuerySet["WeeklyReport"]):
    def visible_to(self, user: Staff) -> Self:
        return self.filter(community_id__in=user.community_ids)


# The report of one community and week, Monday to Sunday. What it counts is kept as rows, one for each complaint, so
# that every figure is counted from what its reader may know of. Once signed off nothing of it changes.
class WeeklyReport(models.Model):
    number = models.CharField(_("number"), max_length=24, unique=True)
    community = models.ForeignKey(Community, models.PROTECT, db_index=False, related_name="+")
    # The Monday with which the week began.
    week = models.DateField(_("week from"))
    made_at = models.DateTimeField(_("made at"))
    rows = models.JSONField(_("rows"))
    # Households handed over and served at the end of the week: what the rate is of (QA-2).
    households = models.PositiveIntegerField(_("households"))
    summary = models.TextField(_("manager's summary"), max_length=4000, blank=True)
    summary_at = models.DateTimeField(_("summed up at"), null=True)
    summary_by = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+")
    signed_at = models.DateTimeField(_("signed off at"), null=True)
    signed_by = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+")

    objects = WeeklyReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("weekly complaint report")
        verbose_name_plural = _("weekly complaint reports")
        constraints = [
            models.UniqueConstraint(fields=["community", "week"], name="one_report_a_week"),
            models.CheckConstraint(condition=Q(week__iso_week_day=1), name="a_week_begins_on_monday"),
            models.CheckConstraint(
                condition=Q(signed_at=None) | ~Q(summary="") & Q(signed_by__isnull=False),
                name="signed_off_means_summed_up",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="signed_off_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__signed_at__isnull=False),
            ),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.number


class ReportReaderQuerySet(models.QuerySet["ReportReader"]):
    def visible_to(self, user: Staff) -> Self:
        return self.filter(community_id__in=user.community_ids)


# Who is sent the weekly report of a community: a notice on his own pages, and wherever he is notified.
class ReportReader(models.Model):
    community = models.ForeignKey(Community, models.PROTECT, related_name="report_readers", verbose_name=_("community"))
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("reader"))

    objects = ReportReaderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reader of the weekly complaint report")
        verbose_name_plural = _("readers of the weekly complaint report")
        constraints = [models.UniqueConstraint(fields=["community", "staff"], name="each_report_reader_once")]

    def __str__(self) -> str:
        return self.staff.name
