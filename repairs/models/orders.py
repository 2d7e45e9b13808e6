"""The paper that goes to the site and comes back, and the notice that work must be done again."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from office.models import Department, Staff
from owners.models import Capacity
from repairs.models.repairs import Repair


def new_token() -> str:
    """What the QR code carries: opens the record for who may see it, tells nothing to anybody else."""
    return get_random_string(22)


class WorkOrderQuerySet(models.QuerySet["WorkOrder"]):
    def visible_to(self, user: Staff) -> Self:
        rows = self.filter(repair__community_id__in=user.community_ids)
        return rows if user.has_perm("repairs.view_register") else rows.filter(crew=user)

    def out_with(self, user: Staff) -> Self:
        """What he has in hand."""
        return self.filter(crew=user, finished_at=None, repair__status__in=Repair.IN_HAND)

    def finished_by(self, user: Staff) -> Self:
        """What he has finished, the latest first."""
        return self.filter(crew=user, finished_at__isnull=False).order_by("-finished_at", "-pk")


# A work order 维修(服务)任务单: what is printed, spoken and scanned. The newest of a repair is the current one; an
# earlier one is superseded but stays as it was.
class WorkOrder(models.Model):
    class Unsigned(models.TextChoices):
        REFUSED = "refused", _("refused")
        ABSENT = "absent", _("nobody there")
        OTHER = "other", _("other reason")

    repair = models.ForeignKey(Repair, models.PROTECT, related_name="orders", verbose_name=_("repair"))
    sequence = models.PositiveSmallIntegerField(_("sequence"))
    number = models.CharField(_("work order number"), max_length=28, unique=True)
    token = models.CharField(max_length=22, unique=True, default=new_token, editable=False)
    department = models.ForeignKey(Department, models.PROTECT, null=True, db_index=False, related_name="+")
    crew = models.ManyToManyField(Staff, related_name="orders", blank=True, verbose_name=_("crew"))
    dispatched_at = models.DateTimeField(_("dispatched at"), null=True)
    dispatched_by = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+")
    told_at = models.DateTimeField(_("told at"), null=True)
    told_how = models.CharField(_("told by"), max_length=60, blank=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True)
    arrived_at = models.DateTimeField(_("on site at"), null=True)
    findings = models.CharField(_("findings"), max_length=400, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    # Danger removed, the permanent repair goes on as the next order (RP-9).
    made_safe = models.BooleanField(_("made safe"), default=False)
    signed_name = models.CharField(_("signed by"), max_length=60, blank=True)
    signed_capacity = models.CharField(_("as"), max_length=8, choices=Capacity, blank=True)
    signed_at = models.DateTimeField(_("signed at"), null=True)
    signed_photo = models.ImageField(_("photo"), upload_to="signed/", blank=True)
    unsigned = models.CharField(_("not signed"), max_length=8, choices=Unsigned, blank=True)
    unsigned_why = models.CharField(_("why not signed"), max_length=200, blank=True)
    satisfaction_ticked = models.CharField(_("ticked on the slip"), max_length=10, blank=True)
    printed = models.PositiveSmallIntegerField(_("times printed"), default=0)
    printed_at = models.DateTimeField(_("printed at"), null=True)
    # Another appointment or crew than the paper in hand says; empty again once that is printed anew.
    superseded_at = models.DateTimeField(_("superseded at"), null=True)
    # Which issue of the paper goes out next: counts up each time a printed one is superseded.
    issue = models.PositiveSmallIntegerField(_("issue"), default=1, db_default=1)
    returned_at = models.DateTimeField(_("back at"), null=True)
    returned_to = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+")

    objects = WorkOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("work order")
        verbose_name_plural = _("work orders")
        ordering = ["repair", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["repair", "sequence"], name="orders_count_up"),
            models.CheckConstraint(condition=Q(signed_at=None) | Q(unsigned=""), name="either_signed_or_not"),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(arrived_at=None) | Q(finished_at__gte=models.F("arrived_at")),
                name="finished_after_arriving",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def paper_is_superseded(self) -> bool:
        """Whether the paper that is out names another time or crew than what holds now."""
        return self.superseded_at is not None


# Something about a repair was completed: the danger removed, the work finished, a rectification settled. Each begins
# a round of callbacks. `follow_up_at` is the marker by which the sweep above finds it; the sweep empties it in the
# transaction that makes the callbacks.
class Completion(models.Model):
    repair = models.ForeignKey(Repair, models.PROTECT, related_name="completions", verbose_name=_("repair"))
    order = models.ForeignKey(WorkOrder, models.PROTECT, db_index=False, related_name="+")
    round = models.PositiveSmallIntegerField(_("round"))
    at = models.DateTimeField(_("completed at"))
    # As it was then: what was urgent and is made safe is finished later as an ordinary repair.
    urgent = models.BooleanField(_("urgent"), default=False)
    follow_up_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        constraints = [models.UniqueConstraint(fields=["repair", "round"], name="rounds_count_up")]
        indexes = [
            models.Index(fields=["follow_up_at"], name="completion_follow_up", condition=Q(follow_up_at__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.repair_id} #{self.round}"


class RectificationQuerySet(models.QuerySet["Rectification"]):
    def visible_to(self, user: Staff) -> Self:
        """Those of one's communities; the crew sees what is addressed to it."""
        rows = self.filter(repair__community_id__in=user.community_ids)
        return rows if user.has_perm("repairs.view_register") else rows.filter(to=user)

    def to_confirm(self, user: Staff) -> Self:
        """What is addressed to this person and not served yet, oldest first."""
        return self.filter(to=user, served_at=None).select_related("repair").order_by("ordered_at")

    def for_page(self) -> Self:
        """With everything that its page and its paper say, in the same statement."""
        return self.select_related("repair__community", "to", "department__head", "ordered_by", "settled_by")


