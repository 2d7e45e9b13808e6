"""The weekly report on complaints 投诉周报 (CP-6): collected, made, read, summed up, signed off."""

from complaints.reporting.making import make, make_reports, pending_reports, remake
from complaints.reporting.signing import AlreadySigned, NotSummedUp, sign, sum_up

__all__ = [
    "AlreadySigned",
    "NotSummedUp",
    "make",
    "make_reports",
    "pending_reports",
    "remake",
    "sign",
    "sum_up",
]
