"""A complaint 投诉: what it is about, who answers for it, who may know of it, how it ended."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints.models.kinds import ENDED, MOVES, VERBS, Closing, Status, Type
from office.models import Community, Department, Staff, Unit
from office.statuses import refuse_other_moves
from office.verbs import VerbModel
from owners.models import Contact
from repairs.models import Repair

# One entered later than this counts from its entry; the desk has confirmed that it is meant.
LATE_ENTRY = timedelta(days=30)
# No wrong entry, and one of several about one event (QA-2).
COUNTED = ~Q(status=Status.VOID) & Q(same_event_as=None)


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, user: Staff) -> Self:
        """Those of one's communities; confidential ones with the right to them, and never those about oneself."""
        rows = self.filter(community_id__in=user.community_ids).exclude(about_staff=user)
        return rows if user.has_perm("office.view_confidential") else rows.filter(confidential=False)

    def not_void(self) -> Self:
        """All but wrong entries: what every figure counts."""
        return self.exclude(status=Status.VOID)

    def counted_valid(self) -> Self:
        """Valid, or not decided yet, which counts as valid (CP-5); one of several about one event (QA-2)."""
        return self.filter(counted_valid())

    def for_page(self) -> Self:
        """With everything that its page says about itself, in the same statement."""
        return self.select_related(
            "community", "unit", "contact__person", "department", "repair", "about_staff", "about_department",
            "same_event_as", "taken_by", "judged_by", "closed_by",
        )  # fmt: skip


def counted_valid() -> Q:
    """Those counted that are valid or undecided (CP-5), they themselves or one that is counted with them (QA-2)."""
    joined = Complaint.objects.not_void().filter(same_event_as=models.OuterRef("pk")).exclude(valid=False)
    return COUNTED & (~Q(valid=False) | Q(models.Exists(joined)))


# A complaint that a contact led to. Who complained stands on the contact; anonymous is allowed. Never deleted: void
# with a reason.
class Complaint(VerbModel):
    Type = Type
    Status = Status
    Closing = Closing
    TRANSITIONS: ClassVar = MOVES
    STATES: ClassVar = {
        Status.RECEIVED: "wait",
        Status.RESOLVED: "wait",
        Status.SATISFIED: "wait",
        Status.CLOSED: "done",
        Status.VOID: "void",
    }
    VERBS: ClassVar = VERBS

    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.RECEIVED)
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="complaints", verbose_name=_("contact"))
    community = models.ForeignKey(Community, models.PROTECT, db_index=False, related_name="+")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, db_index=False, related_name="complaints", verbose_name=_("unit")
    )
    type = models.CharField(_("type"), max_length=20, choices=Type)
    text = models.TextField(_("complaint"), max_length=2000)
    department = models.ForeignKey(
        Department,
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("department responsible"),
    )
    repair = models.ForeignKey(
        Repair, models.PROTECT, null=True, related_name="complaints", verbose_name=_("about the repair")
    )
    # What is complained of, where it has a name (CP-7). The person never sees it, on no page and in no count.
    about_staff = models.ForeignKey(
        Staff, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("about")
    )
    about_department = models.ForeignKey(
        Department, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("about the department")
    )
    about_place = models.CharField(_("about the place"), max_length=60, blank=True)
    confidential = models.BooleanField(_("confidential"), default=False)
    # Several households about one event are one complaint with its number of complainants (QA-2).
    same_event_as = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="joined", verbose_name=_("same event as")
    )
    received_at = models.DateTimeField(_("received at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    taken_by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+", verbose_name=_("taken by"))
    # The first answer: an attempt, or "we have received it", is none (CP-1).
    answered_at = models.DateTimeField(_("answered at"), null=True)
    # Counts up with every "no" of the owner (CP-4).
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    resolved_at = models.DateTimeField(_("resolved at"), null=True)
    result = models.TextField(_("what was done"), max_length=1000, blank=True)
    # None: not decided yet, which counts as valid (CP-5).
    valid = models.BooleanField(_("valid"), null=True)
    judged_at = models.DateTimeField(_("decided at"), null=True)
    judged_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("decided by")
    )
    judged_why = models.CharField(_("reason"), max_length=400, blank=True)
    closing = models.CharField(_("closed as"), max_length=12, choices=Closing, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closed_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("closed by")
    )
    closed_why = models.CharField(_("reason of the closing"), max_length=400, blank=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        constraints = [
            models.CheckConstraint(
                condition=Q(received_at__lte=F("recorded_at") + models.Value("2 minutes", models.DurationField())),
                name="no_complaint_from_the_future",
            ),
            models.CheckConstraint(
                condition=Q(about_staff=None) | Q(confidential=True), name="a_complaint_about_staff_is_confidential"
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.ANSWERED) | Q(answered_at__isnull=False), name="answered_says_when"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.RESOLVED, Status.SATISFIED])
                | Q(resolved_at__isnull=False) & ~Q(result=""),
                name="resolved_says_when_and_what",
            ),
            models.CheckConstraint(
                condition=Q(valid=None, judged_at=None)
                | Q(valid__isnull=False, judged_at__isnull=False) & ~Q(judged_why=""),
                name="validity_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(status=Status.CLOSED, valid__isnull=False, closed_at__isnull=False) & ~Q(closing="")
                | ~Q(status=Status.CLOSED) & Q(closing="", closed_at=None),
                name="closed_says_how_and_is_judged",
            ),
            models.CheckConstraint(condition=~Q(same_event_as=F("id")), name="not_the_same_as_itself"),
        ]
        indexes = [
            models.Index(
                fields=["community", "received_at"], name="complaint_to_answer", condition=Q(status=Status.RECEIVED)
            ),
            models.Index(fields=["community", "received_at"], name="complaint_open", condition=~Q(status__in=ENDED)),
            models.Index(fields=["community", "-received_at", "-id"], name="complaint_register"),
            # What recurs in a home (CP-7), and what is open there.
            models.Index(fields=["unit", "type", "-received_at"], name="complaint_of_unit"),
        ]
        triggers = [refuse_other_moves(MOVES)]

    def __str__(self) -> str:
        return self.number

    def is_for(self, verb: str, user: Staff) -> bool:
        """Never the person complained of, whatever he may do otherwise (CP-4)."""
        return user.pk != self.about_staff_id and super().is_for(verb, user)

    @property
    def place(self) -> str:
        """Where it comes from: the room number, or nothing."""
        return self.unit.number if self.unit else ""

    @property
    def counts_from(self) -> datetime:
        """What its limits count from: the receipt, but the entry where that came more than 30 days late."""
        late = self.recorded_at - self.received_at > LATE_ENTRY
        return self.recorded_at if late else self.received_at

    @property
    def about(self) -> str:
        """One line for the ledger and for what leaves the house; of a confidential one its type alone."""
        return str(self.get_type_display()) if self.confidential else " ".join(self.text.split())
