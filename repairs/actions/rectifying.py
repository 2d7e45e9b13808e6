"""What a callback found wrong is put right: notice, its serving, its settling (CB-9)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from office import numbers, promises, statuses
from office.models import Staff
from repairs.actions.finishing import complete, next_order
from repairs.actions.owed import dispatch_rule, finish_rule, open_promises, owed
from repairs.actions.working import current_order
from repairs.models import Rectification, Repair, Verb


@transaction.atomic
def order_rectification(
    repair: Repair, fault: str, text: str, *, number: str, by: Staff, now: datetime
) -> Rectification:
    """Order that something is put right: a notice to the person and his head, owed within 12 hours (CB-9).

    Bad work opens the next work order on the same repair, its limit counted from now. `number` was taken before the
    transaction (`rectification_number`). Raises InvalidMove where the repair was reopened meanwhile.
    """
    order = current_order(repair)
    notice = Rectification.objects.create(
        repair=repair,
        number=number,
        fault=fault,
        text=text,
        to=order.crew.first(),
        department=order.department,
        ordered_at=now,
        ordered_by=by,
    )
    asked = [owed(repair, "CB-9/notice", now, occurrence=str(repair.rectifications.count()), holder=by)]
    if fault == Rectification.Fault.WORK:
        statuses.move(repair, Repair.Status.REGISTERED, verb=Verb.RECTIFY, by=by, now=now, note=text)
        occurrence = str(next_order(repair).sequence)
        rules = (dispatch_rule(repair), finish_rule(repair, now))
        asked += [owed(repair, rule, now, occurrence=f"rework {occurrence}") for rule in rules]
    else:
        statuses.note(repair, verb=Verb.RECTIFY, by=by, now=now, note=text)
    promises.make(asked, by=by, now=now)
    return notice


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
    if not _others_unserved(notice):
        promises.keep_all(open_promises(notice.repair, "CB-9/"), by=by, now=now)
    return notice


def _others_unserved(notice: Rectification) -> bool:
    return notice.repair.rectifications.filter(served_at=None).exclude(pk=notice.pk).exists()


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
    repair = notice.repair
    statuses.note(repair, verb=Verb.SETTLE, by=by, now=now, note=answer)
    urgent = repair.urgent and repair.made_safe_at is None
    complete(repair, current_order(repair), at=now, urgent=urgent, now=now)
    return notice
