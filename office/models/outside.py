"""Numbers outside the house that the desk rings at one key: lift firm, water, power, gas, police, clinic."""

from typing import Self

import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from office.models.places import Community
from office.models.staff import Staff


class OutsideNumberQuerySet(models.QuerySet["OutsideNumber"]):
    def visible_to(self, user: Staff) -> Self:
        return self.filter(community_id__in=user.community_ids)

    def in_use(self) -> Self:
        return self.filter(active=True)


# A number outside the house. Short service numbers (110, 119) are allowed here and nowhere else.
@pghistory.track()
class OutsideNumber(models.Model):
    class Kind(models.TextChoices):
        LIFT = "lift", _("lift firm")
        WATER = "water", _("water company")
        POWER = "power", _("power company")
        GAS = "gas", _("gas company")
        HEATING = "heating", _("heating company")
        POLICE = "police", _("police")
        FIRE = "fire", _("fire brigade")
        CLINIC = "clinic", _("clinic")
        OTHER = "other", _("other")

    community = models.ForeignKey(
        Community, models.PROTECT, related_name="outside_numbers", verbose_name=_("community")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    name = models.CharField(_("name"), max_length=40)
    phone = models.CharField(_("phone"), max_length=30)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    objects = OutsideNumberQuerySet.as_manager()

    class Meta:
        verbose_name = _("number outside")
        verbose_name_plural = _("numbers outside")
        ordering = ["community", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["community", "name"], name="one_outside_number_per_name")]

    def __str__(self) -> str:
        return self.name


# What was reported to somebody outside on behalf of a record: to whom, when, by whom ("reported to … at …").
class ToldOutside(models.Model):
    subject = models.CharField(_("record"), max_length=24, db_index=True)
    # Copied: a number that changes later does not rewrite who was rung.
    to = models.CharField(_("reported to"), max_length=80)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+", verbose_name=_("by"))
    note = models.CharField(_("who answered, what was said"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("report to somebody outside")
        verbose_name_plural = _("reports to somebody outside")

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"
