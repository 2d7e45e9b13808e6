"""Rows that the machinery needs: numbers, the outbox and its notices, the heartbeat."""

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from office.models.ledger import Promise, known_subject
from office.models.staff import Staff


def _id_in(path: str) -> Cast:
    """The id that stands under a key of a payload."""
    return Cast(KT(path), models.BigIntegerField())


# The last number given out in a series ("R-20261124"). Never goes back, so a number is never reused.
class Counter(models.Model):
    series = models.CharField(primary_key=True, max_length=20)
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.series} {self.last}"


class OutboxMessageQuerySet(models.QuerySet["OutboxMessage"]):
    def visible_to(self, user: Staff) -> Self:
        """Alerts of the promises that this user may know of, and what else was told to the people he may see."""
        known = Promise.objects.visible_to(user).filter(pk=OuterRef("promise_id"))
        colleagues = Staff.objects.visible_to(user).filter(pk=OuterRef("staff_id"))
        rows = self.alias(promise_id=_id_in("payload__promise"), staff_id=_id_in("payload__staff"))
        told = Q(message=OuterRef("pk")) | Q(message=OuterRef("letter_of"))
        secret = Notice.objects.filter(told).exclude(known_subject(user))
        rows = rows.alias(letter_of=_id_in("payload__message"))
        return rows.filter(Exists(known) | Exists(colleagues) & ~Exists(secret))


# An effect outside the transaction that asked for it: kept until done, at least once, with its dedupe key. Rows stay
# after they are sent, for pruning them would let the same effect in again.
class OutboxMessage(models.Model):
    dedupe_key = models.CharField(max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20)
    payload = models.JSONField(_("payload"), default=dict)
    created_at = models.DateTimeField(_("created at"))
    next_at = models.DateTimeField(_("next try at"), null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = OutboxMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        indexes = [models.Index(fields=["next_at", "id"], name="outbox_waiting", condition=models.Q(sent_at=None))]

    def __str__(self) -> str:
        return self.dedupe_key


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> Self:
        return self.filter(read_at=None)

    def visible_to(self, user: Staff) -> Self:
        """What was told to people he may see about records that he may know of."""
        known = OutboxMessage.objects.visible_to(user).filter(pk=OuterRef("message_id"))
        return self.filter(Exists(known) & known_subject(user))


# What somebody is told on his own page, in his own language. One for each message and person.
class Notice(models.Model):
    message = models.ForeignKey(OutboxMessage, models.PROTECT, db_index=False, related_name="notices")
    staff = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="notices")
    subject = models.CharField(_("record"), max_length=24)
    text = models.CharField(_("text"), max_length=300)
    at = models.DateTimeField(_("at"))
    delivered_at = models.DateTimeField(_("delivered at"), null=True)
    read_at = models.DateTimeField(_("read at"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        constraints = [models.UniqueConstraint(fields=["message", "staff"], name="told_once")]
        indexes = [
            models.Index(fields=["staff", "-at"], name="notice_unread", condition=models.Q(read_at=None)),
            models.Index(fields=["staff", "-at"], name="notice_staff"),
        ]

    def __str__(self) -> str:
        return self.text


# The last beat of each part of the machinery. When it is old, every page says so.
class Heartbeat(models.Model):
    name = models.CharField(primary_key=True, max_length=20)
    at = models.DateTimeField(_("at"))
    rows = models.PositiveIntegerField(default=0)
    took_ms = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name
