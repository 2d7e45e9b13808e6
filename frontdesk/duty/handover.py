"""What was open when a shift was handed over, as its pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from office import rules
from office.shifts import Group


@dataclass(frozen=True)
class Line:
    """A frozen line in the reader's language."""

    duty: str
    rule: str
    number: str
    place: str
    about: str
    urgent: bool
    due: datetime | None
    holder: str


@dataclass(frozen=True)
class Lines:
    """A group with its heading: how many there were, and those that have a line."""

    key: str
    label: str
    count: int
    lines: list[Line]

    @property
    def more(self) -> int:
        """How many have no line."""
        return self.count - len(self.lines)


@dataclass(frozen=True)
class Sheet:
    """The groups that have lines, and those of which only the number is told, both in their order."""

    listed: list[Lines]
    counted: list[Lines]


def sheet(found: Iterable[dict[str, Any]]) -> Sheet:
    """What was frozen, or would be now, to be read."""
    by_key = {group["group"]: group for group in found}
    groups = [
        Lines(group.value, str(group.label), by_key[group]["count"], [_line(row) for row in by_key[group]["lines"]])
        for group in Group
        if group in by_key
    ]
    return Sheet([group for group in groups if group.lines], [group for group in groups if not group.lines])


def _line(row: dict[str, Any]) -> Line:
    return Line(
        duty=rules.label(row["rule"]),
        rule=row["rule"].partition("/")[0],
        number=row["number"],
        place=row["place"],
        about=row["about"],
        urgent=row["urgent"],
        due=datetime.fromisoformat(row["due"]) if row["due"] else None,
        holder=row["holder"],
    )
