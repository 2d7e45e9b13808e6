"""What a callback found wrong is put right: notice, its serving, its settling (CB-9)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from office import numbers, promises, statuses
from office.models import Staff
from office.promises import Owed
from repairs.actions.completing import complete
from repairs.actions.owed import dispatch_rule, finish_rule, open_promises, owed
from repairs.actions.working import current_order, in_charge, next_order
from repairs.models import Rectification, Repair, Verb, WorkOrder

NOTICE = "CB-9/notice"


@transaction.atomic
def order_rectification(
    repair: Repair, fault: str, text: str, *, order: WorkOrder, number: str, by: Staff, now: datetime
) -> Rectification:
    """Order that something is put right: a notice to whoever did `order` and his head, owed within 12 hours (CB-9).

    Bad work opens the next order of the repair, its limit counted from now; where the work goes on anyway (only made
    safe so far) it belongs to the order in hand. `number` comes from `rectification_number`. Raises InvalidMove.
    """
    notice = Rectification.objects.create(
        repair=repair,
        number=number,
        fault=fault,
        text=text,
        to=in_charge(order),
        department=order.department,
        ordered_at=now,
        ordered_by=by,
    )
    asked = [owed(repair, NOTICE, now, occurrence=number, holder=by)]
    done = repair.status in (Repair.Status.FINISHED, Repair.Status.CLOSED)
    if fault == Rectification.Fault.WORK and done and repair.lead.is_open:
        statuses.move(repair, Repair.Status.JOINED, verb=Verb.RECTIFY, by=by, now=now, note=text)
    elif fault == Rectification.Fault.WORK and done:
        asked += _reopen(repair, text, by=by, now=now)
    else:
        statuses.note(repair, verb=Verb.RECTIFY, by=by, now=now, note=text)
    promises.make(asked, by=by, now=now)
    return notice


def _reopen(repair: Repair, text: str, *, by: Staff, now: datetime) -> list[Owed]:
    """The repair is to be done again: by itself, were it joined; what is joined to it and still called back waits."""
    _let_joined_wait(repair, text, by=by, now=now)
    statuses.move(
        repair,
        Repair.Status.REGISTERED,
        verb=Verb.RECTIFY,
        by=by,
        now=now,
        note=text,
        appointment_from=None,
        appointment_until=None,
        joined_to=None,
    )
    occurrence = f"rework {next_order(repair).sequence}"
    return [
        owed(repair, rule, now, occurrence=occurrence) for rule in (dispatch_rule(repair), finish_rule(repair, now))
    ]


def _let_joined_wait(lead: Repair, text: str, *, by: Staff, now: datetime) -> None:
    """Callers who are not done with are called back once the work was done again (RP-10)."""
    rows = lead.joined.select_for_update(of=("self",)).filter(status=Repair.Status.FINISHED)
    for report in rows.order_by("pk"):
        statuses.move(report, Repair.Status.JOINED, verb=Verb.RECTIFY, by=by, now=now, note=text)
        report.completions.update(follow_up_at=None)


def rectification_number(repair: Repair, now: datetime) -> str:
    """The number of the next notice; call it before the transaction that uses it."""
    return numbers.take("Z", repair.community.local(now).date())


@transaction.atomic
def serve(notice: Rectification, *, to_name: str, how: str, by: Staff, now: datetime) -> Rectification:
    """Record who received the notice, and how; printing serves nothing. Raises InvalidMove when served already."""
    served = Rectification.objects.filter(pk=notice.pk, served_at=None).update(
        served_at=now, served_to=to_name, served_how=how
    )
    if not served:
        raise statuses.InvalidMove(_("This notice was served already."))
    notice.refresh_from_db()
    statuses.note(notice.repair, verb=Verb.SERVE, by=by, now=now, note=f"{notice.number} {to_name}")
    due = [row for row in open_promises(notice.repair, NOTICE) if row.occurrence == notice.number]
    promises.keep_all(due, by=by, now=now)
    return notice


@transaction.atomic
def settle(notice: Rectification, answer: str, *, by: Staff, now: datetime) -> Rectification:
    """Settle what was not about the work: the head's answer, the corrected charge. The household is then called back
    by the category's rule (CB-9). Raises InvalidMove.
    """
    settled = (
        Rectification.objects.filter(pk=notice.pk, settled_at=None)
        .exclude(fault=Rectification.Fault.WORK)
        .update(settled_at=now, settled_by=by, answer=answer)
    )
    if not settled:
        raise statuses.InvalidMove(_("This notice is settled already, or settled by finishing the work."))
    notice.refresh_from_db()
    # Locked: two notices settled at once begin two rounds, one after the other.
    repair = Repair.objects.select_for_update(no_key=True).get(pk=notice.repair_id)
    statuses.note(repair, verb=Verb.SETTLE, by=by, now=now, note=answer)
    urgent = repair.urgent and repair.made_safe_at is None
    complete(repair, current_order(repair), at=now, urgent=urgent, now=now)
    return notice
