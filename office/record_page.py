"""What every record's page says beside its facts: what was promised on it, and what happened."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from office.models import Community, Move, Promise, Staff


def context(
    number: str, community: Community, user: Staff, now: datetime, *, words: Mapping[str, Any]
) -> dict[str, Any]:
    """For the pieces `desk/_promises.html` and `desk/_timeline.html`; two statements.

    `words` are what the verbs of this kind of record are called.
    """
    moves = Move.objects.filter(subject=number).select_related("by").order_by("-pk")
    return {
        "now": now,
        "promises": promises(number, community, user),
        "moves": [(move, words.get(move.verb, move.verb)) for move in moves],
    }


def promises(number: str, community: Community, user: Staff) -> list[Promise]:
    """What was promised: the open ones by when they are due, waiting ones after them, the ended ones last."""
    rows = Promise.objects.visible_to(user).of(number).select_related("holder", "department", "limit")
    found = list(rows)
    for row in found:
        row.community = community
    return sorted(found, key=_pressing)


def _pressing(row: Promise) -> tuple[bool, bool, datetime, int]:
    return not row.is_open, row.due_at is None, row.due_at or row.made_at, row.pk
