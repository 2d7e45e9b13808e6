"""Any verb on a complaint, by anybody, at any time: what the property test of all paths does at each step."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from complaints import actions
from complaints.models import Answer, Callback, Closing, Complaint, Step
from complaints.tests.factories import (
    DONE,
    NO,
    a_contact,
    from_nobody,
    make_complaint,
    not_reached,
    passed_up,
    reached,
    told,
)
from office.models import Role, Staff
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_staff
from office.verbs import NotAllowed

Do = Callable[[Complaint, Staff, datetime], object]
AnswerOutcome, Outcome = Answer.Outcome, Callback.Outcome
DAY = timedelta(days=1)


@dataclass(frozen=True)
class People:
    """Who acts. `accused` is a manager, and whom the confidential complaints are about."""

    reception: Staff
    head: Staff
    manager: Staff
    company: Staff
    crew: Staff
    accused: Staff

    def of(self, name: str) -> Staff:
        actor: Staff = getattr(self, name)
        return actor


def some_people() -> People:
    roles = (Role.RECEPTION, Role.HEAD, Role.MANAGER, Role.COMPANY, Role.CREW, Role.MANAGER)
    return People(*(make_staff(role) for role in roles))


def taken(kind: str, people: People) -> Complaint:
    """A complaint of this kind: ordinary, anonymous, or confidential about the accused."""
    contact = from_nobody() if kind == "anonymous" else a_contact(taken_by=people.manager)
    return make_complaint(contact=contact, about_staff=people.accused if kind == "confidential" else None)


def explain(complaint: Complaint, by: Staff, now: datetime) -> object:
    told_until = (now + 9 * DAY).date()
    reply = told(plan="A barrier is ordered.", next_at=now + DAY, resolve_by=told_until)
    return actions.explain(complaint, reply, by=by, now=now)


def another(complaint: Complaint) -> Complaint:
    """Another of which the same people may know."""
    return make_complaint(confidential=complaint.confidential, about_staff=complaint.about_staff)


def join(complaint: Complaint, by: Staff, now: datetime) -> object:
    return actions.join(complaint, another(complaint), by=by, now=now)


def be_joined(complaint: Complaint, by: Staff, now: datetime) -> object:
    return actions.join(another(complaint), complaint, by=by, now=now)


def answer(reply: actions.Reply) -> Do:
    return lambda complaint, by, now: actions.answer(complaint, reply, by=by, now=now)


def call_back(said: actions.Said) -> Do:
    return lambda complaint, by, now: actions.call_back(complaint, said, by=by, now=now)


def judge(valid: bool) -> Do:
    return lambda complaint, by, now: actions.judge(complaint, valid, "Seen on the spot.", by=by, now=now)


def close(closing: str) -> Do:
    return lambda complaint, by, now: actions.close(complaint, closing, "Decided.", by=by, now=now)


def pass_up(level: int) -> Do:
    return lambda complaint, by, now: passed_up(complaint, level, by=by, now=now)


def decide(days: int) -> Do:
    def do(complaint: Complaint, by: Staff, now: datetime) -> object:
        return actions.decide(complaint, "Guards.", now + days * DAY if days else None, by=by, now=now)

    return do


VERBS: dict[str, Do] = {
    "answer": answer(told()),
    "answer, again tomorrow": answer(told(next_at=MONDAY + DAY)),
    "received only": answer(told(outcome=AnswerOutcome.NOT_YET)),
    "nobody there": answer(told(outcome=AnswerOutcome.NOBODY, spoken_to="", said="")),
    "explain": explain,
    **{f"pass up to {level.name}": pass_up(level) for level in Step.Level},
    "decide": decide(0),
    "decide until": decide(3),
    "resolve": lambda complaint, by, now: actions.resolve(complaint, DONE, by=by, now=now),
    "yes": call_back(reached()),
    "no": call_back(reached(Outcome.NOT_SATISFIED, said=NO)),
    "not reached": call_back(not_reached()),
    "valid": judge(True),
    "invalid": judge(False),
    **{f"close as {closing}": close(closing) for closing in Closing.values},
    "join": join,
    "be joined": be_joined,
    "part": lambda complaint, by, now: actions.join(complaint, None, by=by, now=now),
    "void": lambda complaint, by, now: actions.void(complaint, "entered twice", by=by, now=now),
    "step up": lambda _complaint, _by, now: actions.step_up(now=now),
}


def attempt(verb: str, complaint: Complaint, by: Staff, now: datetime) -> bool:
    """Do it; whether it was allowed. Anything but a refusal is a fault."""
    try:
        VERBS[verb](complaint, by, now)
    except (InvalidMove, NotAllowed):
        return False
    return True
