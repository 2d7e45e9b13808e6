"""One fault that many report: what callers are told about it, and which reports it gathers (RP-10)."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from office.models import Building, Staff, Unit
from repairs.models.repairs import Repair


class SharedFaultQuerySet(models.QuerySet["SharedFault"]):
    def visible_to(self, user: Staff) -> Self:
        return self.filter(lead__community_id__in=user.community_ids)

    def open(self) -> Self:
        """Not mended yet: it ends by itself when its repair is finished or void."""
        return self.filter(lead__status__in=Repair.OPEN).select_related("lead__category__parent")

    def of(self, unit: Unit) -> Self:
        """The open ones that concern a home: of its building."""
        return self.open().filter(buildings=unit.building_id).order_by("-opened_at")


# A fault that several homes report 共同故障: the repair that mends it, the buildings that it is felt in, and what is
# read to whoever calls about it.
class SharedFault(models.Model):
    lead = models.OneToOneField(Repair, models.PROTECT, related_name="shared_fault", verbose_name=_("repair"))
    buildings = models.ManyToManyField(Building, related_name="+", verbose_name=_("buildings"))
    say = models.CharField(_("text to read to callers"), max_length=200)
    opened_at = models.DateTimeField(_("opened at"))
    opened_by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+", verbose_name=_("by"))

    objects = SharedFaultQuerySet.as_manager()

    class Meta:
        verbose_name = _("shared fault")
        verbose_name_plural = _("shared faults")
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return str(self.lead)
