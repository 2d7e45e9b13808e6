"""Other marks, other limits: what is owed follows the urgency, the leak and the safety of a repair (RP-1, RP-9)."""

from datetime import datetime

from office import promises
from office.models import Staff
from repairs.actions.owed import (
    dispatch_rule,
    extend_to_appointment,
    finish_rule,
    next_occurrence,
    open_promises,
    owed,
)
from repairs.actions.working import current_order, in_charge
from repairs.models import Repair

ARRIVING = ("RP-11/on-site", "RP-11/acknowledge")


def recompute(repair: Repair, *, why: str, by: Staff, now: datetime) -> None:
    """Let the open promises of a repair follow its marks: other limits, counted from the same event (RP-1)."""
    urgent = repair.urgent and repair.made_safe_at is None
    for promise in open_promises(repair, "RP-9/finish", "RP-11/dispatch"):
        finishing = promise.rule.startswith("RP-9/")
        rule = finish_rule(repair, promise.base_at or now) if finishing else dispatch_rule(repair)
        if rule != promise.rule:
            promises.replace_by(promise, rule=rule, by=by, why=why, now=now, urgent=urgent)
    if urgent:
        _promise_arriving(repair, by=by, now=now)
    else:
        promises.release_all(open_promises(repair, *ARRIVING), by=by, why=why, now=now)
        extend_to_appointment(repair, by=by, now=now)


def _promise_arriving(repair: Repair, *, by: Staff, now: datetime) -> None:
    """What an urgent repair owes until the crew is on site, as far as it is not owed yet (RP-11)."""
    order = current_order(repair)
    starts: dict[str, datetime] = {}
    if repair.status in (Repair.Status.REGISTERED, Repair.Status.DISPATCHED, Repair.Status.ACCEPTED):
        starts["RP-11/on-site"] = repair.counts_from
    if repair.status == Repair.Status.DISPATCHED and order.dispatched_at:
        starts["RP-11/acknowledge"] = order.dispatched_at
    known = {row.rule for row in open_promises(repair, *ARRIVING)}
    holder = in_charge(order)
    asked = [
        owed(repair, rule, start, occurrence=next_occurrence(repair, rule), holder=holder)
        for rule, start in starts.items()
        if rule not in known
    ]
    promises.make(asked, by=by, now=now)
