"""A message 转告记录 for somebody who was away when a caller asked for him (RC-6)."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.models import Community, Staff
from office.statuses import refuse_other_moves
from office.verbs import Allowed, VerbModel
from owners.models.contacts import Contact


class MessageStatus(models.TextChoices):
    TAKEN = "taken", _("to be told")
    TOLD = "told", _("told, to be rung back")
    DONE = "done", _("done")
    VOID = "void", _("void")


MESSAGE_MOVES: dict[str, frozenset[str]] = {
    MessageStatus.TAKEN: frozenset({MessageStatus.TOLD, MessageStatus.DONE, MessageStatus.VOID}),
    MessageStatus.TOLD: frozenset({MessageStatus.DONE, MessageStatus.VOID}),
    MessageStatus.DONE: frozenset(),
    MessageStatus.VOID: frozenset(),
}


class MessageVerb(models.TextChoices):
    """What can happen to a message: the words of its history."""

    TAKE = "take", _("taken")
    TELL = "tell", _("told")
    CONFIRM = "confirm", _("confirmed")
    RING_BACK = "ring_back", _("rung back")
    PRINT = "print", _("printed")
    VOID = "void", _("voided")


_OPEN = (MessageStatus.TAKEN, MessageStatus.TOLD)
# Whoever it is for confirms for himself, nobody does it in his name.
MESSAGE_VERBS: dict[str, Allowed] = {
    MessageVerb.TELL: Allowed("owners.record_contact", {MessageStatus.TAKEN}),
    MessageVerb.CONFIRM: Allowed("", {*_OPEN, MessageStatus.DONE}, {"addressee", "told_to"}),
    MessageVerb.RING_BACK: Allowed("owners.record_contact", {MessageStatus.TOLD}, {"addressee", "told_to"}),
    MessageVerb.PRINT: Allowed("owners.record_contact", {*_OPEN, MessageStatus.DONE}, {"addressee", "told_to"}),
    MessageVerb.VOID: Allowed("owners.record_contact", _OPEN),
}


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, user: Staff) -> Self:
        """The desk sees all of its communities; anybody else what is for him."""
        rows = self.filter(community_id__in=user.community_ids)
        return rows if user.has_perm("owners.view_contacts") else rows.filter(Q(addressee=user) | Q(told_to=user))

    def open(self) -> Self:
        return self.filter(status__in=_OPEN)

    def for_page(self) -> Self:
        """With everything that its page says about itself, in the same statement."""
        return self.select_related("community", "contact__unit", "addressee__department", "taken_by", "told_to")


# A message: for whom, from whom (its contact), whether he wishes to be rung back; when and how the addressee was told;
# whom in his place, where he was off duty; and that the caller was rung back.
class Message(VerbModel):
    class How(models.TextChoices):
        SPOKEN = "spoken", _("spoken to")
        PHONE = "phone", _("by phone")
        RADIO = "radio", _("by radio")
        SLIP = "slip", _("slip on the desk")
        PAGE = "page", _("confirmed on the own page")

    Status, Verb = MessageStatus, MessageVerb
    TRANSITIONS: ClassVar = MESSAGE_MOVES
    VERBS: ClassVar = MESSAGE_VERBS
    STATES: ClassVar = {MessageStatus.TAKEN: "wait", MessageStatus.DONE: "done", MessageStatus.VOID: "void"}

    status = models.CharField(_("status"), max_length=12, choices=MessageStatus, default=MessageStatus.TAKEN)
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="messages", verbose_name=_("contact"))
    community = models.ForeignKey(Community, models.PROTECT, db_index=False, related_name="+")
    addressee = models.ForeignKey(Staff, models.PROTECT, related_name="messages", verbose_name=_("for"))
    text = models.CharField(_("message"), max_length=400)
    ring_back = models.BooleanField(_("wishes to be rung back"), default=True)
    taken_at = models.DateTimeField(_("taken at"))
    taken_by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+", verbose_name=_("taken by"))
    told_at = models.DateTimeField(_("told at"), null=True)
    told_how = models.CharField(_("told"), max_length=8, choices=How, blank=True)
    # Who was told: the addressee, or his deputy or the next shift where he is off duty; then the caller knows that.
    told_to = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("told to"))
    caller_knows = models.BooleanField(_("the caller was told so"), default=False)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    rung_back_at = models.DateTimeField(_("rung back at"), null=True)
    answer = models.CharField(_("what was agreed"), max_length=200, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.CheckConstraint(
                condition=Q(told_at=None) | Q(told_to__isnull=False) & ~Q(told_how=""), name="told_means_whom_and_how"
            ),
        ]
        indexes = [
            models.Index(
                fields=["community", "taken_at"], name="message_open", condition=Q(status__in=["taken", "told"])
            ),
            models.Index(fields=["community", "-taken_at", "-id"], name="message_register"),
        ]
        triggers = [refuse_other_moves(MESSAGE_MOVES)]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.status in _OPEN
