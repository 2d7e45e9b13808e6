"""What we start ourselves. In this part: making callbacks and recording them."""

from visits.actions.attempting import note_attempt
from visits.actions.calling import Said, record, release
from visits.actions.following_up import follow_up, pending_follow_ups
from visits.actions.rounds import AlreadyMade, NotByTheCrew, opened

__all__ = [
    "AlreadyMade",
    "NotByTheCrew",
    "Said",
    "follow_up",
    "note_attempt",
    "opened",
    "pending_follow_ups",
    "record",
    "release",
]
