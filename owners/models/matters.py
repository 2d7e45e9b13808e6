"""What could not be settled on the spot: handed over the same day, decided, done, told (RC-4)."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from office.models import Community, Department, Staff, Unit
from office.statuses import refuse_other_moves
from office.verbs import Allowed, VerbModel
from owners.models.contacts import Contact


class MatterStatus(models.TextChoices):
    TAKEN = "taken", _("to be handed over")
    HANDED_OVER = "handed_over", _("handed over")
    DECIDED = "decided", _("decided")
    DONE = "done", _("done, caller to be told")
    CLOSED = "closed", _("closed")
    VOID = "void", _("void")


# The head may settle at once what he is handed; a matter may be handed on to another department until it is decided,
# and decided anew until it is done.
MATTER_MOVES: dict[str, frozenset[str]] = {
    MatterStatus.TAKEN: frozenset({MatterStatus.HANDED_OVER, MatterStatus.VOID}),
    MatterStatus.HANDED_OVER: frozenset({MatterStatus.HANDED_OVER, MatterStatus.DECIDED, MatterStatus.VOID}),
    MatterStatus.DECIDED: frozenset({MatterStatus.DECIDED, MatterStatus.DONE, MatterStatus.VOID}),
    MatterStatus.DONE: frozenset({MatterStatus.CLOSED}),
    MatterStatus.CLOSED: frozenset(),
    MatterStatus.VOID: frozenset(),
}


class MatterVerb(models.TextChoices):
    """What can happen to a matter: the words of its history."""

    TAKE = "take", _("taken")
    HAND_OVER = "hand_over", _("handed over")
    DECIDE = "decide", _("decided")
    DO = "do", _("done")
    TELL = "tell", _("caller told")
    VOID = "void", _("voided")


# Whom it is handed to decides it and may pass it on, whatever his role; who is to do it says when it is done.
MATTER_VERBS: dict[str, Allowed] = {
    MatterVerb.HAND_OVER: Allowed("owners.hand_over", {MatterStatus.TAKEN, MatterStatus.HANDED_OVER}, {"handed_to"}),
    MatterVerb.DECIDE: Allowed("owners.decide_matter", {MatterStatus.HANDED_OVER, MatterStatus.DECIDED}, {"handed_to"}),
    MatterVerb.DO: Allowed("owners.decide_matter", {MatterStatus.DECIDED}, {"doer"}),
    MatterVerb.TELL: Allowed("owners.hand_over", {MatterStatus.DONE}, {"doer"}),
    MatterVerb.VOID: Allowed("owners.hand_over", {MatterStatus.TAKEN, MatterStatus.HANDED_OVER, MatterStatus.DECIDED}),
}


class MatterQuerySet(models.QuerySet["Matter"]):
    def visible_to(self, user: Staff) -> Self:
        """The desk sees all of its communities; anybody else what is in his hands or was."""
        rows = self.filter(community_id__in=user.community_ids)
        return rows if user.has_perm("owners.view_contacts") else rows.filter(Q(handed_to=user) | Q(doer=user))

    def open(self) -> Self:
        return self.filter(status__in=Matter.OPEN)

    def undone(self) -> Self:
        """Those without a result yet."""
        return self.filter(status__in=[MatterStatus.TAKEN, MatterStatus.HANDED_OVER, MatterStatus.DECIDED])

    def for_page(self) -> Self:
        """With everything that its page says about itself, in the same statement."""
        return self.select_related(
            "community", "unit", "contact", "taken_by", "department", "handed_to", "decided_by", "doer"
        )


# A matter 交办事项: a wish, a question or a visit asked for that the desk could not settle itself. It goes to the head
# of a department the same day, who decides what is done, by whom and by when. Never deleted: void with a reason.
class Matter(VerbModel):
    class Kind(models.TextChoices):
        QUESTION = "question", _("question")
        SUGGESTION = "suggestion", _("suggestion")
        VISIT = "visit", _("home visit asked for")
        HELP = "help", _("request for help")
        OTHER = "other", _("other matter")

    class How(models.TextChoices):
        PHONE = "phone", _("by phone")
        DOOR = "door", _("at the door")
        COUNTER = "counter", _("at the desk")
        WRITING = "writing", _("in writing")
        NOBODY = "nobody", _("nobody to tell: anonymous")

    Status, Verb = MatterStatus, MatterVerb
    OPEN: ClassVar = [MatterStatus.TAKEN, MatterStatus.HANDED_OVER, MatterStatus.DECIDED, MatterStatus.DONE]
    TRANSITIONS: ClassVar = MATTER_MOVES
    VERBS: ClassVar = MATTER_VERBS
    STATES: ClassVar = {MatterStatus.TAKEN: "wait", MatterStatus.CLOSED: "done", MatterStatus.VOID: "void"}

    status = models.CharField(_("status"), max_length=12, choices=MatterStatus, default=MatterStatus.TAKEN)
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="matters", verbose_name=_("contact"))
    community = models.ForeignKey(Community, models.PROTECT, db_index=False, related_name="+")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="matters", verbose_name=_("unit")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.OTHER)
    text = models.CharField(_("what it is about"), max_length=400)
    taken_at = models.DateTimeField(_("taken at"))
    taken_by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+", verbose_name=_("taken by"))
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, db_index=False, related_name="+",
        verbose_name=_("department"),
    )  # fmt: skip
    # The head of the department, or the deputy when the head was away.
    handed_to = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+")
    handed_at = models.DateTimeField(_("handed over at"), null=True)
    decision = models.CharField(_("decision"), max_length=400, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+")
    doer = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("to be done by"))
    result = models.CharField(_("result"), max_length=400, blank=True)
    done_at = models.DateTimeField(_("done at"), null=True)
    told_at = models.DateTimeField(_("caller told at"), null=True)
    told_how = models.CharField(_("told"), max_length=8, choices=How, blank=True)

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = _("matter handed over")
        verbose_name_plural = _("matters handed over")
        constraints = [
            models.CheckConstraint(
                condition=Q(handed_at=None) | Q(department__isnull=False), name="handed_over_to_a_department"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None) | ~Q(decision="") & Q(doer__isnull=False),
                name="decided_means_what_and_by_whom",
            ),
            models.CheckConstraint(condition=Q(done_at=None) | ~Q(result=""), name="done_means_with_what_result"),
        ]
        indexes = [
            models.Index(
                fields=["community", "taken_at"],
                name="matter_open",
                condition=Q(status__in=["taken", "handed_over", "decided", "done"]),
            ),
            models.Index(fields=["community", "-taken_at", "-id"], name="matter_register"),
        ]
        triggers = [refuse_other_moves(MATTER_MOVES)]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN
