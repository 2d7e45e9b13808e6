"""A repair or paid service, from the report to the last callback, and the categories that decide its clocks."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

import pghistory
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from office.models import Building, Community, Move, OutsideNumber, Staff, ToldOutside, Unit
from office.pulse import board_pulse
from office.statuses import StatusModel, refuse_other_moves
from owners.models import Capacity, Channel, Contact, Person

# A report entered later than this counts from its entry, and the desk has confirmed that it is meant.
LATE_ENTRY = timedelta(days=30)


class CategoryQuerySet(models.QuerySet["Category"]):
    def visible_to(self, user: Staff) -> Self:
        """All: the tree is the same in every community. With the group, which is part of the name."""
        return self.select_related("parent")

    def offered(self) -> Self:
        """What a receptionist can choose: the leaves in use, in the order of the tree."""
        return (
            self.filter(active=True, children=None)
            .select_related("parent")
            .order_by("parent__position", "parent_id", "position", "pk")
        )


# What is broken, as a tree of two levels. Urgency and the marks leak and safety decide every clock (RP-1, CB).
@pghistory.track()
class Category(models.Model):
    class Kind(models.TextChoices):
        REPAIR = "repair", _("repair")
        SERVICE = "service", _("special service")

    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    name = models.CharField(_("name"), max_length=40)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.REPAIR)
    urgent = models.BooleanField(_("urgent"), default=False)
    leak = models.BooleanField(_("leak"), default=False)
    safety = models.BooleanField(_("safety installation"), default=False)
    ours = models.BooleanField(_("ours"), default=True, help_text=_("Not ours: reported to the utility (RP-1)."))
    # What the caller is told before anything else, and whom the desk rings at once ("people trapped: the lift firm").
    stop_answer = models.CharField(
        _("stop answer"), max_length=200, blank=True, help_text=_("Shown at intake when this category is chosen.")
    )
    stop_kind = models.CharField(
        _("ring at once"),
        max_length=8,
        choices=OutsideNumber.Kind,
        blank=True,
        help_text=_("The numbers outside of this kind are shown with it (RP-11)."),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    active = models.BooleanField(_("in use"), default=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("category")
        verbose_name_plural = _("categories")
        ordering = ["parent__position", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="one_category_per_name", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.parent.name} › {self.name}" if self.parent else self.name


class Verb(models.TextChoices):
    """What can happen to a repair: the words of its history."""

    REGISTER = "register", _("reported")
    DISPATCH = "dispatch", _("dispatched")
    TELL_CREW = "tell_crew", _("crew told")
    ACCEPT = "accept", _("accepted")
    ARRIVE = "arrive", _("on site")
    QUOTE = "quote", _("quoted")
    AGREE = "agree", _("agreed")
    REFUSE = "refuse", _("quote refused")
    MAKE_SAFE = "make_safe", _("made safe")
    FINISH = "finish", _("finished")
    RETURN_ORDER = "return_order", _("order back")
    HAND_BACK = "hand_back", _("handed back")
    PASS_ON = "pass_on", _("passed on")
    NOBODY_HOME = "nobody_home", _("nobody at home")
    POSTPONE = "postpone", _("new appointment")
    EXTEND = "extend", _("extended")
    RAISE = "raise", _("made urgent")
    LOWER = "lower", _("urgency lowered")
    RECTIFY = "rectify", _("rectification ordered")
    SERVE = "serve", _("notice served")
    PRINT = "print", _("printed")
    LOOK_INTO = "look_into", _("missing signature looked into")
    SETTLE = "settle", _("rectification settled")
    RECATEGORISE = "recategorise", _("category changed")
    VOID = "void", _("voided")
    CLOSE = "close", _("closed")
    URGE = "urge", _("urged")
    JOIN = "join", _("joined")
    PART = "part", _("on its own again")
    SHARE = "share", _("shared fault opened")


class RepairQuerySet(models.QuerySet["Repair"]):
    def open(self) -> Self:
        return self.filter(status__in=Repair.OPEN)

    def unfinished(self) -> Self:
        """Nobody is done with it yet: open by itself, or with the one that it is joined to (RP-10)."""
        return self.filter(status__in=[*Repair.OPEN, Status.JOINED])

    def with_urged(self) -> Self:
        """Adds `urged`, how many times it was urged."""
        urges = Move.objects.filter(subject=OuterRef("number"), verb=Verb.URGE).order_by()
        counted = urges.values("subject").annotate(n=Count("pk")).values("n")
        return self.annotate(urged=Coalesce(Subquery(counted), 0))

    def urgent_now(self) -> Self:
        """Open and still dangerous."""
        return self.open().filter(urgent=True, made_safe_at=None)

    def with_crew(self) -> Self:
        """Adds `crew_names`, the crew of the order that is out."""
        crew = Staff.objects.filter(orders__repair=OuterRef("pk"), orders__finished_at=None)
        return self.annotate(crew_names=ArraySubquery(crew.values("name")))

    def for_page(self) -> Self:
        """With everything that its page says about itself, in the same statement."""
        shown = ("community", "unit", "building", "category__parent", "contact", "person", "taken_by", "joined_to")
        return self.select_related(*shown).annotate(is_shared=Q(shared_fault__isnull=False))

    def unassigned(self) -> Self:
        return self.filter(status=Repair.Status.REGISTERED)

    def visible_to(self, user: Staff) -> Self:
        """The register of one's communities; the crew sees its own jobs."""
        rows = self.filter(community_id__in=user.community_ids)
        return rows if user.has_perm("repairs.view_register") else rows.worked_on_by(user)

    def worked_on_by(self, user: Staff) -> Self:
        crewed = self.model._meta.apps.get_model("repairs", "WorkOrder").crew.through.objects
        return self.filter(Exists(crewed.filter(workorder__repair=OuterRef("pk"), staff=user)))


