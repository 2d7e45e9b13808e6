"""What we start ourselves. In this part: making callbacks and recording them."""

from visits.actions.calling import AlreadyMade, NotByTheCrew, Said, note_attempt, record, release
from visits.actions.following_up import follow_up, pending_follow_ups

__all__ = [
    "AlreadyMade",
    "NotByTheCrew",
    "Said",
    "follow_up",
    "note_attempt",
    "pending_follow_ups",
    "record",
    "release",
]
