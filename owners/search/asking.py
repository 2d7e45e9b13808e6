"""What one typed text may mean. Several things at once are possible: four figures are a room and the end of a phone."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, pairwise, product

from django.utils.functional import Promise as LazyText
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from office import rooms
from owners import names, phones

_RECORD = re.compile(r"[A-Z]-[0-9]{8}-[0-9]{4,6}(?:-[0-9]{1,3})?|L-[0-9]{4,6}", re.ASCII)
_FIGURES = re.compile(r"[0-9]+", re.ASCII)
_DIALLED = re.compile(r"\+?[0-9()\s.-]+(?:(?:转|分机|ext\.?|#)\s*[0-9]{1,8})?", re.ASCII | re.IGNORECASE)
# How long building, entrance and room are written, where zeros fill them up.
_SHAPES = [*product((1, 2, 3), (1, 2), (2, 3, 4)), *product((1, 2, 3), (2, 3, 4))]
# What may be the end of a phone number, and the figures of a room: fewer would be half the estate.
SHORTEST_END, SHORTEST_ROOM, LONGEST_ROOM = 4, 3, 10


@dataclass(frozen=True)
class Asked:
    """What to look for; what is empty was not meant.

    `homes` are whole room numbers, `begins` is how they begin, `figures` the same without its hyphens; `phone_end` is
    the end of a number, `name` a key of owners/names.py, `words` what a text contains.
    """

    record: str = ""
    homes: list[str] = field(default_factory=list)
    begins: str = ""
    figures: str = ""
    phone_end: str = ""
    name: str = ""
    words: list[str] = field(default_factory=list)

    def understood(self) -> list[LazyText]:
        """What was looked for, in words."""
        room = self.begins.strip("-") or self.figures
        meant = [
            (self.record, format_lazy(_("record {number}"), number=self.record)),
            (room, format_lazy(_("room {number}"), number=room)),
            (self.phone_end, format_lazy(_("phone ending in {figures}"), figures=self.phone_end)),
            (self.name, _("a name")),
            (self.words, _("words of a caller")),
        ]
        return [text for value, text in meant if value]


def read(text: str) -> Asked:
    """Read one line as it was typed."""
    typed = " ".join(unicodedata.normalize("NFKC", text).split())
    record = typed.upper() if _RECORD.fullmatch(typed.upper()) else ""
    begins = rooms.beginning(typed) or ""
    if not record and _DIALLED.fullmatch(typed):
        return _of_figures(typed, begins)
    if record or begins:
        return Asked(record=record, homes=_whole(begins), begins=begins)
    words = [word.lower() for word in typed.split()]
    return Asked(name=names.asked(typed), words=words if any(len(word) > 1 for word in words) else [])


def _of_figures(typed: str, begins: str) -> Asked:
    """Nothing but figures and what stands between them: a room, a phone, or both."""
    figures = typed if _FIGURES.fullmatch(typed) and SHORTEST_ROOM <= len(typed) <= LONGEST_ROOM else ""
    homes = _whole(begins) if begins else _padded(figures)
    # 138-0013-8000 is written like a room too, 12-1-1203 like no phone.
    long = len("".join(_FIGURES.findall(typed))) > LONGEST_ROOM
    return Asked(homes=homes, begins=begins, figures=figures, phone_end=_end(typed) if long or not begins else "")


def _whole(begins: str) -> list[str]:
    return [begins] if begins and not begins.endswith("-") else []


def _end(typed: str) -> str:
    """The figures with which a number ends: all of a whole one, without country code and the zero of its area."""
    try:
        return phones.normalise(typed).number.removeprefix("+86").lstrip("+")
    except phones.NoPhone:
        figures = "".join(_FIGURES.findall(typed))
        return figures if len(figures) >= SHORTEST_END else ""


def _padded(figures: str) -> list[str]:
    """The room numbers that are written like this with zeros before their parts: 320501 is 3-2-501."""
    return sorted({"-".join(part.lstrip("0") for part in parts) for parts in _split(figures) if _is_padded(parts)})


def _split(figures: str) -> Iterator[list[str]]:
    for shape in _SHAPES:
        if sum(shape) == len(figures):
            edges = [0, *accumulate(shape)]
            yield [figures[start:end] for start, end in pairwise(edges)]


def _is_padded(parts: list[str]) -> bool:
    return any(part.startswith("0") for part in parts) and all(part.strip("0") for part in parts)
