"""What can be done with a complaint, one verb a function: `verb(record, …, *, by, now)`."""

from complaints.actions.answering import NotAnonymous, Reply, answer, explain
from complaints.actions.attaching import Enclosed, TooMany, attach, new_among, no_room, room_for
from complaints.actions.calling import NobodyToAsk, Said, call_back
from complaints.actions.closing import NotYet, close, judge, what_is_missing, what_is_undecided
from complaints.actions.entering import enter, responsible
from complaints.actions.joining import NotTheSame, join
from complaints.actions.ladder import (
    NotDecided,
    NotHigher,
    Passing,
    decide,
    levels_above,
    may_be_called,
    next_level,
    pass_up,
    pending_steps,
    step_up,
    told_at,
    why_no_decision,
)
from complaints.actions.resolving import resolve
from complaints.actions.voiding import void, why_no_wrong_entry

__all__ = [
    "Enclosed",
    "NobodyToAsk",
    "NotAnonymous",
    "NotDecided",
    "NotHigher",
    "NotTheSame",
    "NotYet",
    "Passing",
    "Reply",
    "Said",
    "TooMany",
    "answer",
    "attach",
    "call_back",
    "close",
    "decide",
    "enter",
    "explain",
    "join",
    "judge",
    "levels_above",
    "may_be_called",
    "new_among",
    "next_level",
    "no_room",
    "pass_up",
    "pending_steps",
    "resolve",
    "responsible",
    "room_for",
    "step_up",
    "told_at",
    "void",
    "what_is_missing",
    "what_is_undecided",
    "why_no_decision",
    "why_no_wrong_entry",
]
