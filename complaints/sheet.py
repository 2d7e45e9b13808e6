"""The complaint record 投诉处理记录表 on one sheet: what is said in full, what is cut, how small it all stands."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from django.utils.translation import gettext as _

from complaints.actions import owing
from complaints.ladder_shown import Rung, rung_of, steps_of
from complaints.models import Answer, Attachment, Callback, Complaint
from complaints.rounds import Round, rounds
from office.models import Move, Promise, Staff
from office.templatetags.desk import amount

# How wide a line of the sheet is, in Chinese signs, and how wide the other signs are.
LINE, CAPITAL, SMALL = 44, 0.95, 0.6
# How many lines each part has at most.
TEXT, ANSWER, STEP, RESULT, REASON, CALLBACK = 6, 2, 2, 2, 2, 1
PHOTOS = 3
# More lines than these make the letters smaller, of which there is room for SMALL_ROOM; the photos take PHOTO_LINES.
ROOM, SMALL_ROOM, PHOTO_LINES = 30, 60, 7
# A full-width space between two facts stays.
_BLANKS = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True)
class Rows:
    """How many rows of several there are at most."""

    answers: int
    steps: int
    rounds: int
    callbacks: int


# As many as there are while little is said in them; otherwise those that matter most.
AMPLE, SCARCE = Rows(answers=8, steps=12, rounds=6, callbacks=8), Rows(answers=3, steps=7, rounds=2, callbacks=4)


@dataclass(frozen=True)
class Sheet:
    """What stands on the paper; of every list the words that were cut to their room beside what they are from.

    `more` says how much of all that stands only in the record, recordings included. `promised` is the answer as it was
    promised, `due` when the matter is to be resolved, `responsible` the person in charge.
    """

    text: str
    answers: Sequence[tuple[Answer, str]]
    steps: Sequence[tuple[Rung, str, str]]
    rounds: Sequence[tuple[Round, str]]
    callbacks: Sequence[tuple[Callback, str]]
    photos: Sequence[Attachment]
    judged_why: str
    closed_why: str
    more: int
    promised: Promise | None
    due: datetime | None
    responsible: Staff | None

    @property
    def allowed(self) -> str:
        """How long the answer may take, in words."""
        return amount(self.promised.limit) if self.promised else ""

    @property
    def lines(self) -> int:
        """How many lines all of it takes."""
        said = [self.text, self.judged_why, self.closed_why]
        said += [words for _row, words in [*self.answers, *self.rounds, *self.callbacks]]
        said += [words for _rung, *both in self.steps for words in both]
        heads = len(self.answers) + 2 * len(self.steps) + len(self.rounds) + len(self.callbacks)
        return sum(lines_of(words) for words in said) + heads

    def fits(self, room: int) -> bool:
        """Whether so many lines are enough for it."""
        return self.lines <= room - PHOTO_LINES * bool(self.photos)

    @property
    def full(self) -> bool:
        """Whether so much is said that it must be said small."""
        return not self.fits(ROOM)


def sheet(complaint: Complaint, now: datetime) -> Sheet:
    """The sheet of a complaint that was read `for_page()`; seven statements, one more for the head of a department."""
    said = _Said(complaint, now)
    ample = said.on_sheet(AMPLE)
    return ample if ample.fits(SMALL_ROOM) else said.on_sheet(SCARCE)


class _Said:
    """All that is said about a complaint, read once."""

    def __init__(self, complaint: Complaint, now: datetime) -> None:
        self.complaint = complaint
        self.answers = list(complaint.answers.select_related("by").order_by("pk"))
        self.attachments = list(complaint.attachments.order_by("pk"))
        moves = Move.objects.filter(subject=complaint.number).select_related("by").order_by("pk")
        # On paper everything stands in the order in which it happened.
        turns = rounds(complaint, moves)[::-1]
        self.calls = [row for turn in turns for row in reversed(turn.callbacks)]
        self.done = [turn for turn in turns if turn.result]
        self.steps = _steps(complaint, now)
        self.owed = {row.rule: row for row in _owed(complaint)}

    def on_sheet(self, most: Rows) -> Sheet:
        """The sheet with at most so many rows."""
        complaint, owed = self.complaint, self.owed
        answers, steps = _first_and_last(self.answers, most.answers), self.steps[-most.steps :]
        done, calls = self.done[-most.rounds :], self.calls[-most.callbacks :]
        photos = [row for row in self.attachments if row.kind == Attachment.Kind.PHOTO][:PHOTOS]
        all_of_it: list[Sequence[object]] = [self.answers, self.steps, self.done, self.calls, self.attachments]
        shown: list[Sequence[object]] = [answers, steps, done, calls, photos]
        return Sheet(
            text=cut(complaint.text, TEXT),
            answers=[(row, cut(_said(row), ANSWER)) for row in answers],
            steps=steps,
            rounds=[(row, cut(row.result, RESULT)) for row in done],
            callbacks=[(row, cut(row.said, CALLBACK)) for row in calls],
            photos=photos,
            judged_why=cut(complaint.judged_why, REASON),
            closed_why=cut(complaint.closed_why, REASON),
            more=sum(len(rows) for rows in all_of_it) - sum(len(rows) for rows in shown),
            promised=owed.get(owing.ANSWER),
            due=owed[owing.RESOLVE].due_at if owing.RESOLVE in owed else None,
            responsible=_responsible(complaint, steps),
        )


def _owed(complaint: Complaint) -> list[Promise]:
    """What was promised of the answer and of the resolution, what is valid now last."""
    rows = Promise.objects.of(complaint.number).filter(rule__in=[owing.ANSWER, owing.RESOLVE])
    return list(rows.select_related("limit").order_by("pk"))


def _responsible(complaint: Complaint, steps: Sequence[tuple[Rung, str, str]]) -> Staff | None:
    """Who held or decided the highest step, else the head of the department responsible."""
    step = steps[-1][0].step if steps else None
    named = (step.holder or step.decided_by) if step else None
    return named or (complaint.department.head if complaint.department else None)


def _first_and_last(answers: Sequence[Answer], most: int) -> list[Answer]:
    """The answer in the sense of CP-1 before all, then the last ones; in the order in which they were given."""
    first = next((row for row in answers if row.is_answer), None)
    others = [row for row in answers if row is not first]
    chosen = [*([first] if first else []), *others[-(most - bool(first)) :]]
    return sorted(chosen, key=lambda row: row.pk)


def _said(answer: Answer) -> str:
    """What was said, with the plan where one was explained."""
    plan = [_("Plan: %(plan)s") % {"plan": answer.plan}] if answer.plan else []
    return "\n".join([*([answer.said] if answer.said else []), *plan])


def _steps(complaint: Complaint, now: datetime) -> list[tuple[Rung, str, str]]:
    """The steps that it came to, each with why it came there and whom that called, and what was decided."""
    steps = steps_of(complaint)
    came = [rung_of(complaint, step, steps, [], now) for step in steps]
    return [(rung, cut(_reason(rung), STEP), cut(rung.step.decision, STEP)) for rung in came if rung.step]


def _reason(rung: Rung) -> str:
    called = _("Called together: %(names)s") % {"names": _(", ").join(rung.called)} if rung.called else ""
    reason = rung.step.reason if rung.step else ""
    return "　".join(part for part in (called, reason) if part)


def cut(text: str, most: int) -> str:
    """The text on one paragraph; where it takes more than `most` lines its beginning, and where to read the rest."""
    flat = _BLANKS.sub(" ", text.strip())
    if lines_of(flat) <= most:
        return flat
    rest = _("… (see the record)")
    room = most * LINE - _width(rest)
    return flat[: _fitting(flat, room)] + rest


def _fitting(text: str, room: float) -> int:
    """How many signs have room."""
    for place, sign in enumerate(text):
        room -= _width(sign)
        if room < 0:
            return place
    return len(text)


def lines_of(text: str) -> int:
    """How many lines the text takes; none where nothing is said."""
    return ceil(_width(text) / LINE)


def _width(text: Iterable[str]) -> float:
    return sum(_sign(sign) for sign in text)


def _sign(sign: str) -> float:
    if unicodedata.east_asian_width(sign) in "WFA":
        return 1.0
    return CAPITAL if sign.isupper() or sign in "mw@%" else SMALL
