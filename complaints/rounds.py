"""The rounds of a complaint: what was done in each, and what the owner said when he was called back (CB-11, CP-4)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from complaints.models import Callback, Complaint, Verb
from office.models import Move, Staff


@dataclass
class Round:
    """One round: `result` is what was done, when and by whom (None: not yet); the callbacks newest first."""

    number: int
    result: str = ""
    at: datetime | None = None
    by: Staff | None = None
    callbacks: list[Callback] = field(default_factory=list)


def rounds(complaint: Complaint, moves: Iterable[Move]) -> list[Round]:
    """The rounds in which anything was done, the newest first, from what happened (`moves`, oldest first); one
    statement. What was done last stands in full. A round that began after `complaint` was read is one as well.
    """
    found = {number: Round(number) for number in range(1, complaint.round + 1)}
    number, last = 1, None
    for move in moves:
        if move.verb == Verb.REOPEN:
            number += 1
        elif move.verb == Verb.RESOLVE:
            last = found.setdefault(number, Round(number))
            last.result, last.at, last.by = move.note, move.at, move.by
    if last:
        last.result = complaint.result
    for callback in complaint.callbacks.select_related("by").order_by("-pk"):
        found.setdefault(callback.round, Round(callback.round)).callbacks.append(callback)
    newest_first = sorted(found.values(), key=lambda row: row.number, reverse=True)
    return [row for row in newest_first if row.at or row.callbacks]
