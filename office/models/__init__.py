from office.models.access import Access
from office.models.duty import Duty, Shift, ShiftChange
from office.models.history import Move
from office.models.ledger import Alert, Promise, Tally, TallyDelta
from office.models.limits import TimeLimit
from office.models.machinery import Counter, Heartbeat, Notice, OutboxMessage
from office.models.outside import OutsideNumber, ToldOutside
from office.models.places import Building, Community, Department, Unit
from office.models.staff import Role, Staff
from office.models.stops import PlannedStop

__all__ = [
    "Access",
    "Alert",
    "Building",
    "Community",
    "Counter",
    "Department",
    "Duty",
    "Heartbeat",
    "Move",
    "Notice",
    "OutboxMessage",
    "OutsideNumber",
    "PlannedStop",
    "Promise",
    "Role",
    "Shift",
    "ShiftChange",
    "Staff",
    "Tally",
    "TallyDelta",
    "TimeLimit",
    "ToldOutside",
    "Unit",
]
