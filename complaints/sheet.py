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
# How many lines each part has at most, and how many rows of several there are.
TEXT, ANSWER, STEP, RESULT, REASON, CALLBACK = 6, 2, 2, 2, 2, 1
ANSWERS, ROUNDS, CALLBACKS, PHOTOS = 3, 2, 4, 3
# More lines than these make the letters smaller; the photos take the room of PHOTO_LINES.
ROOM, PHOTO_LINES = 30, 7
# A full-width space between two facts stays.
_BLANKS = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True)
class Sheet:
    """What stands on the paper; of every list the words that were cut to their room beside what they are from.

    `more` says how many answers, callbacks and photos stand only in the record. `promised` is the answer as it was
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

    @property
    def full(self) -> bool:
        """Whether so much is said that it must be said small."""
        return self.lines > ROOM - PHOTO_LINES * bool(self.photos)


def sheet(complaint: Complaint, now: datetime) -> Sheet:
    """The sheet of a complaint that was read `for_page()`; seven statements, one more for the head of a department."""
    answers = list(complaint.answers.select_related("by").order_by("pk"))
    moves = Move.objects.filter(subject=complaint.number).select_related("by").order_by("pk")
    done = rounds(complaint, moves)
    calls = [row for turn in done for row in turn.callbacks]
    photos = list(complaint.attachments.filter(kind=Attachment.Kind.PHOTO).order_by("pk"))
    steps, listed = _steps(complaint, now), _first_and_last(answers)
    owed = {row.rule: row for row in _owed(complaint)}
    left = len(answers) - len(listed) + max(len(calls) - CALLBACKS, 0) + max(len(photos) - PHOTOS, 0)
    return Sheet(
        text=cut(complaint.text, TEXT),
        answers=[(row, cut(_said(row), ANSWER)) for row in listed],
        steps=steps,
        rounds=[(row, cut(row.result, RESULT)) for row in done[:ROUNDS] if row.result],
        callbacks=[(row, cut(row.said, CALLBACK)) for row in calls[:CALLBACKS]],
        photos=photos[:PHOTOS],
        judged_why=cut(complaint.judged_why, REASON),
        closed_why=cut(complaint.closed_why, REASON),
        more=left,
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


def _first_and_last(answers: Sequence[Answer]) -> list[Answer]:
    """The answer in the sense of CP-1 before all, then the last ones; in the order in which they were given."""
    first = next((row for row in answers if row.is_answer), None)
    others = [row for row in answers if row is not first]
    room = ANSWERS - bool(first)
    chosen = [*([first] if first else []), *others[-room:]]
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
