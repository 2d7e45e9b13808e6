"""What the callbacks of one completion are to each other, and when nothing more is owed about a repair."""

from datetime import datetime

from django.utils.translation import gettext as _

from office import promises
from office.models import Promise, Staff
from repairs.actions import close
from repairs.models import Rectification, Repair
from visits.models import Callback, CallbackQuerySet


class AlreadyMade(Exception):
    """This callback was made or released in the meantime; its text says by whom."""


class NotByTheCrew(Exception):
    """Whoever did the work does not call back about it (CB-1)."""


def refuse_crew(callback: Callback, by: Staff) -> None:
    """Raise NotByTheCrew where `by` was in the crew whose work is called back about (CB-1)."""
    if callback.completion.order.crew.filter(pk=by.pk).exists():
        raise NotByTheCrew(_("Whoever did the work does not call back about it."))


def hold(callback: Callback) -> None:
    """Lock the repair for this transaction and read what is owed anew; raise AlreadyMade where it no longer is.

    Two people who end the last two callbacks of a repair see each other, so that one of them closes it.
    """
    repairs = Repair.objects.select_for_update(no_key=True, of=("self",)).select_related("community", "unit")
    callback.repair = repairs.get(pk=callback.repair_id)
    owed = Promise.objects.select_related("community", "limit", "department", "ended_by")
    callback.promise = owed.get(pk=callback.promise_id)
    if not callback.promise.is_open:
        raise AlreadyMade(_what_became_of(callback.promise))


def _what_became_of(promise: Promise) -> str:
    when = promise.community.local(promise.ended_at) if promise.ended_at else None
    words = _("Nothing saved: %(who)s was first, at %(when)s. This callback is %(outcome)s.")
    who, outcome = promise.ended_by or _("The desk"), promise.get_outcome_display()
    return words % {"who": who, "when": f"{when:%m-%d %H:%M}", "outcome": outcome}


def opened(promise: Promise, now: datetime) -> bool:
    """Whether a call now keeps the promise: what waits for an event or a day is not kept before it."""
    return promise.due_at is not None and (promise.opens_at is None or promise.opens_at <= now)


def rest_of(callback: Callback) -> CallbackQuerySet:
    """What is still owed of the same round."""
    rows = Callback.objects.open().filter(completion=callback.completion_id)
    return rows.select_related("promise__community", "promise__limit")


def of_joined(callback: Callback) -> CallbackQuerySet:
    """What is still owed to the callers whose reports were one job with this one and are done again with it (RP-10).

    What was only made safe goes on as it did: those callbacks stay.
    """
    rows = Callback.objects.open().filter(repair__joined_to=callback.repair_id, repair__status=Repair.Status.JOINED)
    rows = rows.filter(completion__order=callback.completion.order_id, completion__order__made_safe=False)
    return rows.select_related("promise__community", "promise__limit")


def start_second(callback: Callback, now: datetime) -> None:
    """The second callback counts from the first one made or released (CB-2)."""
    if callback.step == Callback.Step.FIRST:
        for second in rest_of(callback).filter(step=Callback.Step.SECOND, promise__due_at=None):
            promises.start(second.promise, base_at=now)


def close_when_done(repair: Repair, *, by: Staff, now: datetime) -> None:
    """Close a finished repair that owes no callback but the rain's, and nobody is being put right (CB-7)."""
    owing = Callback.objects.open().filter(repair=repair).exclude(step=Callback.Step.RAIN)
    unsettled = repair.rectifications.filter(settled_at=None).exclude(fault=Rectification.Fault.WORK)
    unmade = repair.completions.filter(follow_up_at__isnull=False)
    if repair.status == Repair.Status.FINISHED and not (owing.exists() or unsettled.exists() or unmade.exists()):
        close(repair, by=by, now=now)
