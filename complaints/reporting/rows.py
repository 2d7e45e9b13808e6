"""What a weekly report keeps of each complaint: enough to count every figure anew for whoever reads it (CP-6)."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from complaints.models import Closing, Status, Type
from office.models import Staff


@dataclass(frozen=True)
class Earlier:
    """A complaint about the same before this one (CP-7), and who may know of it."""

    number: str
    confidential: bool
    about_staff: int | None


@dataclass(frozen=True)
class Row:
    """A complaint as it stood when the week ended. Times are ISO text in the community's own zone, empty where it had
    not happened; `resolved` and `closed` say when it was in this week, `closing` how.

    `event` is the number of the complaint with which it is counted. `listed` is false where it is kept for the trend
    and the rate alone; then it says no more than they need.
    """

    number: str
    confidential: bool
    about_staff: int | None
    received: str
    event: str = ""
    valid: bool | None = None
    answered: str = ""
    answer_due: str = ""
    listed: bool = False
    status: str = ""
    type: str = ""
    department: str = ""
    building: str = ""
    place: str = ""
    text: str = ""
    resolved: str = ""
    result: str = ""
    closed: str = ""
    closing: str = ""
    round: int = 1
    earlier: tuple[Earlier, ...] = ()

    @property
    def received_at(self) -> datetime:
        """When it was received, in the community's own zone."""
        return datetime.fromisoformat(self.received)

    def get_type_display(self) -> str:
        """What it was about, in the reader's language; as of a complaint."""
        return str(Type(self.type).label)

    def get_status_display(self) -> str:
        """Where it stood at the end of the week, in the reader's language."""
        return str(Status(self.status).label)

    def get_closing_display(self) -> str:
        """How it was closed in the week, in the reader's language."""
        return str(Closing(self.closing).label)

    @property
    def counts(self) -> bool:
        """Whether it is counted itself, and not with another about the same event (QA-2)."""
        return not self.event

    @property
    def time(self) -> int:
        """The how-many-th complaint about the same it is (CP-7)."""
        return len(self.earlier) + 1

    def kept(self) -> dict[str, Any]:
        """As the report keeps it."""
        return {**asdict(self), "earlier": [asdict(before) for before in self.earlier]}

    @classmethod
    def read(cls, kept: dict[str, Any]) -> "Row":
        """As it was kept."""
        return cls(**{**kept, "earlier": tuple(Earlier(**before) for before in kept["earlier"])})


def for_reader(kept: Iterable[dict[str, Any]], user: Staff) -> list[Row]:
    """The rows of a report that this reader may know of: never those about himself, confidential ones with the right
    to them. What recurs is counted from the same.
    """
    may = user.has_perm("office.view_confidential")

    def known(row: Row | Earlier) -> bool:
        return row.about_staff != user.pk and (may or not row.confidential)

    rows = filter(known, map(Row.read, kept))
    return [replace(row, earlier=tuple(filter(known, row.earlier))) for row in rows]
