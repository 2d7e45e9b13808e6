"""The ledger of promises, its alerts and its tallies."""

from datetime import datetime
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from office.models.limits import TimeLimit
from office.models.places import Community, Department, Unit
from office.models.staff import Staff
from office.pulse import board_pulse

OPEN = Q(ended_at=None)
# Of which everybody who serves the community may know.
EVERYBODYS = Q(confidential=False, hidden_from=None)


def visible_promise(user: Staff, path: str = "") -> Q:
    """What this user may know of: in his communities, and nothing confidential that is not his to see.

    `path` leads to the promise from another table, such as "promise__".
    """
    seen = Q(**{f"{path}community_id__in": user.community_ids}) & ~Q(**{f"{path}hidden_from_id": user.pk})
    return seen if user.has_perm("office.view_confidential") else seen & Q(**{f"{path}confidential": False})


def known_subject(user: Staff) -> Combinable:
    """For rows about a record, which name it as their `subject`: whether this user may know of that record.

    A record of which not everybody may know has promised something from its beginning on.
    """
    return ~Exists(Promise.objects.filter(subject=OuterRef("subject")).exclude(visible_promise(user)))


class PromiseQuerySet(models.QuerySet["Promise"]):
    def open(self) -> Self:
        return self.filter(OPEN)

    def visible_to(self, user: Staff) -> Self:
        return self.filter(visible_promise(user))

    def overdue(self, now: datetime) -> Self:
        """Overdue is a question, not a state: true on every page even when nothing runs in the background."""
        return self.open().filter(due_at__lte=now)

    def waiting(self) -> Self:
        """Owed, but not before something happens: never overdue."""
        return self.open().filter(due_at=None)

    def of(self, subject: str) -> Self:
        return self.filter(subject=subject)

    def stuck(self) -> Self:
        """What the sweep could not raise and set aside."""
        return self.open().filter(failures__gt=0)


