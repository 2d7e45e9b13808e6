"""Planned stops of water, power, lift 停水停电通知 (RC-14)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from office.models.places import Building, Community, Unit
from office.models.staff import Staff


class PlannedStopQuerySet(models.QuerySet["PlannedStop"]):
    def visible_to(self, user: Staff) -> Self:
        return self.filter(community_id__in=user.community_ids)

    def ahead(self, now: datetime) -> Self:
        """Under way or still to come, the next first."""
        return self.filter(cancelled_at=None, until__gt=now).order_by("since", "pk")

    def over(self, now: datetime) -> Self:
        """Over or called off, the last first."""
        return self.exclude(cancelled_at=None, until__gt=now).order_by("-since", "-pk")

    def at_the_same_time(self, stop: "PlannedStop", buildings: Iterable[Building]) -> Self:
        """Other stops of the same kind that meet this one: in time, and in one of its buildings (none: all)."""
        ids = [building.pk for building in buildings]
        rows = self.filter(cancelled_at=None, community=stop.community, what=stop.what).exclude(pk=stop.pk)
        rows = rows.filter(since__lt=stop.until, until__gt=stop.since).order_by("since", "pk")
        through = PlannedStop.buildings.through.objects.filter(plannedstop=models.OuterRef("pk"))
        return rows.filter(models.Exists(through.filter(building__in=ids)) | ~models.Exists(through)) if ids else rows

    def of(self, unit: Unit) -> Self:
        """Those that concern a home, of its building or of all; with their community, whose clock they go by."""
        everywhere = ~models.Exists(PlannedStop.buildings.through.objects.filter(plannedstop=models.OuterRef("pk")))
        rows = self.filter(Q(buildings=unit.building_id) | everywhere, community=unit.community_id)
        return rows.select_related("community")


# A stop that was announced: of what, from when to when, in which buildings (none named: all), and the text that is
# read to callers and printed. Called off, it stays with the reason.
@pghistory.track()
class PlannedStop(models.Model):
    class What(models.TextChoices):
        WATER = "water", _("water")
        POWER = "power", _("power")
        LIFT = "lift", _("lift")
        GAS = "gas", _("gas")
        HEATING = "heating", _("heating")
        OTHER = "other", _("other")

    community = models.ForeignKey(Community, models.PROTECT, related_name="stops", verbose_name=_("community"))
    what = models.CharField(_("what stops"), max_length=8, choices=What)
    since = models.DateTimeField(_("from"))
    until = models.DateTimeField(_("until"))
    buildings = models.ManyToManyField(
        Building, blank=True, related_name="+", verbose_name=_("buildings"), help_text=_("None chosen: all.")
    )
    why = models.CharField(_("reason"), max_length=100)
    say = models.CharField(_("text to read to callers"), max_length=200)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+", verbose_name=_("by"))
    cancelled_at = models.DateTimeField(_("called off at"), null=True, blank=True)
    cancelled_why = models.CharField(_("why called off"), max_length=100, blank=True)

    objects = PlannedStopQuerySet.as_manager()

    class Meta:
        verbose_name = _("planned stop")
        verbose_name_plural = _("planned stops")
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="a_stop_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(cancelled_at=None) | ~Q(cancelled_why=""), name="called_off_with_why"),
        ]
        indexes = [
            models.Index(fields=["community", "until"], name="stop_ahead", condition=Q(cancelled_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()} {self.since:%m-%d}"

    @property
    def number(self) -> str:
        """What stands on the printed notice."""
        return f"TZ-{self.pk:04d}"

    def is_ahead(self, now: datetime) -> bool:
        """Under way or still to come: it can still be changed and called off."""
        return self.cancelled_at is None and self.until > now
