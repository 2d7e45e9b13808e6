"""From the desk to the door: dispatch, telling, accepting, arriving, and what can come in between (RP-4, RP-11)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from office import promises, statuses
from office.models import Staff
from repairs.actions.owed import dispatch_rule, next_occurrence, open_promises, owed, promise_appointment
from repairs.models import Repair, Verb, WorkOrder
from repairs.models.allowed import ARRIVED, check


def current_order(repair: Repair) -> WorkOrder:
    """The newest work order: the one that is out or goes out next; of a joined report, that of its job."""
    return repair.lead.orders.latest("sequence")


def next_order(repair: Repair) -> WorkOrder:
    """The next work order of the same repair: its number ends in -2, -3 …; in -1 where it had none of its own."""
    last = repair.orders.order_by("-sequence").first()
    sequence = last.sequence + 1 if last else 1
    return WorkOrder.objects.create(repair=repair, sequence=sequence, number=f"{repair.number}-{sequence}")


def crew_of(order: WorkOrder) -> list[Staff]:
    """Who was sent with it, whoever was named first comes first."""
    sent = WorkOrder.crew.through.objects.filter(workorder=order).select_related("staff").order_by("pk")
    return [row.staff for row in sent]


def supersede_paper(order: WorkOrder, *, now: datetime) -> None:
    """What holds now is no longer what the printed order says: the paper that is out is not valid any more (RP-3)."""
    printed = WorkOrder.objects.filter(pk=order.pk, printed__gt=0, superseded_at=None)
    printed.update(superseded_at=now, issue=F("issue") + 1)


def in_charge(order: WorkOrder) -> Staff | None:
    """Of the crew, the one who was named first: what the order promises is in his hands."""
    sent = WorkOrder.crew.through.objects.filter(workorder=order).select_related("staff").order_by("pk").first()
    return sent.staff if sent else None


@transaction.atomic
def dispatch(repair: Repair, crew: Sequence[Staff], *, by: Staff, now: datetime, told_how: str = "") -> Repair:
    """Send a repair to its crew (the first of them holds its promises); `told_how` notes the radio call at once.

    Raises InvalidMove where somebody dispatched it first.
    """
    check(repair, Verb.DISPATCH)
    names = "、".join(staff.name for staff in crew)
    statuses.move(repair, Repair.Status.DISPATCHED, verb=Verb.DISPATCH, by=by, now=now, note=names)
    order = _assign(repair, crew, by=by, now=now)
    promises.keep_all(open_promises(repair, "RP-11/dispatch"), by=by, now=now)
    _promise_acknowledgement(repair, crew[0], by=by, now=now)
    if told_how:
        _tell(repair, order, told_how, by=by, now=now)
    return repair


def _assign(repair: Repair, crew: Sequence[Staff], *, by: Staff, now: datetime) -> WorkOrder:
    order = current_order(repair)
    crewed = WorkOrder.crew.through
    order.crew.clear()
    crewed.objects.bulk_create(crewed(workorder=order, staff=staff) for staff in crew)
    order.department = crew[0].department
    order.dispatched_at, order.dispatched_by = now, by
    order.told_at = order.accepted_at = order.arrived_at = None
    order.told_how = ""
    order.save(
        update_fields=[
            "department", "dispatched_at", "dispatched_by", "told_at", "told_how", "accepted_at", "arrived_at"
        ]
    )  # fmt: skip
    promises.hand_to(open_promises(repair, "RP-9/", "RP-11/on-site", "RP-11/appointment"), crew[0])
    return order


def _promise_acknowledgement(repair: Repair, holder: Staff, *, by: Staff, now: datetime) -> None:
    if repair.is_urgent_now:
        rule = "RP-11/acknowledge"
        occurrence = next_occurrence(repair, rule)
        promises.make([owed(repair, rule, now, occurrence=occurrence, holder=holder)], by=by, now=now)


@transaction.atomic
def tell_crew(repair: Repair, how: str, *, by: Staff, now: datetime) -> None:
    """Note that the crew was told, by radio or otherwise, at `now`. Raises InvalidMove where nobody is under way."""
    check(repair, Verb.TELL_CREW)
    _tell(repair, current_order(repair), how, by=by, now=now)


def _tell(repair: Repair, order: WorkOrder, how: str, *, by: Staff, now: datetime) -> None:
    order.told_at, order.told_how = now, how
    order.save(update_fields=["told_at", "told_how"])
    statuses.note(repair, verb=Verb.TELL_CREW, by=by, now=now, note=how)


@transaction.atomic
def accept(repair: Repair, *, by: Staff, now: datetime) -> Repair:
    """The crew takes the job. Raises InvalidMove where it was taken back or passed on meanwhile."""
    check(repair, Verb.ACCEPT)
    statuses.move(repair, Repair.Status.ACCEPTED, verb=Verb.ACCEPT, by=by, now=now)
    repair.orders.filter(pk=current_order(repair).pk).update(accepted_at=now)
    promises.keep_all(open_promises(repair, "RP-11/acknowledge"), by=by, now=now)
    return repair


@transaction.atomic
def arrive(repair: Repair, *, by: Staff, now: datetime) -> Repair:
    """The crew is on site: keeps what was promised about arriving. Raises InvalidMove.

    Where the work is under way, it came again at a new appointment; without one it was there already.
    """
    check(repair, Verb.ARRIVE)
    again = repair.status in ARRIVED
    if not again:
        statuses.move(repair, Repair.Status.ON_SITE, verb=Verb.ARRIVE, by=by, now=now)
        repair.orders.filter(pk=current_order(repair).pk).update(arrived_at=now)
    kept = open_promises(repair, "RP-11/acknowledge", "RP-11/on-site", "RP-11/appointment")
    if again and not kept:
        raise statuses.InvalidMove(statuses.who_was_first(repair))
    if again:
        statuses.note(repair, verb=Verb.ARRIVE, by=by, now=now)
    promises.keep_all(kept, by=by, now=now)
    return repair


@transaction.atomic
def hand_back(repair: Repair, why: str, *, by: Staff, now: datetime) -> Repair:
    """退单: the crew gives the job back to the dispatcher, who owes a dispatch again, from now. Raises InvalidMove."""
    check(repair, Verb.HAND_BACK)
    statuses.move(repair, Repair.Status.REGISTERED, verb=Verb.HAND_BACK, by=by, now=now, note=why)
    order = current_order(repair)
    order.crew.clear()
    supersede_paper(order, now=now)
    open_rows = open_promises(repair, "RP-9/", "RP-11/")
    promises.release_all([row for row in open_rows if row.rule == "RP-11/acknowledge"], by=by, why=why, now=now)
    promises.hand_to(open_rows, None)
    rule = dispatch_rule(repair)
    promises.make([owed(repair, rule, now, occurrence=next_occurrence(repair, rule))], by=by, now=now)
    return repair


@transaction.atomic
def pass_on(repair: Repair, crew: Sequence[Staff], why: str, *, by: Staff, now: datetime) -> Repair:
    """转单: from one crew to another, without the desk's promise beginning anew. Raises InvalidMove."""
    check(repair, Verb.PASS_ON)
    if set(crew) == set(current_order(repair).crew.all()):
        raise statuses.InvalidMove(_("They have it already."))
    names = "、".join(staff.name for staff in crew)
    statuses.move(repair, Repair.Status.DISPATCHED, verb=Verb.PASS_ON, by=by, now=now, note=f"{names}：{why}")
    supersede_paper(_assign(repair, crew, by=by, now=now), now=now)
    promises.release_all(open_promises(repair, "RP-11/acknowledge"), by=by, why=why, now=now)
    _promise_acknowledgement(repair, crew[0], by=by, now=now)
    return repair


