"""The complaints of the last weeks, told through their own verbs as the days went by."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from complaints import actions
from complaints.models import Answer, Callback, Closing, Complaint, Step
from frontdesk.demo.data import complaints as told
from frontdesk.demo.data.complaints import Story
from office import clock
from office.models import Role, Staff

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OWNER = "业户本人"

Told = Callable[..., object]


def unsaved(story: Story, staff: Staff, *, community: Any, now: datetime) -> Complaint:
    """The complaint of a story, not saved yet; `staff` is whom it is about where it is about somebody."""
    return Complaint(
        community=community,
        type=story.type,
        text=story.text,
        department=actions.responsible(story.type, community),
        about_place=story.place,
        about_staff=staff if story.about_staff else None,
        received_at=now - story.hours * HOUR,
    )


def tell(complaint: Complaint, story: Story, *, manager: Staff) -> None:
    """Everything that happened to it since, each at its hour after the receipt."""
    for verb, hours, words in story.steps:
        VERBS[verb](complaint, words, manager, complaint.received_at + hours * HOUR)


def _answer(complaint: Complaint, words: str, manager: Staff, at: datetime) -> None:
    how = Answer.How.POSTED if complaint.contact.anonymous else Answer.How.PHONE
    spoken_to = "" if complaint.contact.anonymous else OWNER
    reply = actions.Reply(how, Answer.Outcome.ANSWER, words, spoken_to)
    actions.answer(complaint, reply, by=_at_the_desk(complaint, manager), now=at)


def _explain(complaint: Complaint, words: str, manager: Staff, at: datetime) -> None:
    until = complaint.community.local(at).date() + 8 * DAY
    reply = actions.Reply(
        how=Answer.How.PHONE,
        outcome=Answer.Outcome.ANSWER,
        said=words,
        spoken_to=OWNER,
        plan=words,
        settled_with=manager.name,
        next_at=clock.at(until - 4 * DAY, told.CALLS_AT, complaint.community),
        resolve_by=until,
    )
    actions.explain(complaint, reply, by=manager, now=at)


def _pass_up(complaint: Complaint, words: str, manager: Staff, at: datetime) -> None:
    level = actions.next_level(complaint, complaint.steps.here().level)
    people = Staff.objects.at(complaint.community).with_role(Role.HEAD).order_by("pk")[:2]
    passing = actions.Passing(level or Step.Level.COMPANY, words, list(people))
    actions.pass_up(complaint, passing, by=_at_the_desk(complaint, manager), now=at)


def _decide(complaint: Complaint, words: str, manager: Staff, at: datetime) -> None:
    day = complaint.community.local(at).date() + 3 * DAY
    actions.decide(complaint, words, clock.end_of_day(day, complaint.community), by=manager, now=at)


def _resolve(complaint: Complaint, words: str, manager: Staff, at: datetime) -> None:
    actions.resolve(complaint, words, by=_at_the_desk(complaint, manager), now=at)


def _judge(complaint: Complaint, words: str, manager: Staff, at: datetime) -> None:
    verdict, _colon, why = words.partition("：")
    actions.judge(complaint, verdict == "有效", why, by=manager, now=at)


def _called(outcome: str) -> Told:
    def call(complaint: Complaint, words: str, manager: Staff, at: datetime) -> None:
        said = actions.Said(outcome, Callback.How.PHONE, OWNER, words)
        actions.call_back(complaint, said, by=_at_the_desk(complaint, manager), now=at)

    return call


def _close_anonymous(complaint: Complaint, words: str, manager: Staff, at: datetime) -> None:
    actions.close(complaint, Closing.ANONYMOUS, words, by=manager, now=at)


def _time_is_out(_complaint: Complaint, _words: str, _manager: Staff, at: datetime) -> None:
    actions.step_up(now=at)


def _at_the_desk(complaint: Complaint, manager: Staff) -> Staff:
    """Who took it goes on with it; a confidential one is the manager's."""
    return manager if complaint.confidential else complaint.taken_by


VERBS: dict[str, Told] = {
    "answer": _answer,
    "explain": _explain,
    "pass_up": _pass_up,
    "decide": _decide,
    "resolve": _resolve,
    "judge": _judge,
    "satisfied": _called(Callback.Outcome.SATISFIED),
    "unsatisfied": _called(Callback.Outcome.NOT_SATISFIED),
    "anonymous": _close_anonymous,
    "time_is_out": _time_is_out,
}
