"""Recording what came of a callback that reached somebody, or was released; and what follows (CB-1, CB-2, CB-9)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from office import promises
from office.models import Staff
from repairs.actions import order_rectification
from repairs.actions.rectifying import rectification_number
from visits.actions.attempting import head_was_asked, write_attempt
from visits.actions.rounds import close_when_done, hold, of_joined, opened, refuse_crew, rest_of, start_second
from visits.models import Attempt, Callback


@dataclass(frozen=True)
class Said:
    """What came of the call: with whom, how, the scores from 1 to 5 and the words; `fault` where something is wrong."""

    spoke_with: str
    how: str
    overall: int
    said: str = ""
    in_time: int | None = None
    quality: int | None = None
    manner: int | None = None
    charge: int | None = None
    fault: str = ""


def record(callback: Callback, said: Said, *, by: Staff, now: datetime) -> Callback | Attempt:
    """Record a callback that reached somebody; gives the attempt instead where it came before it opened (CB-2).

    Keeps its promise and starts the second one. What is wrong orders a rectification, early call or not; when nothing
    more is owed and nobody is unhappy, the repair closes. Raises NotByTheCrew, AlreadyMade.
    """
    refuse_crew(callback, by)
    number = rectification_number(callback.repair, now) if said.fault else ""
    with transaction.atomic():
        hold(callback)
        early = None if opened(callback.promise, now) else _note_early(callback, said, by=by, now=now)
        if early is None:
            _write(callback, said, by=by, now=now)
            promises.keep(callback.promise, by=by, now=now)
            promises.keep_all(head_was_asked(callback), by=by, now=now)
        if said.fault:
            _put_right(callback, said, number, by=by, now=now)
        elif early is None:
            start_second(callback, now)
            close_when_done(callback.repair, by=by, now=now)
    return early or callback


def _note_early(callback: Callback, said: Said, *, by: Staff, now: datetime) -> Attempt:
    note = f"{Callback(overall=said.overall).get_overall_display()} {said.said}"
    return write_attempt(callback, Attempt.Outcome.TOO_EARLY, by=by, now=now, note=note)


def _write(callback: Callback, said: Said, *, by: Staff, now: datetime) -> None:
    callback.made_at, callback.made_by = now, by
    callback.how, callback.spoke_with, callback.said = said.how, said.spoke_with, said.said
    callback.overall, callback.in_time, callback.quality = said.overall, said.in_time, said.quality
    callback.manner, callback.charge = said.manner, said.charge
    callback.save(
        update_fields=[
            "made_at", "made_by", "how", "spoke_with", "said", "overall", "in_time", "quality", "manner", "charge"
        ]
    )  # fmt: skip


def _put_right(callback: Callback, said: Said, number: str, *, by: Staff, now: datetime) -> None:
    """Order the rectification; what this round still owed is released, for the callbacks begin again as a new one."""
    order = callback.completion.order
    callback.rectification = order_rectification(
        callback.repair, said.fault, said.said, order=order, number=number, by=by, now=now
    )
    callback.save(update_fields=["rectification"])
    why = _("Begins again after rectification %(number)s") % {"number": number}
    begin_again = [*rest_of(callback), *of_joined(callback)]
    promises.release_all([row.promise for row in begin_again], by=by, why=why, now=now)


@transaction.atomic
def release(callback: Callback, why: str, *, by: Staff, now: datetime) -> Callback:
    """Release a callback as unreachable: never counts as made; the second one starts all the same (CB-2, CB-8).

    Raises AlreadyMade.
    """
    hold(callback)
    promises.release(callback.promise, by=by, why=why, now=now)
    promises.keep_all(head_was_asked(callback), by=by, now=now)
    start_second(callback, now)
    close_when_done(callback.repair, by=by, now=now)
    return callback
