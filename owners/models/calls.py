"""The hotline is kept open (RC-12): calls that were missed, and when a line was out of order."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from office.models import Community, Move, Staff
from office.statuses import refuse_other_moves
from office.verbs import Allowed, VerbModel
from owners.models.contacts import Contact


class CallStatus(models.TextChoices):
    MISSED = "missed", _("to be rung back")
    REACHED = "reached", _("rung back")
    GIVEN_UP = "given_up", _("not reached")


CALL_MOVES: dict[str, frozenset[str]] = {
    CallStatus.MISSED: frozenset({CallStatus.REACHED, CallStatus.GIVEN_UP}),
    CallStatus.REACHED: frozenset(),
    CallStatus.GIVEN_UP: frozenset(),
}


class CallVerb(models.TextChoices):
    """What happens to a missed call, as its history names it."""

    NOTE = "call_note", _("missed call noted")
    TRIED = "call_tried", _("rung back, nobody answered")
    RUNG = "call_rung", _("rung back")
    GIVE_UP = "call_give_up", _("given up")


_WAITING = Allowed("owners.record_contact", {CallStatus.MISSED})
CALL_VERBS: dict[str, Allowed] = dict.fromkeys([CallVerb.TRIED, CallVerb.RUNG, CallVerb.GIVE_UP], _WAITING)


class MissedCallQuerySet(models.QuerySet["MissedCall"]):
    def visible_to(self, user: Staff) -> Self:
        return self.filter(community_id__in=user.community_ids)

    def open(self) -> Self:
        return self.filter(status=CallStatus.MISSED)

    def with_tries(self) -> Self:
        """With how often ringing back reached nobody."""
        tries = Move.objects.filter(subject=OuterRef("number"), verb=CallVerb.TRIED).order_by()
        counted = tries.values("subject").annotate(n=Count("pk")).values("n")
        return self.annotate(tries=Coalesce(Subquery(counted, output_field=models.IntegerField()), 0))


# A call that nobody answered, noted from the telephone; what came of ringing back is a contact. Each try is history
# (office.Move); given up needs its reason.
class MissedCall(VerbModel):
    Status = CallStatus
    VERBS: ClassVar = CALL_VERBS
    TRANSITIONS: ClassVar = CALL_MOVES
    STATES: ClassVar = {CallStatus.MISSED: "wait", CallStatus.REACHED: "done", CallStatus.GIVEN_UP: "void"}

    status = models.CharField(_("status"), max_length=12, choices=CallStatus, default=CallStatus.MISSED)
    community = models.ForeignKey(Community, models.PROTECT, db_index=False, related_name="+")
    phone = models.CharField(_("phone"), max_length=30)
    at = models.DateTimeField(_("called at"))
    noted_by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+", verbose_name=_("noted by"))
    rung_at = models.DateTimeField(_("rung back at"), null=True)
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, related_name="missed_calls")

    # Read along by `with_tries`.
    tries: int

    objects = MissedCallQuerySet.as_manager()

    class Meta:
        verbose_name = _("missed call")
        verbose_name_plural = _("missed calls")
        indexes = [
            models.Index(fields=["community", "at"], name="missed_call_open", condition=Q(status="missed")),
            models.Index(fields=["community", "-at", "-id"], name="missed_call_register"),
        ]
        triggers = [refuse_other_moves(CALL_MOVES)]

    def __str__(self) -> str:
        return self.number


class LineOutageQuerySet(models.QuerySet["LineOutage"]):
    def visible_to(self, user: Staff) -> Self:
        return self.filter(community_id__in=user.community_ids)

    def now(self) -> Self:
        """Those that last."""
        return self.filter(until=None)


# A telephone line was out of order from … to …, and which number was given out instead.
class LineOutage(models.Model):
    community = models.ForeignKey(Community, models.PROTECT, db_index=False, related_name="+")
    line = models.CharField(_("line"), max_length=40)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True, blank=True)
    instead = models.CharField(_("number given out instead"), max_length=40)
    noted_by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+", verbose_name=_("noted by"))
    form_key = models.UUIDField(unique=True, null=True, editable=False)

    objects = LineOutageQuerySet.as_manager()

    class Meta:
        verbose_name = _("line out of order")
        verbose_name_plural = _("lines out of order")
        constraints = [
            models.CheckConstraint(condition=Q(until=None) | Q(until__gt=F("since")), name="an_outage_ends_later"),
        ]
        indexes = [
            models.Index(fields=["community"], name="outage_now", condition=Q(until=None)),
            models.Index(fields=["community", "-since"], name="outage_register"),
        ]

    def __str__(self) -> str:
        return self.line
