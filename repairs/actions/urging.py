"""催办: somebody asks where the crew is, and whoever has the job hears of it (RP-10)."""

from datetime import datetime

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from office import outbox, statuses
from office.duty import on_duty
from office.models import Move, Promise, Staff
from owners.models import Contact
from repairs.actions.holding import hold
from repairs.actions.owed import open_promises
from repairs.models import Repair, Verb
from repairs.models.allowed import check

SENDING = "RP-11/dispatch"


@transaction.atomic
def urge(repair: Repair, *, by: Staff, now: datetime, contact: Contact | None = None) -> int:
    """Note that a repair was urged, in `contact` if there was one, and tell whoever owes the next step of it.

    Of a joined report it is its job that is urged. Gives how many times that was urged by now. Raises InvalidMove
    where nobody has anything to do about it any more.
    """
    check(repair, Verb.URGE)
    job = repair.lead
    hold(job)
    check(job, Verb.URGE)
    note = contact.number if contact else ""
    statuses.note(repair, verb=Verb.URGE, by=by, now=now, note=note)
    if job != repair:
        statuses.note(job, verb=Verb.URGE, by=by, now=now, note=repair.number)
    times = Move.objects.filter(subject=job.number, verb=Verb.URGE).count()
    text = format_lazy(
        _("Urged, time {times}: {place}, {problem}"), times=times, place=repair.place, problem=job.problem
    )
    outbox.tell(job.number, text, holders(job, now) - {by}, key=f"urge:{job.number}:{times}", now=now)
    return times


def holders(repair: Repair, now: datetime) -> set[Staff]:
    """In whose hands the next step of a repair is: who owes to send somebody, else who was sent."""
    owed = open_promises(repair, "RP-9/", "RP-11/")
    sending = [promise for promise in owed if promise.rule.startswith(SENDING)]
    return _people(repair, sending or owed, now)


def _people(repair: Repair, owed: list[Promise], now: datetime) -> set[Staff]:
    serving, duty = list(Staff.objects.at(repair.community)), on_duty([repair.community], now)
    found = [outbox.recipients(promise, Promise.Level.WARNED, serving, duty) for promise in owed]
    return set().union(*found)