class Status(models.TextChoices):
    REGISTERED = "registered", _("to be dispatched")
    DISPATCHED = "dispatched", _("dispatched")
    ACCEPTED = "accepted", _("accepted")
    ON_SITE = "on_site", _("on site")
    QUOTED = "quoted", _("waiting for consent")
    AGREED = "agreed", _("agreed, at work")
    FINISHED = "finished", _("finished")
    CLOSED = "closed", _("closed")
    VOID = "void", _("void")
    # One job with another report, which has the order and the promises (RP-10).
    JOINED = "joined", _("joined")


IN_HAND = [Status.DISPATCHED, Status.ACCEPTED, Status.ON_SITE, Status.QUOTED, Status.AGREED]
# Where a repair may go from where it stands. Back to the dispatcher or on to another crew from anywhere in hand;
# joined to another until a price is named.
_ANYWHERE = {Status.REGISTERED, Status.DISPATCHED, Status.VOID}
MOVES: dict[str, frozenset[str]] = {
    Status.REGISTERED: frozenset({Status.DISPATCHED, Status.VOID, Status.JOINED}),
    Status.DISPATCHED: frozenset({*_ANYWHERE, Status.ACCEPTED, Status.ON_SITE, Status.JOINED}),
    Status.ACCEPTED: frozenset({*_ANYWHERE, Status.ON_SITE, Status.JOINED}),
    Status.ON_SITE: frozenset({*_ANYWHERE, Status.ACCEPTED, Status.QUOTED, Status.FINISHED, Status.JOINED}),
    Status.QUOTED: frozenset({*_ANYWHERE, Status.ON_SITE, Status.QUOTED, Status.AGREED}),
    Status.AGREED: frozenset({Status.REGISTERED, Status.DISPATCHED, Status.QUOTED, Status.FINISHED}),
    Status.FINISHED: frozenset({Status.CLOSED, Status.REGISTERED, Status.JOINED}),
    Status.CLOSED: frozenset({Status.REGISTERED, Status.JOINED}),
    Status.VOID: frozenset(),
    Status.JOINED: frozenset({Status.REGISTERED, Status.FINISHED, Status.VOID}),
}


