"""A complaint 投诉: what it is about, who answers for it, who may know of it."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from office.models import Community, Department, Staff, Unit
from office.statuses import refuse_other_moves
from office.verbs import Allowed, VerbModel
from owners.models import Contact
from repairs.models import Repair

# One entered later than this counts from its entry; the desk has confirmed that it is meant.
LATE_ENTRY = timedelta(days=30)


class Type(models.TextChoices):
    """What it is about; the first guess at which department answers for it (actions/entering.py)."""

    PARKING = "parking", _("parking and order")
    SANITATION = "sanitation", _("sanitation")
    NOISE = "noise", _("noise and neighbours")
    REPAIR = "repair", _("slow repair")
    LIFT = "lift", _("lift")
    MANNER = "manner", _("manner of staff")
    CHARGES = "charges", _("charges")
    GREENING = "greening", _("greening")
    SAFETY = "safety", pgettext_lazy("complaint", "safety")
    OTHER = "other", _("other")


class Status(models.TextChoices):
    RECEIVED = "received", _("to be answered")
    ANSWERED = "answered", _("answered")
    VOID = "void", _("void")


class Verb(models.TextChoices):
    """What can happen to a complaint: the words of its history."""

    TAKE = "take", _("complaint taken")
    ANSWER = "answer", _("answered")
    ATTEMPT = "attempt", _("not answered yet")
    VOID = "void", _("voided")


# Until the owner is satisfied it stays open (CP-4): an answer is no end.
OPEN = [Status.RECEIVED, Status.ANSWERED]
MOVES: dict[str, frozenset[str]] = {
    Status.RECEIVED: frozenset({Status.ANSWERED, Status.VOID}),
    Status.ANSWERED: frozenset({Status.VOID}),
    Status.VOID: frozenset(),
}


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, user: Staff) -> Self:
        """Those of one's communities; confidential ones with the right to them, and never those about oneself."""
        rows = self.filter(community_id__in=user.community_ids).exclude(about_staff=user)
        return rows if user.has_perm("office.view_confidential") else rows.filter(confidential=False)

    def open(self) -> Self:
        """Answered or not: what nothing has ended yet (CP-4)."""
        return self.filter(status__in=OPEN)

    def to_answer(self) -> Self:
        return self.filter(status=Status.RECEIVED)

    def for_page(self) -> Self:
        """With everything that its page says about itself, in the same statement."""
        return self.select_related(
            "community", "unit", "contact__person", "department", "repair", "about_staff", "taken_by"
        )


# A complaint that a contact led to. Who complained stands on the contact; anonymous is allowed. Never deleted: void
# with a reason.
class Complaint(VerbModel):
    Type = Type
    Status = Status
    TRANSITIONS: ClassVar = MOVES
    STATES: ClassVar = {Status.RECEIVED: "wait", Status.VOID: "void"}
    VERBS: ClassVar = {
        # Once answered, whatever else was said to the complainant is an answer too.
        Verb.ANSWER: Allowed("complaints.answer", OPEN),
        Verb.VOID: Allowed("complaints.void", OPEN),
    }

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
    # The one complained of: he never sees it, on no page and in no count.
    about_staff = models.ForeignKey(
        Staff, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("about")
    )
    confidential = models.BooleanField(_("confidential"), default=False)
    received_at = models.DateTimeField(_("received at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    taken_by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+", verbose_name=_("taken by"))
    # The first answer: an attempt, or "we have received it", is none (CP-1).
    answered_at = models.DateTimeField(_("answered at"), null=True)

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
        ]
        indexes = [
            models.Index(
                fields=["community", "received_at"], name="complaint_to_answer", condition=Q(status=Status.RECEIVED)
            ),
            models.Index(fields=["community", "-received_at", "-id"], name="complaint_register"),
            # What recurs in a home (CP-7), and what is open there.
            models.Index(fields=["unit", "type", "-received_at"], name="complaint_of_unit"),
        ]
        triggers = [refuse_other_moves(MOVES)]

    def __str__(self) -> str:
        return self.number

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
