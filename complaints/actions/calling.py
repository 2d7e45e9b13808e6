"""The complainant is called back about what was done (CB-11), and once more a month after the closing (CP-4)."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.actions.closing import close_satisfied, tried_enough
from complaints.actions.held import hold
from complaints.actions.ladder import begin_anew
from complaints.actions.owing import (
    AGAIN,
    ANSWER,
    CALLBACK,
    CLOSE,
    IN_TOUCH,
    RESOLVE,
    VALIDITY,
    kept,
    open_promises,
    owe,
    released,
)
from complaints.models import Callback, Complaint, Status, Verb
from office import promises, statuses
from office.models import Promise, Staff
from office.verbs import NotAllowed, check

Outcome = Callback.Outcome


class NobodyToAsk(NotAllowed):
    """Nobody knows whether an anonymous complainant is satisfied: a manager ends it, counted apart (CP-4)."""


@dataclass(frozen=True)
class Said:
    """What came of calling back: whether the owner is satisfied, how and with whom it was spoken, the words."""

    outcome: str
    how: str
    spoken_to: str = ""
    said: str = ""
    form_key: UUID | None = None


@transaction.atomic
def call_back(complaint: Complaint, said: Said, *, by: Staff, now: datetime) -> Callback:
    """Record a callback, or that nobody was reached (the promise then stays open). Whoever was reached has heard of us
    again: it keeps the dates told as well (CP-3).

    Satisfied: the complaint is closed, or waits for the decision whether it was valid (CP-5). Not satisfied: it is
    open again, one round further, however long ago it was closed (CP-4). The same form sent twice (`form_key`) gives
    the first row. Raises NotAllowed, NobodyToAsk, InvalidMove.
    """
    hold(complaint)
    if said.form_key and (first := complaint.callbacks.filter(form_key=said.form_key).first()):
        return first
    check(complaint, Verb.CALL_BACK, by)
    if said.outcome == Outcome.SATISFIED and complaint.contact.anonymous:
        raise NobodyToAsk(_("The complainant is anonymous: a manager decides how it is closed."))
    in_touch = complaint.status == Status.CLOSED
    made = Callback.objects.create(
        complaint=complaint, round=complaint.round, in_touch=in_touch, at=now, by=by, **asdict(said)
    )
    if made.outcome != Outcome.NOBODY:
        kept(complaint, AGAIN, CALLBACK, by=by, now=now)
        promises.keep_all(_to_be_in_touch(complaint, now), by=by, now=now)
    if made.outcome == Outcome.NOT_SATISFIED:
        _open_again(complaint, made, by=by, now=now)
    elif made.outcome == Outcome.SATISFIED and complaint.status == Status.RESOLVED:
        close_satisfied(complaint, made.said, verb=Verb.CALL_BACK, by=by, now=now)
    else:
        _note(complaint, made, by=by, now=now)
    return made


def _note(complaint: Complaint, made: Callback, *, by: Staff, now: datetime) -> None:
    """Nothing moves: nobody was reached, or a month later all is still well."""
    words = ", ".join(part for part in (made.get_outcome_display(), made.said) if part)
    statuses.note(complaint, verb=Verb.CALL_BACK, by=by, now=now, note=words)
    # Nobody is rung for ever: after as many tries on as many days as the rules name it is over (CB-8).
    over = [row for row in _to_be_in_touch(complaint, now) if tried_enough(complaint, since=row.opens_at)]
    promises.release_all(over, by=by, why=words, now=now)


def _to_be_in_touch(complaint: Complaint, now: datetime) -> list[Promise]:
    """Whose day has come: a call before it is none, being in touch means a month later (CP-4)."""
    return [row for row in open_promises(complaint, IN_TOUCH) if row.opens_at is None or row.opens_at <= now]


def _open_again(complaint: Complaint, made: Callback, *, by: Staff, now: datetime) -> None:
    unended = {"resolved_at": None, "closing": "", "closed_at": None, "closed_by": None, "closed_why": ""}
    again = {"round": complaint.round + 1, **unended}
    opened = Status.ANSWERED if complaint.answered_at else Status.RECEIVED
    statuses.move(complaint, opened, verb=Verb.REOPEN, by=by, now=now, note=made.said, **again)
    released(complaint, VALIDITY, CLOSE, IN_TOUCH, why=made.said, by=by, now=now)
    owing = [RESOLVE] if complaint.answered_at else [ANSWER, RESOLVE]
    for rule in owing:
        owe(complaint, rule, base_at=now, occurrence=str(complaint.round), by=by, now=now)
    begin_anew(complaint, made.said, by=by, now=now)
