"""Every contact that we start. In this part: the callbacks after repairs."""

from datetime import datetime
from decimal import Decimal
from typing import Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from office.models import Promise, Staff
from repairs.models import Completion, Quote, Rectification, Repair


class CallbackQuerySet(models.QuerySet["Callback"]):
    def visible_to(self, user: Staff) -> Self:
        return self.filter(promise__community_id__in=user.community_ids)

    def of(self, repair: Repair) -> Self:
        """All callbacks of a repair in their order, with what its page says of them; one statement."""
        shown = ("promise__limit", "promise__community", "completion", "made_by", "rectification")
        return self.filter(repair=repair).select_related(*shown).order_by("completion__round", "promise__occurrence")

    def open(self) -> Self:
        return self.filter(promise__ended_at=None)

    def to_make(self, now: datetime) -> Self:
        """What can be rung up now: its promise is open and has opened, the most pressing first."""
        ready = Q(promise__opens_at=None) | Q(promise__opens_at__lte=now)
        return self.open().filter(ready, promise__due_at__isnull=False).order_by("promise__due_at", "pk")

    def waiting(self, now: datetime) -> Self:
        """What is owed and cannot be kept yet: it waits for its day, for another callback or for rain."""
        later = Q(promise__due_at=None) | Q(promise__opens_at__gt=now)
        return self.open().filter(later).order_by("promise__opens_at", "pk")

    def after(self, callback: "Callback") -> Self:
        """What comes after this one among those to make."""
        due_at = callback.promise.due_at
        later = Q(promise__due_at__gt=due_at) | Q(promise__due_at=due_at, pk__gt=callback.pk)
        return self.filter(later) if due_at else self.exclude(pk=callback.pk)

    def for_list(self) -> Self:
        """With what a row of the desk's list says; `again_at` is when the household asked to be rung again."""
        tried = Attempt.objects.filter(callback=OuterRef("pk")).order_by("-at")
        return self.select_related("promise").annotate(again_at=Subquery(tried.values("again_at")[:1]))

    def for_page(self) -> Self:
        """With everything that the desk needs to call: the repair, who did it, what it cost; one statement."""
        crew = Staff.objects.filter(orders=OuterRef("completion__order")).order_by("pk")
        # Of a joined report the order is another household's, and so is what it cost (RP-10).
        own = {"order": OuterRef("completion__order"), "order__repair": OuterRef("repair")}
        account = Quote.objects.filter(**own, final=True).order_by("-version")
        shown = (
            "promise__limit", "promise__community", "promise__department", "promise__ended_by", "repair__category",
            "repair__person", "completion__order__department", "made_by", "rectification",
        )  # fmt: skip
        return self.select_related(*shown).annotate(
            crew_names=ArraySubquery(crew.values("name")),
            crew_ids=ArraySubquery(crew.values("pk")),
            cost=Subquery(account.values("total")[:1]),
            free=Subquery(account.values("free")[:1]),
        )


class Score(models.IntegerChoices):
    """The one scale of every opinion, best first on the screen."""

    VERY_GOOD = 5, _("very satisfied")
    GOOD = 4, _("satisfied")
    FAIR = 3, _("neutral")
    POOR = 2, _("dissatisfied")
    BAD = 1, _("very dissatisfied")


# A callback 回访 that a finished repair owes: its promise says until when, its record what was said. Made once;
# attempts that reached nobody are rows of their own and are not callbacks.
class Callback(models.Model):
    class Step(models.TextChoices):
        FIRST = "first", _("first")
        SECOND = "second", _("second")
        RAIN = "rain", _("after rain")

    class How(models.TextChoices):
        PHONE = "phone", _("by phone")
        DOOR = "door", _("in person")
        INSPECTION = "inspection", _("re-inspection")

    repair = models.ForeignKey(Repair, models.PROTECT, related_name="callbacks", verbose_name=_("repair"))
    promise = models.OneToOneField(Promise, models.PROTECT, related_name="callback")
    completion = models.ForeignKey(Completion, models.PROTECT, related_name="callbacks", verbose_name=_("completion"))
    step = models.CharField(_("step"), max_length=6, choices=Step)
    # Without a household behind the repair it is looked at again instead (CB-1).
    inspection = models.BooleanField(_("re-inspection"), default=False)
    made_at = models.DateTimeField(_("made at"), null=True)
    made_by = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+")
    how = models.CharField(_("how"), max_length=10, choices=How, blank=True)
    spoke_with = models.CharField(_("spoke with"), max_length=60, blank=True)
    said = models.TextField(_("what was said"), max_length=1000, blank=True)
    overall = models.PositiveSmallIntegerField(_("overall"), choices=Score, null=True)
    in_time = models.PositiveSmallIntegerField(_("in time"), choices=Score, null=True)
    quality = models.PositiveSmallIntegerField(_("quality"), choices=Score, null=True)
    manner = models.PositiveSmallIntegerField(_("manner"), choices=Score, null=True)
    charge = models.PositiveSmallIntegerField(_("charge"), choices=Score, null=True)
    rectification = models.OneToOneField(
        Rectification, models.PROTECT, null=True, related_name="callback", verbose_name=_("rectification notice")
    )

    # Read along by `for_list` and `for_page`: when to ring again; who did it, what it cost in yuan, or why nothing.
    again_at: datetime | None
    crew_names: list[str]
    crew_ids: list[int]
    cost: Decimal | None
    free: str | None

    objects = CallbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("callback")
        verbose_name_plural = _("callbacks")
        constraints = [
            models.UniqueConstraint(fields=["completion", "step"], name="one_callback_per_step"),
            models.CheckConstraint(
                condition=Q(made_at=None) | (Q(made_by__isnull=False) & Q(overall__isnull=False) & ~Q(how="")),
                name="a_made_callback_says_who_how_and_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise.subject} {self.promise.occurrence}"


# A try that reached nobody (or reached them too early to count). Not a callback, and never one in a figure (CB-8).
class Attempt(models.Model):
    class Outcome(models.TextChoices):
        NO_ANSWER = "no_answer", _("no answer")
        LATER = "later", _("ring again later")
        WRONG_NUMBER = "wrong_number", _("wrong number")
        TOO_EARLY = "too_early", _("before it opened")

    callback = models.ForeignKey(Callback, models.PROTECT, related_name="attempts", verbose_name=_("callback"))
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+", verbose_name=_("by"))
    again_at = models.DateTimeField(_("ring again at"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=400, blank=True)
    # The form that wrote it: the same form sent twice is one attempt.
    form_key = models.UUIDField(unique=True, null=True, editable=False)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.callback_id} {self.get_outcome_display()}"
