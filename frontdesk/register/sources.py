"""The kinds of record that make up the history of a home or a person: where each says when, what, how it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import (
    BigIntegerField,
    CharField,
    DateTimeField,
    Exists,
    F,
    Func,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from complaints.models import Complaint
from complaints.models.kinds import OPEN as COMPLAINED
from office.models import Staff, Unit
from owners.models import Contact, Listing, Matter, Message, Occupancy
from repairs.models import Quote, Repair
from visits.models import Callback

Expression = str | Combinable
NOTHING = Value("", CharField())


@dataclass(frozen=True)
class Scope:
    """Whose history it is: a home's, or that of one person with all entries by which he is known."""

    unit: Unit | None = None
    people: tuple[int, ...] = ()

    def here(self, source: "Source") -> Q:
        """The condition that a record belongs here."""
        return Q(**{source.unit: self.unit}) if self.unit else Q(**{f"{source.person}__in": self.people})


@dataclass(frozen=True)
class Source:
    """A kind of record, and the paths to the home, the person and whatever a line of the history says of it.

    `permission` is needed to see it; `only` leaves records out. A `stay` has days, no times, and no number: it leads
    from a home to the person and from a person to the home.
    """

    label: LazyText
    permission: str
    model: type[Model]
    unit: str
    person: str
    at: Expression
    words: Expression
    state: Expression = NOTHING
    actor: Expression = "taken_by__name"
    number: Expression = "number"
    only: Q = field(default_factory=Q)
    stay: bool = False

    def rows(self, scope: Scope, user: Staff) -> QuerySet[Any]:
        """The records that belong here and that this user may see."""
        rows: Any = self.model._default_manager
        seen = rows.visible_to(user) if user.has_perm(self.permission) else rows.none()
        here: QuerySet[Any] = seen.filter(scope.here(self) & self.only)
        return here

    def lines(self, scope: Scope, user: Staff, position: int) -> QuerySet[Any]:
        """These rows with the columns that all kinds have in common."""
        other = F("person_id" if scope.unit else "unit_id") if self.stay else Value(None)
        words = "unit__number" if self.stay and not scope.unit else self.words
        lines: QuerySet[Any] = self.rows(scope, user).annotate(
            h_at=_at(_expression(self.at)),
            h_source=Value(position, IntegerField()),
            h_key=F("pk"),
            h_number=_expression(self.number),
            h_words=Cast(_expression(words), TextField()),
            h_state=Cast(_expression(self.state), CharField()),
            h_actor=_expression(self.actor),
            h_link=Cast(other, BigIntegerField()),
        )
        return lines

    @property
    def state_words(self) -> Mapping[str, str]:
        """What its states are called."""
        choices = self.model._meta.get_field(self.state).flatchoices if isinstance(self.state, str) else []  # type: ignore[union-attr]
        return {str(value): str(label) for value, label in choices}

    def state_class(self, state: str) -> str:
        """The look of a state; none where it is no status."""
        looks: Mapping[str, str] | None = getattr(self.model, "STATES", None)
        return looks.get(state, "active") if looks is not None else ""


def _expression(path: Expression) -> Combinable:
    return F(path) if isinstance(path, str) else path


def _at(time: Combinable) -> Coalesce:
    """The time in a form that no index is sorted by.

    Otherwise the newest of the whole estate may be read one after the other until a page of this home or person is
    found; this way only what belongs to them is read.
    """
    return Coalesce(time, time, output_field=DateTimeField())


def _moment(day: str, clock: str) -> Func:
    """A moment of a day, by the clock of the community."""
    zone = F("unit__community__time_zone")
    template = f"timezone(%(expressions)s + time '{clock}')"
    return Func(zone, F(day), template=template, output_field=DateTimeField())


_NAME = Coalesce("person__merged_into__name", "person__name")
_accounts = Quote.objects.filter(order__repair=OuterRef("pk"), final=True, total__gt=0).order_by("-pk")

CONTACT = Source(_("contact"), "owners.view_contacts", Contact, "unit", "person", "at", "content")
REPAIR = Source(_("repair"), "repairs.view_register", Repair, "unit", "contact__person", "reported_at", "problem",
                "status")  # fmt: skip
CALLBACK = Source(_("callback"), "repairs.view_register", Callback, "repair__unit", "repair__contact__person",
                  "made_at", "said", "overall", "made_by__name", "repair__number",
                  only=Q(made_at__isnull=False))  # fmt: skip
COMPLAINT = Source(_("complaint"), "complaints.view", Complaint, "unit", "contact__person", "received_at", "text",
                   "status")  # fmt: skip
MATTER = Source(_("matter"), "owners.view_contacts", Matter, "unit", "contact__person", "taken_at", "text", "status")
MESSAGE = Source(_("message"), "owners.view_contacts", Message, "contact__unit", "contact__person", "taken_at", "text",
                 "status")  # fmt: skip
LISTING = Source(_("rent or sale"), "owners.view_contacts", Listing, "unit", "contact__person", "taken_at", "note",
                 "status")  # fmt: skip
MOVED_IN = Source(_("moved in"), "owners.view_register", Occupancy, "unit", "person", _moment("since", "00:00"), _NAME,
                  "capacity", NOTHING, NOTHING, stay=True)  # fmt: skip
MOVED_OUT = Source(_("moved out"), "owners.view_register", Occupancy, "unit", "person", _moment("until", "23:59:59"),
                   _NAME, "capacity", NOTHING, NOTHING, Q(until__isnull=False), stay=True)  # fmt: skip
# What a finished repair cost, in yuan in the place of its state.
CHARGE = Source(_("repair charge not collected"), "repairs.view_register", Repair, "unit", "contact__person",
                "finished_at", "problem", Subquery(_accounts.values("total")[:1]),
                only=Q(Exists(_accounts), finished_at__isnull=False))  # fmt: skip


def owed_here(scope: Scope, now: datetime) -> Q:
    """Of the charges of a home those of who lives there today, by whatever entry he is known, or of nobody known."""
    if scope.unit is None:
        return Q()
    today = scope.unit.community.local(now).date()
    debtor = OuterRef("contact__person")
    same = Q(person=debtor) | Q(person__merged_into=debtor) | Q(person=OuterRef("contact__person__merged_into"))
    return Q(contact__person=None) | Q(Exists(Occupancy.objects.on(today).filter(same, unit=scope.unit)))


HISTORY = [CONTACT, REPAIR, CALLBACK, COMPLAINT, MATTER, MESSAGE, LISTING, MOVED_IN, MOVED_OUT]
# What is under way, by the statuses in which each kind is.
OPEN: dict[int, list[str]] = {
    HISTORY.index(REPAIR): [*Repair.OPEN, Repair.Status.JOINED],
    HISTORY.index(COMPLAINT): [*COMPLAINED],
    HISTORY.index(MATTER): [*Matter.OPEN],
    HISTORY.index(MESSAGE): [Message.Status.TAKEN, Message.Status.TOLD],
    HISTORY.index(LISTING): [Listing.Status.OFFERED],
}