# A repair 报修 or special service 特约服务 (RP-12). What the caller said and who he was is copied at the report.
# Never deleted: void with a reason.
class Repair(StatusModel):
    Status = Status
    OPEN: ClassVar = [Status.REGISTERED, *IN_HAND]
    IN_HAND: ClassVar = IN_HAND
    TRANSITIONS: ClassVar = MOVES
    STATES: ClassVar = {
        Status.REGISTERED: "wait",
        Status.QUOTED: "wait",
        Status.FINISHED: "done",
        Status.CLOSED: "done",
        Status.VOID: "void",
    }

    kind = models.CharField(_("kind"), max_length=8, choices=Category.Kind, default=Category.Kind.REPAIR)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.REGISTERED)
    community = models.ForeignKey(Community, models.PROTECT, db_index=False, related_name="+")
    building = models.ForeignKey(Building, models.PROTECT, null=True, db_index=False, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="repairs", verbose_name=_("unit"))
    # Where it is, as it is spoken and printed: the room number, or a place without a household ("Building 2 lift").
    place = models.CharField(_("place"), max_length=40)
    common_part = models.BooleanField(_("common part"), default=False)
    contact = models.ForeignKey(Contact, models.PROTECT, related_name="repairs", verbose_name=_("contact"))
    person = models.ForeignKey(Person, models.PROTECT, null=True, db_index=False, related_name="+")
    caller_name = models.CharField(_("caller"), max_length=60, blank=True)
    caller_capacity = models.CharField(_("capacity"), max_length=8, choices=Capacity, blank=True)
    caller_phone = models.CharField(_("phone"), max_length=30, blank=True)
    # A word of Channel, or one that the office added itself.
    channel = models.CharField(_("channel"), max_length=20)
    category = models.ForeignKey(Category, models.PROTECT, db_index=False, verbose_name=_("category"))
    problem = models.CharField(_("problem"), max_length=300)
    urgent = models.BooleanField(_("urgent"), default=False)
    leak = models.BooleanField(_("leak"), default=False)
    safety = models.BooleanField(_("safety installation"), default=False)
    reported_at = models.DateTimeField(_("reported at"))
    recorded_at = models.DateTimeField(_("recorded at"))
    taken_by = models.ForeignKey(Staff, models.PROTECT, db_index=False, related_name="+", verbose_name=_("taken by"))
    appointment_from = models.DateTimeField(_("appointment from"), null=True, blank=True)
    appointment_until = models.DateTimeField(_("appointment until"), null=True, blank=True)
    made_safe_at = models.DateTimeField(_("made safe at"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    utility_told_at = models.DateTimeField(_("reported to the utility at"), null=True, blank=True)
    utility_told = models.CharField(_("reported to"), max_length=60, blank=True)
    # The report whose job this one is part of (RP-10). That one is never joined itself.
    joined_to = models.ForeignKey(
        "self", models.PROTECT, null=True, db_index=False, related_name="joined", verbose_name=_("joined to")
    )

    # Unsaved, from the form that takes the report: who outside was rung at once (RP-11).
    told_outside: ToldOutside | None = None
    # Read along by `for_page`: whether it is what a shared fault is about; and by `with_urged`.
    urged: int
    is_shared: bool = False

    objects = RepairQuerySet.as_manager()

    class Meta:
        verbose_name = _("repair")
        verbose_name_plural = _("repairs")
        constraints = [
            models.CheckConstraint(
                condition=Q(reported_at__lte=F("recorded_at") + models.Value("2 minutes", models.DurationField())),
                name="not_reported_in_the_future",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(finished_at__gte=F("reported_at")), name="finished_after_its_report"
            ),
            models.CheckConstraint(
                condition=Q(appointment_from=None, appointment_until=None)
                | Q(appointment_until__gt=F("appointment_from")),
                name="appointment_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=~Q(place=""), name="a_repair_is_somewhere"),
            models.CheckConstraint(
                condition=~Q(status="joined") | Q(joined_to__isnull=False), name="joined_means_to_which"
            ),
            models.CheckConstraint(condition=~Q(joined_to=F("pk")), name="no_report_is_joined_to_itself"),
        ]
        indexes = [
            models.Index(
                fields=["community", "reported_at"],
                name="repair_open",
                condition=Q(status__in=["registered", "dispatched", "accepted", "on_site", "quoted", "agreed"]),
            ),
            models.Index(
                fields=["community", "reported_at"],
                name="repair_urgent_now",
                condition=Q(
                    urgent=True,
                    made_safe_at=None,
                    status__in=["registered", "dispatched", "accepted", "on_site", "quoted", "agreed"],
                ),
            ),
            models.Index(
                fields=["community", "reported_at"], name="repair_unassigned", condition=Q(status="registered")
            ),
            models.Index(fields=["community", "-reported_at", "-id"], name="repair_register"),
            # What was reported from a building of one kind: duplicates of a place, a fault that many share (RP-10).
            models.Index(fields=["building", "category", "-reported_at"], name="repair_alike"),
            models.Index(fields=["joined_to"], name="repair_joined", condition=Q(joined_to__isnull=False)),
            # By a whole number or its beginning (an extension is written behind it).
            models.Index(fields=["caller_phone"], name="repair_phone", opclasses=["varchar_pattern_ops"]),
        ]
        triggers = [refuse_other_moves(MOVES), board_pulse()]

    def __str__(self) -> str:
        return self.number

    def get_channel_display(self) -> str:
        """The channel in words; an office's own word is the word itself."""
        return str(dict(Channel.choices).get(self.channel, self.channel))

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def lead(self) -> "Repair":
        """The report that has the job: the one it is joined to, or itself (RP-10)."""
        return self.joined_to or self

    @property
    def is_urgent_now(self) -> bool:
        """Urgent until the danger is removed or the repair finished."""
        return self.urgent and self.made_safe_at is None and self.is_open

    @property
    def counts_from(self) -> datetime:
        """What its limits count from: the report, but the entry where that came more than 30 days late."""
        late = self.recorded_at - self.reported_at > LATE_ENTRY
        return self.recorded_at if late else self.reported_at

    @property
    def has_household(self) -> bool:
        """Whether a household stands behind it; otherwise it is re-inspected, not called back (CB-1)."""
        return self.channel != Channel.PATROL and bool(self.unit_id or self.caller_phone or self.caller_name)

    def age(self, now: datetime) -> float:
        """Minutes since the report."""
        return (now - self.reported_at).total_seconds() / 60
