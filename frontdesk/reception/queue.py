"""The live queue beside the reception screen: what nobody has yet, and what is due next."""

from datetime import datetime
from typing import Any

from frontdesk import board
from office.models import Staff

SHOWN = 6


def queue(user: Staff, now: datetime) -> dict[str, Any]:
    """What waits for somebody to be sent and the most pressing promises; two statements."""
    unassigned = list(board.unassigned(user)[:SHOWN])
    pressing = list(board.promises(user, "", now)[:SHOWN])
    return {
        "now": now,
        "unassigned": [(repair, now - repair.reported_at) for repair in unassigned],
        "pressing": pressing,
    }
