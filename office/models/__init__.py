from office.models.history import Move
from office.models.ledger import Alert, Promise, Tally, TallyDelta
from office.models.limits import TimeLimit
from office.models.machinery import Counter, Heartbeat, Notice, OutboxMessage
from office.models.places import Building, Community, Department, Unit
from office.models.staff import Role, Staff

__all__ = [
    "Alert",
    "Building",
    "Community",
    "Counter",
    "Department",
    "Heartbeat",
    "Move",
    "Notice",
    "OutboxMessage",
    "Promise",
    "Role",
    "Staff",
    "Tally",
    "TallyDelta",
    "TimeLimit",
    "Unit",
]
