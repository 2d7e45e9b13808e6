"""The weekly sample of the quality of reception (RC-9)."""

from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from office.models import Community, Staff
from owners.models.contacts import Contact


class SampleQuerySet(models.QuerySet["Sample"]):
    def visible_to(self, user: Staff) -> Self:
        return self.filter(community_id__in=user.community_ids)

    def with_progress(self) -> Self:
        """With how many contacts there are, and how many of them are still to be looked at."""
        waiting = Count("contacts", filter=Q(contacts__marked_at=None))
        return self.annotate(size=Count("contacts"), left=waiting)


# The sample of one community and week, drawn on the Monday after it. Drawn once, whatever draws it.
class Sample(models.Model):
    number = models.CharField(_("number"), max_length=24, unique=True)
    community = models.ForeignKey(Community, models.PROTECT, db_index=False, related_name="+")
    # The Monday with which the week began that it was drawn from.
    week = models.DateField(_("week from"))
    drawn_at = models.DateTimeField(_("drawn at"))

    # Read along by `with_progress`.
    size: int
    left: int

    objects = SampleQuerySet.as_manager()

    class Meta:
        verbose_name = _("quality sample")
        verbose_name_plural = _("quality samples")
        constraints = [models.UniqueConstraint(fields=["community", "week"], name="one_sample_a_week")]

    def __str__(self) -> str:
        return self.number


def _mark(label: Any) -> "models.PositiveSmallIntegerField[int | None, int | None]":
    """A mark from 1 to 5, or none yet."""
    checks = [MinValueValidator(1), MaxValueValidator(5)]
    return models.PositiveSmallIntegerField(label, null=True, blank=True, validators=checks)


class CheckedContactQuerySet(models.QuerySet["CheckedContact"]):
    def visible_to(self, user: Staff) -> Self:
        """A manager sees all of his communities, a receptionist what is said about himself."""
        rows = self.filter(sample__community_id__in=user.community_ids)
        return rows if user.has_perm("owners.mark_sample") else rows.filter(receptionist=user, marked_at__isnull=False)

    def to_confirm(self, user: Staff) -> Self:
        """Guidance for this receptionist that he has not confirmed yet."""
        return self.filter(receptionist=user, marked_at__isnull=False, confirmed_at=None)


# One contact of a sample: how it was recorded, how the caller was spoken to, whether the rules were kept (1 to 5), and
# the manager's guidance, which the receptionist reads and confirms.
class CheckedContact(models.Model):
    sample = models.ForeignKey(Sample, models.PROTECT, related_name="contacts", verbose_name=_("sample"))
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="checks", verbose_name=_("contact"))
    receptionist = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("receptionist"))
    record_mark = _mark(_("record"))
    etiquette_mark = _mark(_("etiquette"))
    rules_mark = _mark(_("rules"))
    guidance = models.CharField(_("guidance"), max_length=400, blank=True)
    marked_at = models.DateTimeField(_("marked at"), null=True)
    marked_by = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)

    objects = CheckedContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("checked contact")
        verbose_name_plural = _("checked contacts")
        constraints = [
            models.UniqueConstraint(fields=["sample", "contact"], name="each_contact_once_in_a_sample"),
            models.CheckConstraint(
                condition=Q(marked_at=None)
                | Q(record_mark__isnull=False, etiquette_mark__isnull=False, rules_mark__isnull=False),
                name="marked_means_all_three",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sample_id} {self.contact_id}"

    @property
    def mean(self) -> float | None:
        """The mean of the three marks."""
        marks = (self.record_mark, self.etiquette_mark, self.rules_mark)
        return None if None in marks else sum(mark or 0 for mark in marks) / len(marks)
