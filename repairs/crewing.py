"""What the crew's telephone shows of a job: where it stands, what comes next, what else may happen."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from office.models import Promise, Staff
from owners import phones
from repairs.models import Repair, Verb, WorkOrder
from repairs.models.allowed import ALLOWED, may_start

AT_WORK = (Repair.Status.ON_SITE, Repair.Status.QUOTED, Repair.Status.AGREED)


@dataclass(frozen=True)
class Step:
    """A button: the verb, what it says, and whether one press does it (otherwise a page asks first)."""

    verb: str
    label: LazyText
    at_once: bool = False

    @property
    def url_name(self) -> str:
        return f"repairs:{self.verb}"


NEXT: dict[str, Step] = {
    Repair.Status.DISPATCHED: Step(Verb.ACCEPT, _("Accept the job"), at_once=True),
    Repair.Status.ACCEPTED: Step(Verb.ARRIVE, _("I am there"), at_once=True),
    Repair.Status.ON_SITE: Step(Verb.QUOTE, _("Quote")),
    Repair.Status.QUOTED: Step(Verb.AGREE, _("The household agrees")),
    Repair.Status.AGREED: Step(Verb.FINISH, _("Finish")),
}
# Nothing is quoted where nobody pays (RP-5).
FINISH_FREE = Step(Verb.FINISH, _("Finish"))
OTHERS = [
    Step(Verb.ARRIVE, _("I am there"), at_once=True),
    Step(Verb.QUOTE, _("Quote, or change the quote")),
    Step(Verb.REFUSE, _("The household does not agree")),
    Step(Verb.FINISH, _("Finish free of charge")),
    Step(Verb.MAKE_SAFE, _("Made safe, the repair follows")),
    Step(Verb.NOBODY_HOME, _("Nobody at home")),
    Step(Verb.POSTPONE, _("New appointment")),
    Step(Verb.HAND_BACK, _("Hand back to the desk")),
]


@dataclass(frozen=True)
class Card:
    """A job as it stands in the list: its order, and the promise about it that is due first."""

    order: WorkOrder
    promise: Promise | None

    @property
    def repair(self) -> Repair:
        return self.order.repair

    @property
    def at_work(self) -> bool:
        return self.repair.status in AT_WORK

    @property
    def step(self) -> Step | None:
        return next_step(self.repair)

    @property
    def telephone(self) -> str:
        return telephone(self.repair)


def next_step(repair: Repair) -> Step | None:
    """The one next step of a job in hand."""
    if repair.status == Repair.Status.ON_SITE and (repair.common_part or not repair.has_household):
        return FINISH_FREE
    return NEXT.get(repair.status)


def other_steps(repair: Repair, user: Staff) -> list[Step]:
    """Everything else that the table of verbs lets this user do with the job now."""
    first = next_step(repair)
    steps = [step for step in OTHERS if first is None or step.verb != first.verb]
    return [step for step in steps if _possible(step.verb, repair) and user.has_perm(ALLOWED[step.verb].permission)]


def _possible(verb: str, repair: Repair) -> bool:
    if verb == Verb.ARRIVE and repair.status in AT_WORK:
        return False
    if verb == Verb.MAKE_SAFE and not repair.is_urgent_now:
        return False
    return may_start(repair, verb)


def cards(user: Staff) -> list[Card]:
    """His jobs: urgent ones first, then by appointment, then by what is due first; two statements."""
    orders = list(
        WorkOrder.objects.visible_to(user).out_with(user).select_related("repair__community", "repair__category")
    )
    promises = due_first(user, [order.repair.number for order in orders], "RP-9/", "RP-11/")
    found = [Card(order, promises.get(order.repair.number)) for order in orders]
    return sorted(found, key=_urgency)


def unreturned(user: Staff) -> list[Card]:
    """Orders whose signed paper is still with him."""
    rows = WorkOrder.objects.visible_to(user).finished_by(user).filter(returned_at=None, made_safe=False)
    orders = list(rows.select_related("repair__community"))
    promises = due_first(user, [order.repair.number for order in orders], "RP-7/")
    return [Card(order, promises.get(order.repair.number)) for order in orders]


def due_first(user: Staff, numbers: list[str], *prefixes: str) -> dict[str, Promise]:
    """Of each record the open promise under these rules that is due first."""
    rows = Promise.objects.visible_to(user).open().filter(subject__in=numbers, due_at__isnull=False)
    found: dict[str, Promise] = {}
    for row in rows.select_related("community", "limit").order_by("due_at", "pk"):
        if row.rule.startswith(prefixes):
            found.setdefault(row.subject, row)
    return found


def _urgency(card: Card) -> tuple[bool, bool, datetime, int]:
    repair = card.repair
    wanted = repair.appointment_from or (card.promise.due_at if card.promise else None) or repair.reported_at
    return not repair.is_urgent_now, repair.appointment_from is None, wanted, repair.pk


def telephone(repair: Repair) -> str:
    """The caller's number as a link that rings it, while the job is open; otherwise empty."""
    if not repair.is_open or not repair.caller_phone:
        return ""
    try:
        number = phones.normalise(repair.caller_phone)
    except phones.NoPhone:
        return ""
    return f"tel:{number.number}" + (f",{number.extension}" if number.extension else "")
