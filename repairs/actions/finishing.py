"""The work is done: account, signature, paper back; or only the danger is removed (RP-6, RP-7, RP-9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from office import clock, promises, statuses
from office.models import Staff
from repairs.actions.completing import complete, finish_joined, make_joined_safe
from repairs.actions.owed import dispatch_rule, next_occurrence, open_promises, owed
from repairs.actions.quoting import Line, current_quote, hold, lines_of, total_of, write_quote
from repairs.actions.working import current_order, in_charge, next_order
from repairs.models import Quote, Repair, Verb, WorkOrder
from repairs.models.allowed import check
from repairs.models.orders import new_token


class NeedsConsent(statuses.InvalidMove):
    """The account is higher than what was agreed: the household is asked again first (RP-6)."""


@dataclass(frozen=True)
class Signature:
    """Who signed the order and as what; or, unsigned, the kind of reason and its words."""

    name: str = ""
    capacity: str = ""
    photo: "File[bytes] | None" = None
    unsigned: str = ""
    why: str = ""


@transaction.atomic
def finish(
    repair: Repair,
    *,
    findings: str,
    signature: Signature,
    by: Staff,
    now: datetime,
    finished_at: datetime,
    lines: Sequence[Line] | None = None,
    free: str = "",
    goodwill_with: Staff | None = None,
) -> Repair:
    """Finish the work at `finished_at`, the crew's own time, which decides whether it was in time (RP-9).

    The account is what was agreed, or `lines` that cost no more, or nothing for the reason `free`. Starts the
    callbacks, of joined reports too, and owes the paper within its limit. Raises NeedsConsent, InvalidMove.
    """
    hold(repair)
    check(repair, Verb.FINISH)
    order = current_order(repair)
    account = _account(repair, order, lines, free, goodwill_with, by=by, now=now)
    statuses.move(
        repair,
        Repair.Status.FINISHED,
        verb=Verb.FINISH,
        by=by,
        now=now,
        note=_("%(amount)s yuan") % {"amount": f"{account.total:.2f}"},
        finished_at=finished_at,
    )
    _end_order(order, findings, finished_at)
    _sign(order, signature, now)
    urgent = repair.urgent and repair.made_safe_at is None
    complete(repair, order, at=finished_at, urgent=urgent, now=now)
    finish_joined(repair, order, at=finished_at, urgent=urgent, by=by, now=now)
    _settle_promises(repair, order, signature, by=by, now=now, finished_at=finished_at)
    return repair


def _account(
    repair: Repair,
    order: WorkOrder,
    lines: Sequence[Line] | None,
    free: str,
    goodwill_with: Staff | None,
    *,
    by: Staff,
    now: datetime,
) -> Quote:
    if free == Quote.Free.GOODWILL and goodwill_with is None:
        raise statuses.InvalidMove(_("Goodwill is agreed with the head first."))
    if free:
        return write_quote(order, [], by=by, now=now, final=True, free=free, goodwill_with=goodwill_with)
    agreed = current_quote(repair)
    if agreed.agreed_at is None:
        raise NeedsConsent(_("Nobody has agreed to the quote yet."))
    account = lines_of(agreed) if lines is None else lines
    if not total_of(account):
        raise statuses.InvalidMove(_("Free of charge needs its reason."))
    if total_of(account) > agreed.total:
        raise NeedsConsent(_("More than the %(agreed)s yuan agreed: ask again first.") % {"agreed": agreed.total})
    return write_quote(order, account, by=by, now=now, final=True)


def _end_order(order: WorkOrder, findings: str, finished_at: datetime, *, made_safe: bool = False) -> None:
    order.findings, order.finished_at, order.made_safe = findings, finished_at, made_safe
    order.save(update_fields=["findings", "finished_at", "made_safe"])


def _sign(order: WorkOrder, signature: Signature, now: datetime) -> None:
    order.unsigned, order.unsigned_why = signature.unsigned, signature.why
    if not signature.unsigned:
        order.signed_name, order.signed_capacity, order.signed_at = signature.name, signature.capacity, now
    if signature.photo:
        order.signed_photo.save(f"{new_token()}.jpg", signature.photo, save=False)
    order.save(
        update_fields=["unsigned", "unsigned_why", "signed_name", "signed_capacity", "signed_at", "signed_photo"]
    )


def _settle_promises(
    repair: Repair, order: WorkOrder, signature: Signature, *, by: Staff, now: datetime, finished_at: datetime
) -> None:
    promises.keep_all(open_promises(repair, "RP-9/", "RP-11/"), by=by, now=finished_at)
    holder = in_charge(order)
    occurrence = str(order.sequence)
    asked = [owed(repair, "RP-7/order-back", finished_at, occurrence=occurrence, holder=holder)]
    if signature.unsigned:
        asked.append(owed(repair, "RP-6/unsigned", finished_at, occurrence=occurrence, holder=_head(order)))
    promises.make(asked, by=by, now=now)


def _head(order: WorkOrder) -> Staff | None:
    department = order.department
    return (department.head or department.deputy) if department else None


@transaction.atomic
def make_safe(repair: Repair, *, findings: str, permanent_on: date, by: Staff, now: datetime) -> Repair:
    """排险完成: the danger is removed (RP-9). Keeps the urgent limit and starts CB-2; the permanent repair goes on as
    the next work order, due by the end of the day told to the household. Raises InvalidMove.
    """
    hold(repair)
    check(repair, Verb.MAKE_SAFE)
    if not repair.is_urgent_now:
        raise statuses.InvalidMove(_("Only an urgent repair can be made safe, and only once."))
    order = current_order(repair)
    statuses.move(
        repair,
        Repair.Status.REGISTERED,
        verb=Verb.MAKE_SAFE,
        by=by,
        now=now,
        note=findings,
        made_safe_at=now,
        appointment_from=None,
        appointment_until=None,
    )
    _end_order(order, findings, now, made_safe=True)
    complete(repair, order, at=now, urgent=True, now=now)
    make_joined_safe(repair, order, by=by, now=now)
    promises.keep_all(open_promises(repair, "RP-9/", "RP-11/"), by=by, now=now)
    _plan_the_rest(repair, permanent_on, by=by, now=now)
    return repair


def _plan_the_rest(repair: Repair, permanent_on: date, *, by: Staff, now: datetime) -> None:
    """The permanent repair as the next order: to be dispatched, and done by the end of the day told."""
    next_order(repair)
    told = clock.start_of_day(permanent_on, repair.community)
    rule = dispatch_rule(repair)
    occurrence = next_occurrence(repair, rule)
    promises.make([owed(repair, "RP-9/told", told), owed(repair, rule, now, occurrence=occurrence)], by=by, now=now)


@transaction.atomic
def return_order(order: WorkOrder, *, satisfaction: str, by: Staff, now: datetime) -> WorkOrder:
    """The signed paper is back at the desk (RP-7); its tick is shown but is no callback. Raises InvalidMove."""
    back = WorkOrder.objects.filter(pk=order.pk, returned_at=None, finished_at__isnull=False).update(
        returned_at=now, returned_to=by, satisfaction_ticked=satisfaction
    )
    if not back:
        raise statuses.InvalidMove(_("This order is back already, or the work is not finished."))
    order.refresh_from_db()
    repair = order.repair
    statuses.note(repair, verb=Verb.RETURN_ORDER, by=by, now=now, note=order.number)
    due = [row for row in open_promises(repair, "RP-7/") if row.occurrence == str(order.sequence)]
    promises.keep_all(due, by=by, now=now)
    return order


def close(repair: Repair, *, by: Staff | None, now: datetime) -> Repair:
    """The last callback is made and nobody is unhappy. Raises InvalidMove where it was reopened meanwhile."""
    statuses.move(repair, Repair.Status.CLOSED, verb=Verb.CLOSE, by=by, now=now)
    return repair
