"""What a case is made of beside itself: its place, orders, quotes, completions, callbacks, notices."""

from dataclasses import dataclass, field

from frontdesk.demo.copying import NULL
from frontdesk.demo.kinds import Bill
from frontdesk.demo.ledger import Owed
from frontdesk.demo.team import Worker


@dataclass(slots=True)
class Order:
    """A work order of the case; None and NULL for what has not happened."""

    key: str
    sequence: int
    crew: list[Worker] = field(default_factory=list)
    department: str = NULL
    dispatched: int | None = None
    dispatched_by: str = NULL
    told_how: str = ""
    accepted: int | None = None
    arrived: int | None = None
    findings: str = ""
    finished: int | None = None
    made_safe: bool = False
    signed_name: str = ""
    signed_capacity: str = ""
    unsigned: str = ""
    unsigned_why: str = ""
    ticked: str = ""
    printed: int = 0
    returned: int | None = None
    returned_to: str = NULL
    quotes: int = 0
    paid: bool = False


@dataclass(slots=True)
class Quoted:
    """A quote as it stands; with `final` the account of its order."""

    version: int
    bill: Bill
    at: int
    by: str
    final: bool = False
    free: str = ""
    goodwill_with: str = NULL
    agreed: int | None = None
    agreed_name: str = ""
    agreed_capacity: str = ""
    agreed_how: str = ""
    heard_by: str = NULL


@dataclass(slots=True)
class Call:
    """A callback that is owed, and what came of it."""

    key: str
    step: str
    owed: Owed
    completion: "Completion"
    tries: list[int] = field(default_factory=list)
    made: int | None = None
    made_by: str = NULL
    how: str = ""
    spoke_with: str = ""
    said: str = ""
    scores: tuple[str, ...] = (NULL,) * 5
    notice: str = NULL


@dataclass(slots=True)
class Completion:
    """Something was completed; `swept` once its callbacks are made."""

    key: str
    order: Order
    round: int
    at: int
    urgent: bool
    swept: bool = False
    calls: list[Call] = field(default_factory=list)


@dataclass(slots=True)
class Notice:
    """A rectification notice; work is settled by finishing it."""

    key: str
    number: str
    fault: str
    text: str
    to: Worker
    ordered: int
    ordered_by: str
    served: int | None = None
    settled: int | None = None
    answer: str = ""


@dataclass(slots=True)
class Place:
    """Where it is: text of the keys, and how it is spoken."""

    unit_id: str
    building_id: str
    name: str
    common: bool
    warranty: bool
