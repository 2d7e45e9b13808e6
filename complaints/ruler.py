"""The ruler of a complaint: the time for its answer as plain data, in the units of a drawing (CP-1)."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from office import clock
from office.models import Promise
from office.templatetags.desk import amount, desk_time, state

# The drawing: how wide it is, and from where to where the bar runs.
WIDTH, LEFT, RIGHT = 1120.0, 40.0, 1080.0
# What a sign takes of the width, and the least room between two labels.
WIDE, NARROW, GAP = 12.0, 6.8, 10.0
# Between two ticks, in minutes; the first of which no more than TICKS fit is taken.
STEPS = (5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440, 2880, 10080)
TICKS = 13
DAY = timedelta(days=1)
START, MIDDLE, END = "start", "middle", "end"
SHARE = {START: 0.0, MIDDLE: 0.5, END: 1.0}


@dataclass(frozen=True)
class Mark:
    """Something that happened while the answer was owed. Of several without room the heaviest is named."""

    at: datetime
    label: str
    weight: int = 0


@dataclass(frozen=True)
class Label:
    """Words at a place of the ruler, perhaps with a second line; `anchor` says which end of them stands at `x`."""

    x: float
    text: str
    anchor: str = MIDDLE
    below: str = ""

    @property
    def width(self) -> float:
        return max(width_of(self.text), width_of(self.below))

    @property
    def left(self) -> float:
        return self.x - SHARE[self.anchor] * self.width

    def overlaps(self, other: "Label") -> bool:
        near = other.left < self.left + self.width + GAP
        return near and self.left < other.left + other.width + GAP

    def inside(self) -> "Label":
        """The same words, moved until they do not leave the drawing."""
        half = self.width / 2
        return replace(self, x=round(min(max(self.x, half + 8), WIDTH - half - 8), 1))


@dataclass(frozen=True)
class Dot:
    """A mark on the bar; `words` say when and what."""

    x: float
    words: str


@dataclass(frozen=True)
class Scale:
    """Where a moment lies between the beginning and the end of the bar."""

    start: datetime
    end: datetime

    def x(self, at: datetime) -> float:
        share = (at - self.start) / (self.end - self.start)
        return round(LEFT + min(max(share, 0.0), 1.0) * (RIGHT - LEFT), 1)

    def ticks(self) -> list[datetime]:
        """Even steps from the beginning on, no more than fit."""
        length = self.end - self.start
        fitting = (timedelta(minutes=step) for step in STEPS if length < TICKS * timedelta(minutes=step))
        step = next(fitting, length)
        return [self.start + step * n for n in range(int(length / step) + 1)]


@dataclass(frozen=True)
class Ruler:
    """The ruler of one promise to answer. It runs from what the promise counts from to its limit, or beyond it to when
    it ended, else to now; the warning zone is that of its own limit. `answered` is when it was answered, if it was;
    `entered` says that it counts from the entry, which came long after the receipt.
    """

    promise: Promise
    start: datetime
    due: datetime
    marks: Sequence[Mark]
    answered: datetime | None
    now: datetime
    entered: bool = False

    @property
    def until(self) -> datetime:
        """When the time ended, else now."""
        return self.answered or self.promise.ended_at or self.now

    @property
    def scale(self) -> Scale:
        """Days overdue would leave the day itself a sliver: no more than the same time again is drawn."""
        return Scale(self.start, min(max(self.due, self.until), self.due + (self.due - self.start)))

    @property
    def broken(self) -> bool:
        """Whether what lies far behind the limit was brought nearer."""
        return self.until > self.scale.end

    @property
    def late(self) -> bool:
        if self.promise.is_open and self.answered is None:
            return self.until >= self.due
        return self.until > self.due

    @property
    def warn_at(self) -> datetime | None:
        return clock.warning(self.promise.limit, self.start, self.due, self.promise.community)

    @property
    def gone(self) -> float:
        """How far the bar is filled."""
        return self.scale.x(self.until)

    @property
    def gone_width(self) -> float:
        return round(self.gone - LEFT, 1)

    @property
    def warning(self) -> float | None:
        """Where the warning zone begins; None: there is none."""
        return self.scale.x(self.warn_at) if self.warn_at else None

    @property
    def warning_width(self) -> float:
        return round(self.limit - (self.warning or self.limit), 1)

    @property
    def limit(self) -> float:
        return self.scale.x(self.due)

    @property
    def ticks(self) -> list[float]:
        return [self.scale.x(at) for at in self.scale.ticks()]

    # ── words ───────────────────────────────────────────────────────────────
    @property
    def begun_label(self) -> Label:
        word = _("entered") if self.entered else _("received")
        return Label(LEFT, desk_time(self.start, self.now), START, word)

    @property
    def limit_label(self) -> Label:
        label = Label(self.limit, desk_time(self.due, self.now), below=_("limit %(limit)s") % {"limit": self.allowed})
        return replace(label, x=self.limit + 6, anchor=END) if self.limit == RIGHT else label

    @property
    def warning_label(self) -> Label | None:
        """When the warning comes, if there is room for it."""
        if self.warning is None:
            return None
        label = Label(self.warning, desk_time(self.warn_at, self.now), below=_("warning"))
        return None if label.overlaps(self.begun_label) or label.overlaps(self.limit_label) else label

    @property
    def hours(self) -> list[Label]:
        """The hour at every second tick that has room beside what stands there already."""
        at = self.scale.ticks()[::2]
        form = "%m-%d" if len(at) > 1 and at[1] - at[0] >= 2 * DAY else "%H:%M"
        labels = [Label(self.scale.x(moment), localtime(moment).strftime(form)) for moment in at]
        taken = [label for label in (self.begun_label, self.limit_label, self.warning_label) if label]
        return [label for label in labels if not any(label.overlaps(other) for other in taken)]

    @property
    def flag(self) -> Label:
        """Now, or when the time ended."""
        word = _("now %(when)s") if self.promise.is_open else _("ended %(when)s")
        word = _("answered %(when)s") if self.answered else word
        return Label(self.gone, word % {"when": desk_time(self.until, self.now)}).inside()

    @property
    def flag_left(self) -> float:
        return round(self.flag.left - 6, 1)

    @property
    def flag_width(self) -> float:
        return round(self.flag.width + 12, 1)

    @property
    def dots(self) -> list[Dot]:
        return [Dot(self.scale.x(mark.at), f"{desk_time(mark.at, self.now)} {mark.label}") for mark in self.marks]

    @property
    def labels(self) -> list[Label]:
        """The words over the dots. Where several have no room beside each other one speaks for them: "answer +2"."""
        groups: list[list[Mark]] = []
        for mark in sorted(self.marks, key=lambda mark: mark.at):
            groups.append([mark])
            while len(groups) > 1 and self._named(groups[-2]).overlaps(self._named(groups[-1])):
                last = groups.pop()
                groups[-1] = [*groups[-1], *last]
        return [self._named(group) for group in groups]

    def _named(self, group: list[Mark]) -> Label:
        mark = max(group, key=lambda mark: (mark.weight, mark.at))
        text = f"{mark.label} +{len(group) - 1}" if len(group) > 1 else mark.label
        return Label(self.scale.x(mark.at), text).inside()

    @property
    def allowed(self) -> str:
        """How long the answer may take, in words."""
        return amount(self.promise.limit)

    @property
    def state(self) -> tuple[str, str]:
        """How it stands: the class that brings colour and icon, and the words."""
        if self.answered:
            return ("missed", _("answered late")) if self.late else ("done", _("answered in time"))
        return ("missed", _("not answered in time")) if self.promise.kept_late else state(self.promise, self.now)

    @property
    def title(self) -> str:
        """The ruler in words, for who does not see it."""
        begun = _("entered %(when)s") if self.entered else _("received %(when)s")
        moments = [(begun, self.start), (_("warning %(when)s"), self.warn_at), (_("limit %(when)s"), self.due)]
        said = [words % {"when": desk_time(at, self.now)} for words, at in moments if at]
        within = _("Answer within %(limit)s") % {"limit": self.allowed}
        return _(", ").join([within, *said, self.flag.text, self.state[1]])


def ruler(
    promise: Promise, marks: Sequence[Mark], *, answered: datetime | None, now: datetime, entered: bool = False
) -> Ruler | None:
    """The ruler of the promise to answer (read with its limit and community); None where that has no time to show.

    What happened after the time ended is left out.
    """
    start, due = promise.base_at, promise.due_at
    if start is None or due is None or due <= start:
        return None
    drawn = Ruler(promise, start, due, [], answered, now, entered)
    return replace(drawn, marks=[mark for mark in marks if mark.at <= drawn.until])


def width_of(text: str) -> float:
    """How wide these words stand on the ruler: a Chinese sign takes nearly two of the others."""
    return sum(WIDE if unicodedata.east_asian_width(sign) in "WF" else NARROW for sign in text)