# A rectification notice 整改通知单 (CB-9): what a callback found wrong, to whom it goes, and who received it when.
# Served means received by name; printing serves nothing.
class Rectification(models.Model):
    class Fault(models.TextChoices):
        WORK = "work", _("work")
        DELAY = "delay", _("delay")
        MANNER = "manner", _("manner")
        CHARGE = "charge", _("charge")
        OTHER = "other", _("other")

    class Served(models.TextChoices):
        SIGNATURE = "signature", _("signature")
        PHONE_PAGE = "phone_page", _("confirmed on the phone page")

    repair = models.ForeignKey(Repair, models.PROTECT, related_name="rectifications", verbose_name=_("repair"))
    number = models.CharField(_("number"), max_length=24, unique=True)
    fault = models.CharField(_("fault"), max_length=8, choices=Fault)
    text = models.CharField(_("what the household said"), max_length=400)
    to = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+", verbose_name=_("to"))
    department = models.ForeignKey(Department, models.PROTECT, null=True, db_index=False, related_name="+")
    ordered_at = models.DateTimeField(_("ordered at"))
    ordered_by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+")
    served_at = models.DateTimeField(_("served at"), null=True)
    served_to = models.CharField(_("received by"), max_length=60, blank=True)
    served_how = models.CharField(_("how"), max_length=10, choices=Served, blank=True)
    # Manner, delay, charge: an answer settles it. Work is settled by finishing the new order.
    settled_at = models.DateTimeField(_("settled at"), null=True)
    settled_by = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="+")
    answer = models.CharField(_("answer"), max_length=400, blank=True)

    objects = RectificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("rectification notice")
        verbose_name_plural = _("rectification notices")
        constraints = [
            models.CheckConstraint(
                condition=Q(served_at=None) | ~Q(served_to=""), name="served_means_received_by_name"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_about_work(self) -> bool:
        return self.fault == self.Fault.WORK

    @property
    def can_be_settled(self) -> bool:
        """Whether an answer settles it; bad work is settled by doing it again."""
        return self.settled_at is None and not self.is_about_work
