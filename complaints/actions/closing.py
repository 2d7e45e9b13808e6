"""How a complaint ends: the owner is satisfied, or a manager decides it in writing (CP-4); valid or not (CP-5)."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.actions.held import hold
from complaints.actions.owing import CLOSE, IN_TOUCH, VALIDITY, kept, owe, released
from complaints.models import Callback, Closing, Complaint, Status, Verb
from office import statuses
from office.models import Staff, TimeLimit
from office.verbs import NotAllowed, check

ROUNDS, ATTEMPTS, DAYS = "CP-4/rounds", "CB-8/attempts", "CB-8/days"


class NotYet(NotAllowed):
    """What this way of closing asks for has not happened; its text says what."""


def close_satisfied(complaint: Complaint, note: str, *, verb: str, by: Staff, now: datetime) -> None:
    """The owner is satisfied: closed where its validity is decided, otherwise as soon as it is (CP-5).

    No manager has to decide how it ends, though he had while nobody knew who complained.
    """
    kept(complaint, CLOSE, by=by, now=now)
    if complaint.valid is None:
        statuses.move(complaint, Status.SATISFIED, verb=verb, by=by, now=now, note=note)
    else:
        _close(complaint, Closing.SATISFIED, "", verb=verb, by=by, now=now, note=note)


@transaction.atomic
def judge(complaint: Complaint, valid: bool, why: str, *, by: Staff, now: datetime) -> Complaint:
    """Decide whether the complaint is valid, with the reason; decided anew as long as it is open (CP-5).

    Closes what the owner is satisfied with. Raises NotAllowed, InvalidMove.
    """
    hold(complaint)
    check(complaint, Verb.JUDGE, by)
    judged = {"valid": valid, "judged_at": now, "judged_by": by, "judged_why": why}
    Complaint.objects.filter(pk=complaint.pk).update(**judged)
    for name, value in judged.items():
        setattr(complaint, name, value)
    words = _("valid: %(why)s") if valid else _("invalid: %(why)s")
    statuses.note(complaint, verb=Verb.JUDGE, by=by, now=now, note=words % {"why": why})
    kept(complaint, VALIDITY, by=by, now=now)
    if complaint.status == Status.SATISFIED:
        close_satisfied(complaint, "", verb=Verb.CLOSE, by=by, now=now)
    return complaint


@transaction.atomic
def close(complaint: Complaint, closing: str, why: str, *, by: Staff, now: datetime) -> Complaint:
    """Close by the manager's written decision, counted apart and never as satisfied (CP-4).

    What it still owes is released, but what is overdue was kept late. Raises NotAllowed, InvalidMove; NotYet where
    what this closing asks for has not happened.
    """
    hold(complaint)
    check(complaint, Verb.CLOSE, by)
    if missing := what_is_missing(complaint, closing):
        raise NotYet(missing)
    kept(complaint, CLOSE, by=by, now=now)
    released(complaint, why=why, by=by, now=now)
    _close(complaint, closing, why, verb=Verb.CLOSE, by=by, now=now, note=why)
    return complaint


def what_is_undecided(complaint: Complaint) -> str:
    """Why no way of closing is open to a manager yet, in words; empty once he has decided the validity (CP-5)."""
    return _("Decide first whether the complaint is valid (CP-5).") if complaint.valid is None else ""


def what_is_missing(complaint: Complaint, closing: str) -> str:
    """Why a manager cannot close the complaint in this way yet, in words; empty where he can (CP-4, CP-5)."""
    if missing := what_is_undecided(complaint):
        return missing
    match closing:
        case Closing.WITHDRAWN:
            return ""
        case Closing.ANONYMOUS if not complaint.contact.anonymous:
            return _("The complainant is known.")
        case Closing.INVALID if complaint.valid:
            return _("The complaint was decided to be valid.")
        case Closing.ANONYMOUS | Closing.INVALID:
            return "" if complaint.answered_at else _("Nothing was answered or explained yet.")
        case Closing.UNREACHABLE:
            return "" if _called_in_vain(complaint) else _("He has not been called often enough on enough days (CB-8).")
        case Closing.LAST_WORD:
            return "" if complaint.round > _limits(complaint)[ROUNDS] else _("Not before the owner said no that often.")
    return _("This is no decision of a manager.")


def _limits(complaint: Complaint) -> dict[str, int]:
    rows = TimeLimit.objects.in_force(complaint.community, [ROUNDS, ATTEMPTS, DAYS])
    return {rule: limit.amount for rule, limit in rows.items()}


def _called_in_vain(complaint: Complaint) -> bool:
    return complaint.status == Status.RESOLVED and tried_enough(complaint)


def tried_enough(complaint: Complaint, *, since: datetime | None = None) -> bool:
    """Whether the callback of this round, or being in touch after it, was tried in vain (from `since` on) as often, on
    as many days and at different hours, as CB-8 asks.
    """
    limits, community = _limits(complaint), complaint.community
    in_touch = complaint.status == Status.CLOSED
    tries = complaint.callbacks.filter(round=complaint.round, in_touch=in_touch, outcome=Callback.Outcome.NOBODY)
    tries = tries.filter(at__gte=since) if since else tries
    times = [community.local(at) for at in tries.values_list("at", flat=True)]
    days, hours = {at.date() for at in times}, {at.hour for at in times}
    return len(times) >= limits[ATTEMPTS] and len(days) >= limits[DAYS] and len(hours) > 1


def _close(complaint: Complaint, closing: str, why: str, *, verb: str, by: Staff, now: datetime, note: str) -> None:
    ended = {"closing": closing, "closed_at": now, "closed_by": by, "closed_why": why}
    words = " ".join(part for part in (str(Closing(closing).label), note) if part)
    statuses.move(complaint, Status.CLOSED, verb=verb, by=by, now=now, note=words, **ended)
    if not complaint.contact.anonymous and closing != Closing.UNREACHABLE:
        owe(complaint, IN_TOUCH, base_at=now, occurrence=str(complaint.round), by=by, now=now)