# Something owed to somebody by a certain time. Written once: identity and a set due time never change, an ended
# promise stays ended; a new date is a new promise to which the old one points. Never deleted.
class Promise(models.Model):
    class Outcome(models.TextChoices):
        KEPT = "kept", _("kept")
        EXTENDED = "extended", _("extended")
        RELEASED = "released", _("released")

    class Level(models.IntegerChoices):
        NONE = 0, _("none")
        WARNED = 1, _("due soon")
        OVERDUE = 2, _("overdue")
        ESCALATED = 3, _("escalated")

    rule = models.CharField(_("rule"), max_length=40)
    subject = models.CharField(_("record"), max_length=24)
    occurrence = models.CharField(_("occurrence"), max_length=24, default="1")
    # What is owed, frozen. Never who: a name would have to be rewritten when a person is erased.
    about = models.CharField(_("about"), max_length=120)
    urgent = models.BooleanField(_("urgent"), default=False)
    limit = models.ForeignKey(TimeLimit, models.PROTECT, db_index=False, related_name="+")
    community = models.ForeignKey(Community, models.PROTECT, db_index=False, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, db_index=False, related_name="+")
    place = models.CharField(_("place"), max_length=40, blank=True)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("department")
    )
    holder = models.ForeignKey(
        Staff, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("in whose hands")
    )
    confidential = models.BooleanField(default=False)
    hidden_from = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+")
    base_at = models.DateTimeField(_("counted from"), null=True)
    waits_for = models.CharField(_("waits for"), max_length=20, blank=True)
    opens_at = models.DateTimeField(_("opens at"), null=True)
    due_at = models.DateTimeField(_("due at"), null=True)
    next_alert_at = models.DateTimeField(null=True)
    alerted = models.PositiveSmallIntegerField(_("alert level"), choices=Level, default=Level.NONE)
    extends = models.OneToOneField("self", models.PROTECT, null=True, db_index=False, related_name="extended_to")
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_by = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    why = models.CharField(_("reason"), max_length=200, blank=True)
    failures = models.PositiveSmallIntegerField(_("failures"), default=0)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        constraints = [
            # The same date asked for twice, or two schedulers at work: nothing is owed twice.
            models.UniqueConstraint(fields=["subject", "rule", "occurrence"], name="nothing_is_owed_twice"),
            models.CheckConstraint(
                condition=Q(due_at=None) | Q(base_at__isnull=False), name="a_due_date_says_what_it_counts_from"
            ),
            models.CheckConstraint(
                condition=Q(due_at__isnull=False) | ~Q(waits_for=""), name="without_a_date_it_waits_for_something"
            ),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(due_at=None) | Q(due_at__gt=models.F("opens_at")),
                name="it_opens_before_it_is_due",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="") | Q(ended_at__isnull=False) & ~Q(outcome=""),
                name="ended_means_kept_extended_or_released",
            ),
            models.CheckConstraint(condition=~Q(outcome="released") | ~Q(why=""), name="a_release_has_its_reason"),
        ]
        indexes = [
            # All partial over what is open: together a few megabytes at millions of stored promises.
            models.Index(fields=["next_alert_at"], name="promise_next_alert", condition=OPEN),
            models.Index(
                fields=["community", "due_at", "id"], name="promise_board", condition=OPEN & Q(due_at__isnull=False)
            ),
            models.Index(fields=["holder", "due_at"], name="promise_holder", condition=OPEN),
            models.Index(fields=["unit"], name="promise_unit", condition=OPEN),
            models.Index(fields=["waits_for", "community"], name="promise_waiting", condition=OPEN & Q(due_at=None)),
            # Never in the sums that everybody reads (office/tallies.py), but counted for who may know of them.
            models.Index(fields=["community", "ended_at"], name="promise_confidential", condition=~EVERYBODYS),
            models.Index(fields=["id"], name="promise_stuck", condition=OPEN & Q(failures__gt=0)),
        ]
        triggers = [
            board_pulse(),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Trigger(
                name="written_once",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.ended_at IS NOT NULL"
                    " OR OLD.rule <> NEW.rule OR OLD.subject <> NEW.subject OR OLD.occurrence <> NEW.occurrence"
                    " OR OLD.community_id <> NEW.community_id OR OLD.made_at <> NEW.made_at"
                    " OR (OLD.due_at IS NOT NULL AND OLD.due_at IS DISTINCT FROM NEW.due_at)"
                    " OR NEW.alerted < OLD.alerted"
                ),
                func="RAISE EXCEPTION 'a promise is written once (promise %)', OLD.id;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.subject}"

    @property
    def rule_id(self) -> str:
        """The id in the rule book, such as CB-2."""
        return self.rule.partition("/")[0]

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    @property
    def is_everybodys(self) -> bool:
        """Whether everybody who serves the community may know of it."""
        return not self.confidential and self.hidden_from_id is None

    @property
    def kept_late(self) -> bool:
        """Kept late stays kept late for ever."""
        return bool(self.outcome == self.Outcome.KEPT and self.due_at and self.ended_at and self.ended_at > self.due_at)

    def is_overdue(self, now: datetime) -> bool:
        return self.is_open and self.due_at is not None and self.due_at <= now


class AlertQuerySet(models.QuerySet["Alert"]):
    def visible_to(self, user: Staff) -> Self:
        """The alerts of the promises that this user may know of."""
        return self.filter(visible_promise(user, "promise__"))


# An alert raised: one row for each promise and level, for ever (append-only). What is shown or sent follows from it.
class Alert(models.Model):
    promise = models.ForeignKey(Promise, models.PROTECT, db_index=False, related_name="alerts")
    level = models.PositiveSmallIntegerField(_("level"), choices=Promise.Level)
    raised_at = models.DateTimeField(_("raised at"))

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = [
            models.UniqueConstraint(fields=["promise", "level"], name="each_level_is_raised_once"),
        ]
        indexes = [models.Index(fields=["-raised_at"], name="alert_raised")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.promise_id}"


# How promises ended, by community, rule and local day. Kept as things happen, never counted over history.
class TallyBase(models.Model):
    community = models.ForeignKey(Community, models.PROTECT, db_index=False, related_name="+")
    rule = models.CharField(_("rule"), max_length=40)
    day = models.DateField(_("day"))
    in_time = models.IntegerField(_("kept in time"), default=0)
    late = models.IntegerField(_("kept late"), default=0)
    released = models.IntegerField(_("released"), default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.rule} {self.day}"


# The folded sums; only the sweep writes them.
class Tally(TallyBase):
    class Meta(TallyBase.Meta):
        abstract = False
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        constraints = [models.UniqueConstraint(fields=["community", "rule", "day"], name="one_tally_per_day")]


# What transactions add: insert-only, so that no two of them wait for one row. Folded into Tally and emptied.
class TallyDelta(TallyBase):
    class Meta(TallyBase.Meta):
        abstract = False
