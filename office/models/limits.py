"""The numbers of the rule book, as versions that a manager adds to and nobody rewrites."""

from collections.abc import Iterable, Mapping
from typing import Self

import pgtrigger
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from office.models.places import Community
from office.models.staff import Role, Staff

_read: dict[int, "TimeLimit"] = {}
_IN_FORCE = """
SELECT DISTINCT ON (rule) * FROM office_timelimit
WHERE (community_id = %s OR community_id IS NULL) AND rule = ANY(%s)
ORDER BY rule, community_id NULLS LAST, version DESC
"""


class TimeLimitQuerySet(models.QuerySet["TimeLimit"]):
    def in_force(self, community: Community, rules: list[str]) -> dict[str, "TimeLimit"]:
        """The version of each rule in force for a community: its own before the general one, the newest first.

        Asked whenever anything is promised, so the statement is not built anew each time.
        """
        return {limit.rule: limit for limit in self.raw(_IN_FORCE, [community.pk, rules])}

    def visible_to(self, user: Staff) -> Self:
        """Those of one's own communities and those that hold everywhere."""
        return self.filter(models.Q(community_id__in=user.community_ids) | models.Q(community=None))

    def known(self, pks: Iterable[int]) -> Mapping[int, "TimeLimit"]:
        """These versions by their keys. A version never changes, so a process reads each only once."""
        missing = set(pks) - _read.keys()
        if missing:
            _read.update(self.in_bulk(missing))
        return _read

    def newest(self) -> Self:
        """One row for each rule and community: what a manager sees and changes."""
        return self.order_by("rule", "community", "-version").distinct("rule", "community")


# One version of one line of the clock table (office/rules.py names the lines). Append-only: a change is a new
# version, promises keep pointing to the version that explains their date.
class TimeLimit(models.Model):
    class Unit(models.TextChoices):
        MINUTES = "minutes", _("minutes")
        HOURS = "hours", _("hours")
        CALL_HOURS = "call_hours", _("call hours")
        DAYS = "days", _("calendar days")
        TIMES = "times", _("times")

    class Warn(models.TextChoices):
        """How the moment of the warning is found."""

        NEVER = "", _("no warning")
        AFTER = "after", _("minutes after the start")
        BEFORE = "before", _("minutes before the limit")
        PERCENT = "percent", _("percent of the time")
        CLOCK = "clock", _("at this hour of the last day (minutes after 00:00)")
        CALLS = "calls", _("minutes before the last call time")

    rule = models.CharField(_("rule"), max_length=40)
    community = models.ForeignKey(
        Community, models.PROTECT, null=True, blank=True, verbose_name=_("community"), help_text=_("Empty: everywhere.")
    )
    version = models.PositiveIntegerField(_("version"), default=1)
    amount = models.PositiveIntegerField(pgettext_lazy("limit", "amount"), validators=[MaxValueValidator(525_600)])
    unit = models.CharField(pgettext_lazy("measure", "unit"), max_length=10, choices=Unit)
    # Days until the earliest moment it can be kept; the amount is then counted from that day.
    opens_days = models.PositiveSmallIntegerField(_("opens after days"), null=True, blank=True)
    at_time = models.TimeField(_("at this hour"), null=True, blank=True, help_text=_("Of the last day; empty: 24:00."))
    # An event outside this window is due at the next `otherwise_at` instead (a job reported at night).
    window_from = models.TimeField(_("for events from"), null=True, blank=True)
    window_until = models.TimeField(_("for events until"), null=True, blank=True)
    otherwise_at = models.TimeField(_("otherwise at"), null=True, blank=True)
    warn = models.CharField(_("warning"), max_length=8, choices=Warn, blank=True, default=Warn.NEVER)
    warn_amount = models.PositiveIntegerField(_("warning amount"), default=0)
    overdue_to = models.CharField(_("overdue goes to"), max_length=14, choices=Role, default=Role.HEAD)
    escalate_after = models.PositiveIntegerField(
        _("escalates after minutes"), null=True, blank=True, help_text=_("Minutes after the limit; empty: never.")
    )
    escalated_to = models.CharField(_("escalated to"), max_length=14, choices=Role, blank=True, default=Role.MANAGER)
    set_at = models.DateTimeField(_("set at"))
    set_by = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, verbose_name=_("set by"))

    objects = TimeLimitQuerySet.as_manager()

    class Meta:
        verbose_name = _("time limit")
        verbose_name_plural = _("time limits")
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "community", "version"], name="one_limit_per_version", nulls_distinct=False
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.amount} {self.get_unit_display()}"
