"""What the search box answers with."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self

from django.utils.functional import Promise as LazyText

HOME, PERSON, CALLER, RECORD, SAID = "home", "person", "caller", "record", "said"


@dataclass(frozen=True, slots=True)
class Hit:
    """One line of the list.

    A home (`text` names who lives there), a person in one home or without one, an earlier caller who is not in the
    register, a record, or what a caller said. `unit` and `person` are keys to fill a form with, `number` is the record
    to open. `moved_out`: the home was this person's once. `open` counts the cases of the home that are under way. What
    was found of the text are its signs from `mark[0]` up to `mark[1]`.
    """

    kind: str
    text: str
    mark: tuple[int, int] = (0, 0)
    community: int | None = None
    estate: str = ""
    unit: int | None = None
    room: str = ""
    person: int | None = None
    capacity: str = ""
    moved_out: bool = False
    phone: str = ""
    open: int = 0
    number: str = ""
    at: datetime | None = None

    @property
    def before(self) -> str:
        return self.text[: self.mark[0]]

    @property
    def marked(self) -> str:
        return self.text[slice(*self.mark)]

    @property
    def after(self) -> str:
        return self.text[self.mark[1] :]

    def cut(self, around: int) -> Self:
        """The same with no more of the text than so many signs before what was found, and four times as many after."""
        start, end = self.mark
        first, last = max(0, start - around), end + 4 * around
        lead, tail = "…" * (first > 0), "…" * (last < len(self.text))
        shift = len(lead) - first
        return replace(self, text=f"{lead}{self.text[first:last]}{tail}", mark=(start + shift, end + shift))


@dataclass(frozen=True)
class Found:
    """The lines in their order, whether there are more than these, and what the text was taken for, in words."""

    hits: list[Hit] = field(default_factory=list)
    more: bool = False
    understood: list[LazyText] = field(default_factory=list)
