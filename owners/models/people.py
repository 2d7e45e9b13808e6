"""Who lives where, and under which numbers they are reached."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Collate, Reverse
from django.utils.translation import gettext_lazy as _

from office.models import Community, Staff, Unit
from owners import names


class Capacity(models.TextChoices):
    """As what somebody lives in a home, asks, or signs."""

    OWNER = "owner", _("owner")
    TENANT = "tenant", _("tenant")
    FAMILY = "family", _("family")
    AGENT = "agent", _("agent")
    STAFF = "staff", _("staff")
    OTHER = "other", _("other")


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, user: Staff) -> Self:
        return self.filter(community_id__in=user.community_ids)


class SortKey(models.CharField):  # type: ignore[type-arg]
    """What the name is sorted by, written whenever the name is."""

    def pre_save(self, model_instance: Any, add: bool) -> str:
        key = names.sort_key(model_instance.name)
        setattr(model_instance, self.attname, key)
        return key


class SearchKeys(ArrayField):  # type: ignore[type-arg]
    """What the name is found by, written whenever the name is."""

    def pre_save(self, model_instance: Any, add: bool) -> list[str]:
        keys = names.search_keys(model_instance.name, model_instance.community_id)
        setattr(model_instance, self.attname, keys)
        return keys


# A person known to the office. Never deleted; one entered twice points to the other (`merged_into`).
@pghistory.track(exclude=["keys", "last_contact_at"])
class Person(models.Model):
    community = models.ForeignKey(Community, models.PROTECT, related_name="people", verbose_name=_("community"))
    name = models.CharField(_("name"), max_length=60)
    # Chinese names sort by this: pinyin without tones.
    sort_key = SortKey(max_length=120, blank=True, editable=False)
    keys = SearchKeys(models.TextField(), default=list, editable=False)
    address_as = models.CharField(_("addressed as"), max_length=40, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    # Kept by the database as contacts are written: the search lists first who came last.
    last_contact_at = models.DateTimeField(null=True, editable=False)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="nobody_is_merged_into_himself"),
        ]
        # Without a list of what is still to be sorted in: every look would have to read it.
        indexes = [GinIndex(Func("keys", function="array_to_tsvector"), name="person_keys", fastupdate=False)]

    def __str__(self) -> str:
        return self.name

    def save(self, *, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Whoever is given another name is found by that one."""
        if update_fields is not None and "name" in update_fields:
            update_fields = {*update_fields, "sort_key", "keys"}
        super().save(update_fields=update_fields, **kwargs)

    def known_as(self) -> "Person":
        """The entry that stands for this person after a merge."""
        return self.merged_into.known_as() if self.merged_into else self


class PersonPhoneQuerySet(models.QuerySet["PersonPhone"]):
    def visible_to(self, user: Staff) -> Self:
        return self.filter(person__community_id__in=user.community_ids)


# A number under which a person is reached, in one normal form (owners/phones.py).
@pghistory.track()
class PersonPhone(models.Model):
    person = models.ForeignKey(Person, models.PROTECT, related_name="phones", verbose_name=_("person"))
    number = models.CharField(_("number"), max_length=16)
    extension = models.CharField(_("extension"), max_length=8, blank=True)
    preferred = models.BooleanField(_("preferred"), default=False)

    objects = PersonPhoneQuerySet.as_manager()

    class Meta:
        verbose_name = _("phone")
        verbose_name_plural = _("phones")
        constraints = [
            models.UniqueConstraint(fields=["person", "number", "extension"], name="one_entry_per_phone"),
        ]
        indexes = [
            models.Index(fields=["number"], name="phone_number"),
            # From its end: the last four digits, or all but the area code.
            models.Index(Collate(Reverse("number"), "C"), name="phone_number_from_its_end"),
        ]

    def __str__(self) -> str:
        return self.number


class OccupancyQuerySet(models.QuerySet["Occupancy"]):
    def on(self, day: date) -> Self:
        """Who lives there on this day."""
        return self.filter(Q(until=None) | Q(until__gte=day), since__lte=day)

    def visible_to(self, user: Staff) -> Self:
        return self.filter(unit__community_id__in=user.community_ids)


# A person in a home over time. Moving out ends it and deletes nothing.
@pghistory.track()
class Occupancy(models.Model):
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="occupancies", verbose_name=_("unit"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="occupancies", verbose_name=_("person"))
    capacity = models.CharField(_("capacity"), max_length=8, choices=Capacity)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    objects = OccupancyQuerySet.as_manager()

    class Meta:
        verbose_name = _("occupancy")
        verbose_name_plural = _("occupancies")
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="moves_out_after_moving_in"
            ),
            ExclusionConstraint(
                name="lives_there_once_at_a_time",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    (
                        Func("since", "until", models.Value("[]"), function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.person} ({self.get_capacity_display()})"
