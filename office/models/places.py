"""The places the office looks after, and the departments that look after them."""

from datetime import datetime, time
from typing import Self
from zoneinfo import ZoneInfo

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Value
from django.db.models.functions import Collate, Replace
from django.utils.translation import gettext_lazy as _

from office.models.staff import Staff


class CommunityQuerySet(models.QuerySet["Community"]):
    def visible_to(self, user: Staff) -> Self:
        return self.filter(pk__in=user.community_ids)


# A housing estate 小区. Its time zone decides on which day a promise falls.
@pghistory.track()
class Community(models.Model):
    name = models.CharField(_("name"), max_length=60, unique=True)
    time_zone = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai")
    call_from = models.TimeField(_("calls from"), default=time(8, 30), help_text=_("Households are called from …"))
    call_until = models.TimeField(_("calls until"), default=time(20, 30), help_text=_("… until this hour."))
    day_from = models.TimeField(_("day shift from"), default=time(8), help_text=_("The day phone answers from …"))
    night_from = models.TimeField(_("night shift from"), default=time(20), help_text=_("… and the night phone from …"))
    masks_phone_on_orders = models.BooleanField(
        _("mask the phone on work orders"),
        default=False,
        help_text=_("Otherwise the number to call for the job is printed in full (RP-3)."),
    )

    objects = CommunityQuerySet.as_manager()

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(call_until__gt=models.F("call_from")), name="calls_end_after_they_begin"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    def local(self, at: datetime) -> datetime:
        """The wall clock of the community at this instant."""
        return at.astimezone(self.zone)

    def is_night(self, at: datetime) -> bool:
        """Whether the night shift is on: then the night phone stands on the board and on every print."""
        return not self.day_from <= self.local(at).time() < self.night_from


class BuildingQuerySet(models.QuerySet["Building"]):
    def visible_to(self, user: Staff) -> Self:
        return self.filter(community_id__in=user.community_ids)


# A building 楼栋 of a community. Its number is text: 3, 12, A.
@pghistory.track()
class Building(models.Model):
    community = models.ForeignKey(Community, models.PROTECT, related_name="buildings", verbose_name=_("community"))
    number = models.CharField(
        _("number"), max_length=8, validators=[RegexValidator(r"^[A-Z0-9]+\Z", _("Letters and digits only."))]
    )

    objects = BuildingQuerySet.as_manager()

    class Meta:
        verbose_name = _("building")
        verbose_name_plural = _("buildings")
        constraints = [models.UniqueConstraint(fields=["community", "number"], name="one_building_per_number")]

    def __str__(self) -> str:
        return str(_("Building %(number)s") % {"number": self.number})


class UnitQuerySet(models.QuerySet["Unit"]):
    def visible_to(self, user: Staff) -> Self:
        return self.filter(community_id__in=user.community_ids)


# A home 房屋. `number` is the one normal form, building-entrance-room (office/rooms.py); nothing else is compared.
@pghistory.track()
class Unit(models.Model):
    community = models.ForeignKey(Community, models.PROTECT, related_name="units", verbose_name=_("community"))
    building = models.ForeignKey(Building, models.PROTECT, related_name="units", verbose_name=_("building"))
    number = models.CharField(_("room number"), max_length=24)
    handed_over_on = models.DateField(_("handed over on"), null=True, blank=True)
    warranty_until = models.DateField(_("under warranty until"), null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [models.UniqueConstraint(fields=["community", "number"], name="one_unit_per_room_number")]
        indexes = [
            # By the beginning of its number, and by its figures alone: 3-2-501 is typed 32501 too.
            models.Index(
                fields=["community", "number"], opclasses=["int8_ops", "varchar_pattern_ops"], name="unit_number_begins"
            ),
            models.Index(
                "community",
                Collate(Replace("number", Value("-"), Value("")), "C"),
                name="unit_figures_begin",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ServiceArea(models.TextChoices):
    """The six service areas of the seed, each mapped to one department."""

    REPAIR = "repair", _("repair and upkeep")
    GREENING = "greening", _("greening")
    SECURITY = "security", _("security and fire")
    SANITATION = "sanitation", _("sanitation")
    PARKING = "parking", _("parking")
    SPECIAL = "special", _("special service")


class DepartmentQuerySet(models.QuerySet["Department"]):
    def visible_to(self, user: Staff) -> Self:
        return self.filter(community_id__in=user.community_ids)


# A department 部门 of a community's office: answers for promises, has a head, a deputy, a day and a night phone.
@pghistory.track()
class Department(models.Model):
    class Kind(models.TextChoices):
        MANAGEMENT = "management", _("management office")
        OFFICE = "office", _("office")
        CUSTOMER_SERVICE = "customer_service", _("customer service")
        ENGINEERING = "engineering", _("engineering")
        ORDER = "order", _("order and security")
        ENVIRONMENT = "environment", _("environment")
        FINANCE = "finance", _("finance")
        COMPANY = "company", _("company")

    community = models.ForeignKey(Community, models.PROTECT, related_name="departments", verbose_name=_("community"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    name = models.CharField(_("name"), max_length=40)
    areas = ArrayField(
        models.CharField(max_length=12, choices=ServiceArea), default=list, blank=True, verbose_name=_("service areas")
    )
    head = models.ForeignKey(
        Staff, models.SET_NULL, null=True, blank=True, related_name="heads", verbose_name=_("head")
    )
    deputy = models.ForeignKey(
        Staff, models.SET_NULL, null=True, blank=True, related_name="deputises", verbose_name=_("deputy")
    )
    day_phone = models.CharField(_("day phone"), max_length=30, blank=True)
    night_phone = models.CharField(_("night phone"), max_length=30, blank=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        constraints = [models.UniqueConstraint(fields=["community", "kind"], name="one_department_of_a_kind")]

    def __str__(self) -> str:
        return self.name

    def phone_at(self, at: datetime) -> str:
        """The number that answers at this instant."""
        night = self.community.is_night(at)
        return (self.night_phone if night else self.day_phone) or self.day_phone or self.night_phone
