"""The answer to a complaint, and what is none (CP-1)."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.actions.entering import ANSWER
from complaints.actions.held import hold, open_promises
from complaints.models import Answer, Complaint, Status, Verb
from office import promises, statuses
from office.models import Staff
from office.verbs import NotAllowed, check


class NotAnonymous(NotAllowed):
    """Somebody who left his name is spoken or written to; a notice on the board is no answer to him."""


@dataclass(frozen=True)
class Reply:
    """What came of answering: how, to whom, in what words; `outcome` says whether it was about the matter itself."""

    how: str
    outcome: str
    said: str = ""
    spoken_to: str = ""
    form_key: UUID | None = None


@transaction.atomic
def answer(complaint: Complaint, reply: Reply, *, by: Staff, now: datetime) -> Answer:
    """Record what was said to the complainant. The first answer about the matter keeps the promise of CP-1; an attempt,
    or that the complaint was received, is recorded and the clock goes on.

    The same form sent twice (`form_key`) gives the first row. Raises NotAllowed, NotAnonymous, InvalidMove.
    """
    if reply.how in Answer.ANONYMOUS and not complaint.contact.anonymous:
        raise NotAnonymous(_("The complainant is known: speak or write to him."))
    hold(complaint)
    if reply.form_key and (first := complaint.answers.filter(form_key=reply.form_key).first()):
        return first
    check(complaint, Verb.ANSWER, by)
    written = Answer.objects.create(complaint=complaint, at=now, by=by, **asdict(reply))
    _log(complaint, written, by=by, now=now)
    return written


def _log(complaint: Complaint, written: Answer, *, by: Staff, now: datetime) -> None:
    """What this answer does to the complaint: the first one moves it, everything else is noted."""
    if written.is_answer and complaint.status == Status.RECEIVED:
        statuses.move(complaint, Status.ANSWERED, verb=Verb.ANSWER, by=by, now=now, note=written.said, answered_at=now)
        promises.keep_all(open_promises(complaint, ANSWER), by=by, now=now)
    else:
        verb = Verb.ANSWER if written.is_answer else Verb.ATTEMPT
        statuses.note(complaint, verb=verb, by=by, now=now, note=written.said or written.get_outcome_display())
