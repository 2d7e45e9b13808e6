"""The contact boxes 业户联系箱 of a community, and each time one was opened."""

from datetime import date
from typing import Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.models import Community, Staff


class ContactBoxQuerySet(models.QuerySet["ContactBox"]):
    def visible_to(self, user: Staff) -> Self:
        return self.filter(community_id__in=user.community_ids)

    def in_use(self) -> Self:
        return self.filter(active=True)

    def behind(self, today: date) -> Self:
        """In use, and not promised for every day up to `today` yet."""
        return self.in_use().filter(Q(promised_until=None) | Q(promised_until__lt=today), since__lte=today)


# A contact box: opened every day at its set time from `since` on (RC-7). Taken down, it is no longer in use.
@pghistory.track(exclude=["promised_until"])
class ContactBox(models.Model):
    # The subject of its promises, one for each day: L-0001.
    number = models.CharField(_("number"), max_length=24, unique=True, editable=False)
    community = models.ForeignKey(Community, models.PROTECT, related_name="boxes", verbose_name=_("community"))
    name = models.CharField(_("where it hangs"), max_length=40)
    opens_at = models.TimeField(_("opened at"))
    since = models.DateField(_("since"))
    active = models.BooleanField(_("in use"), default=True)
    # The last day for which the sweep has promised an opening: it makes every day that is missing.
    promised_until = models.DateField(null=True, editable=False)

    objects = ContactBoxQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact box")
        verbose_name_plural = _("contact boxes")
        constraints = [models.UniqueConstraint(fields=["community", "name"], name="one_box_in_a_place")]

    def __str__(self) -> str:
        return self.name


class BoxOpeningQuerySet(models.QuerySet["BoxOpening"]):
    def visible_to(self, user: Staff) -> Self:
        return self.filter(box__community_id__in=user.community_ids)


# A box was opened: when, by whom, how many letters. Each letter becomes a contact; the time of opening is when it was
# received (RC-7, CP-1).
class BoxOpening(models.Model):
    box = models.ForeignKey(ContactBox, models.PROTECT, related_name="openings", verbose_name=_("contact box"))
    at = models.DateTimeField(_("opened at"))
    by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+", verbose_name=_("by"))
    count = models.PositiveSmallIntegerField(_("letters"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    form_key = models.UUIDField(unique=True, null=True, editable=False)

    objects = BoxOpeningQuerySet.as_manager()

    class Meta:
        verbose_name = _("opening of a box")
        verbose_name_plural = _("openings of the boxes")
        indexes = [models.Index(fields=["box", "-at"], name="opening_of_box")]

    def __str__(self) -> str:
        return f"{self.box_id} {self.at:%Y-%m-%d %H:%M}"
