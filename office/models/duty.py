"""The duty roster 值班表, and the handing over of a shift 交接班."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from office.models.places import Community, Department
from office.models.staff import Staff


class Shift(models.TextChoices):
    """By day, and by night over midnight; the hours are the community's (RC-13)."""

    DAY = "day", _("day shift")
    NIGHT = "night", _("night shift")

    @staticmethod
    def at(moment: datetime, community: Community) -> "tuple[Shift, datetime]":
        """The shift that is on at this instant, and a local time on the day under which it stands on the roster.

        The hours after midnight belong to the night shift of the day before.
        """
        local = community.local(moment)
        if not community.is_night(moment):
            return Shift.DAY, local
        return Shift.NIGHT, local - timedelta(days=1) if local.time() < community.day_from else local


class DutyQuerySet(models.QuerySet["Duty"]):
    def visible_to(self, user: Staff) -> Self:
        return self.filter(department__community_id__in=user.community_ids)

    def on_at(self, communities: Iterable[Community], moment: datetime) -> Self:
        """The lines of the shift that is on in each of these communities; of nobody who left or serves elsewhere."""
        shifts = []
        for community in communities:
            shift, local = Shift.at(moment, community)
            shifts.append(Q(department__community=community, day=local.date(), shift=shift))
        if not shifts:
            return self.none()
        return self.of_those_who_serve().filter(Q(*shifts, _connector=Q.OR))

    def of_those_who_serve(self) -> Self:
        """Without those who left, or no longer serve the community."""
        serving = Staff.communities.through.objects.filter(
            staff=OuterRef("staff"), community=OuterRef("department__community")
        )
        return self.filter(Exists(serving), staff__is_active=True)


# A line of the roster: who is on duty for a department on a day and shift, and at which post. Taken off again, the
# line goes; its history stays.
@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Duty(models.Model):
    class Post(models.TextChoices):
        WINDOW = "window", _("at the window")
        HOTLINE = "hotline", _("on the hotline")
        CREW = "crew", _("crew on call")
        HEAD = "head", _("head or deputy on duty")

    department = models.ForeignKey(Department, models.PROTECT, related_name="duties", verbose_name=_("department"))
    day = models.DateField(_("day"))
    shift = models.CharField(_("shift"), max_length=5, choices=Shift)
    post = models.CharField(_("post"), max_length=8, choices=Post)
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="duties", verbose_name=_("member of staff"))

    objects = DutyQuerySet.as_manager()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duty roster")
        ordering = ["day", "shift", "department", "post", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["department", "day", "shift", "post", "staff"], name="once_on_duty_at_a_post"
            ),
        ]
        indexes = [models.Index(fields=["day", "shift"], name="duty_of_day")]

    def __str__(self) -> str:
        return f"{self.day} {self.get_shift_display()} {self.staff}"


class ShiftChangeQuerySet(models.QuerySet["ShiftChange"]):
    def visible_to(self, user: Staff) -> Self:
        return self.filter(community_id__in=user.community_ids)

    def unsigned(self) -> Self:
        """Given, and waiting for whoever takes over."""
        return self.filter(taken_at=None)


# The handing over of a shift: what is open at that moment, frozen, what else was left, and the names of both, each
# signed by himself. What was handed over never changes, and once both have signed nothing does.
class ShiftChange(models.Model):
    community = models.ForeignKey(Community, models.PROTECT, db_index=False, related_name="+")
    day = models.DateField(_("day"))
    shift = models.CharField(_("shift that ends"), max_length=5, choices=Shift)
    given_at = models.DateTimeField(_("handed over at"))
    given_by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("handed over by"))
    # Keys and things that were left, and what is out of the ordinary.
    things = models.TextField(_("keys and things left"), max_length=1000, blank=True)
    special = models.TextField(_("out of the ordinary"), max_length=2000, blank=True)
    # What was open, by group: how many there were, and line by line those of which everybody of the desk may know.
    lines = models.JSONField(_("what is open"), default=list)
    taken_at = models.DateTimeField(_("taken over at"), null=True)
    taken_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("taken over by")
    )
    remark = models.CharField(_("remark on taking over"), max_length=400, blank=True)
    form_key = models.UUIDField(unique=True, null=True, editable=False)

    objects = ShiftChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("shift handover")
        verbose_name_plural = _("shift handovers")
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_by=None) | ~Q(taken_by=models.F("given_by")), name="a_shift_is_taken_by_another"
            ),
            models.CheckConstraint(
                condition=Q(taken_at=None, taken_by=None) | Q(taken_at__isnull=False, taken_by__isnull=False),
                name="taken_over_means_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["community", "-given_at"], name="shift_change_register")]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="signed_stays_signed",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.taken_at IS NOT NULL OR OLD.lines <> NEW.lines OR OLD.things <> NEW.things"
                    " OR OLD.special <> NEW.special OR OLD.given_by_id <> NEW.given_by_id"
                    " OR OLD.given_at <> NEW.given_at OR OLD.day <> NEW.day OR OLD.shift <> NEW.shift"
                ),
                func="RAISE EXCEPTION 'a handover that was signed never changes (%)', OLD.id;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.get_shift_display()}"

    @property
    def number(self) -> str:
        """What is printed and spoken, and leads to its page."""
        return f"JB-{self.pk:04d}"
