"""The answer to a complaint, what is none (CP-1), and the explanation of what takes longer (CP-3)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.actions.held import hold
from complaints.actions.ladder import CLOCKS
from complaints.actions.owing import AGAIN, ANSWER, RESOLVE, kept, open_promises, owe
from complaints.models import Answer, Complaint, Status, Verb
from office import clock, promises, statuses
from office.models import Staff
from office.verbs import NotAllowed, check


class NotAnonymous(NotAllowed):
    """Somebody who left his name is spoken or written to; a notice on the board is no answer to him."""


@dataclass(frozen=True)
class Reply:
    """What came of answering: how, to whom, in what words; `outcome` says whether it was about the matter itself.

    `next_at` is when the complainant hears of us again. An explanation (CP-3) has a `plan` as well, with whom it was
    settled, and if it was told the day by which the matter is resolved.
    """

    how: str
    outcome: str
    said: str = ""
    spoken_to: str = ""
    next_at: datetime | None = None
    plan: str = ""
    settled_with: str = ""
    resolve_by: date | None = None
    form_key: UUID | None = None


@transaction.atomic
def answer(complaint: Complaint, reply: Reply, *, by: Staff, now: datetime) -> Answer:
    """Record what was said to the complainant. An answer about the matter keeps the promise of CP-1 and the dates told
    before (CP-3), and stops the clock of the ladder; an attempt, or that the complaint was received, is recorded and
    the clocks go on. A date that was told (`next_at`) is promised.

    The same form sent twice (`form_key`) gives the first row. Raises NotAllowed, NotAnonymous, InvalidMove.
    """
    return _write(complaint, reply, Verb.ANSWER, by=by, now=now)


@transaction.atomic
def explain(complaint: Complaint, reply: Reply, *, by: Staff, now: datetime) -> Answer:
    """Explain to the complainant what cannot be solved soon: an answer with the plan and the next date, each promised
    (CP-3); the day told for the resolution becomes the date of CP-8. Raises as `answer` does.
    """
    return _write(complaint, reply, Verb.EXPLAIN, by=by, now=now)


def _write(complaint: Complaint, reply: Reply, verb: str, *, by: Staff, now: datetime) -> Answer:
    if reply.how in Answer.ANONYMOUS and not complaint.contact.anonymous:
        raise NotAnonymous(_("The complainant is known: speak or write to him."))
    hold(complaint)
    if reply.form_key and (first := complaint.answers.filter(form_key=reply.form_key).first()):
        return first
    if first := _said_already(complaint, reply, by):
        return first
    check(complaint, verb, by)
    written = Answer.objects.create(complaint=complaint, at=now, by=by, **asdict(reply))
    if written.is_answer:
        _answered(complaint, written, verb, by=by, now=now)
    else:
        words = written.said or written.get_outcome_display()
        statuses.note(complaint, verb=Verb.ATTEMPT, by=by, now=now, note=words)
    if written.outcome != Answer.Outcome.NOBODY:
        _promise_dates(complaint, written, by=by, now=now)
    return written


def _said_already(complaint: Complaint, reply: Reply, by: Staff) -> Answer | None:
    """The last answer on this step, where it is this very one: the page was gone back to and sent once more."""
    last = complaint.answers.filter(at__gte=complaint.steps.here().at).order_by("-pk").first()
    if last is None or not last.is_answer or last.by_id != by.pk:
        return None
    words = {name: value for name, value in asdict(reply).items() if name != "form_key"}
    return last if all(getattr(last, name) == value for name, value in words.items()) else None


def _answered(complaint: Complaint, written: Answer, verb: str, *, by: Staff, now: datetime) -> None:
    """What an answer about the matter does: the first one moves the complaint, each keeps what was told before."""
    if complaint.status == Status.RECEIVED:
        statuses.move(complaint, Status.ANSWERED, verb=verb, by=by, now=now, note=written.said, answered_at=now)
    else:
        statuses.note(complaint, verb=verb, by=by, now=now, note=written.said)
    kept(complaint, ANSWER, AGAIN, *CLOCKS.values(), by=by, now=now)


def _promise_dates(complaint: Complaint, written: Answer, *, by: Staff, now: datetime) -> None:
    """Promise the dates that were told: when he hears of us again, and by which day the matter is resolved (CP-8)."""
    if written.next_at:
        told = {"due_at": written.next_at, "occurrence": str(written.pk)}
        owe(complaint, AGAIN, base_at=now, by=by, now=now, **told)
    if written.resolve_by:
        due_at = clock.end_of_day(written.resolve_by, complaint.community)
        for promise in open_promises(complaint, RESOLVE):
            if promise.due_at != due_at:
                promises.extend(promise, due_at=due_at, by=by, why=written.plan, now=now)