@transaction.atomic
def nobody_home(
    repair: Repair, *, appointment_from: datetime, appointment_until: datetime, card_left: str, by: Staff, now: datetime
) -> Repair:
    """无人应门: nobody opened; the crew left a card and comes again at the new time. Raises InvalidMove.

    The household did not ask for that time, so the limit for finishing stays as it is (RP-9).
    """
    check(repair, Verb.NOBODY_HOME)
    statuses.move(
        repair,
        Repair.Status.ACCEPTED,
        verb=Verb.NOBODY_HOME,
        by=by,
        now=now,
        note=card_left,
        appointment_from=appointment_from,
        appointment_until=appointment_until,
    )
    order = current_order(repair)
    supersede_paper(order, now=now)
    promise_appointment(repair, holder=in_charge(order), asked=False, by=by, now=now)
    return repair


@transaction.atomic
def note_print(order: WorkOrder, *, by: Staff, now: datetime) -> WorkOrder:
    """Count a printing of the order: from the second on the paper says which it is, and it holds again."""
    WorkOrder.objects.filter(pk=order.pk).update(printed=F("printed") + 1, printed_at=now, superseded_at=None)
    order.refresh_from_db(fields=["printed", "printed_at", "superseded_at"])
    statuses.note(order.repair, verb=Verb.PRINT, by=by, now=now, note=f"{order.number} #{order.printed}")
    return order
