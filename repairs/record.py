"""Everything that the page of one repair says, read in six statements beside the repair itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from office.models import Move, Promise, Staff, ToldOutside
from repairs.alike import rising
from repairs.models import Quote, Rectification, Repair, SharedFault, Verb, WorkOrder
from repairs.progress import progress
from repairs.steps import GATES, next_steps

WORDS = dict(Verb.choices)


def context(repair: Repair, user: Staff, now: datetime) -> dict[str, Any]:
    """What `repairs/repair_record.html` shows of a repair that was read `for_page()`."""
    orders = _orders(repair)
    promised = _promises(repair, user)
    moves = list(Move.objects.filter(subject=repair.number).select_related("by").order_by("-pk"))
    open_promises = [row for row in promised if row.is_open]
    primary, others = next_steps(repair, user, open_promises, orders[-1].number if orders else "")
    return {
        "repair": repair,
        "now": now,
        "orders": orders,
        "order": orders[-1] if orders else None,
        "quote": _last_quote(repair),
        "finishing": next((row for row in open_promises if row.rule.startswith("RP-9/")), None),
        "promises": promised,
        "stages": progress(repair, moves) if repair.status != Repair.Status.JOINED else [],
        **_together(repair, moves, now),
        "told_outside": list(ToldOutside.objects.filter(subject=repair.number).select_related("by").order_by("pk")),
        "moves": [(move, WORDS.get(move.verb, move.verb)) for move in moves],
        "notices": _notices(repair, moves),
        "primary": primary,
        "gate": GATES.get(repair.status, ""),
        "others": others,
        "may_reveal": bool(repair.caller_phone) and user.has_perm("owners.reveal_phone"),
    }


def _orders(repair: Repair) -> list[WorkOrder]:
    """The work orders with the names of their crews, the first first."""
    sent = WorkOrder.crew.through.objects.filter(workorder=OuterRef("pk")).order_by("pk")
    rows = repair.orders.select_related("department").annotate(crew_names=ArraySubquery(sent.values("staff__name")))
    return list(rows.order_by("sequence"))


def _last_quote(repair: Repair) -> Quote | None:
    """The last quote or account of the newest order that has one, with its lines."""
    rows = Quote.objects.filter(order__repair=repair).select_related("agreed_heard_by").prefetch_related("lines")
    return rows.order_by("order__sequence", "version").last()


def _notices(repair: Repair, moves: Sequence[Move]) -> list[Rectification]:
    """The rectification notices, asked for only where the history tells of one."""
    if not any(move.verb == Verb.RECTIFY for move in moves):
        return []
    return list(repair.rectifications.select_related("to").order_by("pk"))


def _together(repair: Repair, moves: Sequence[Move], now: datetime) -> dict[str, Any]:
    """What it has to do with other reports of the same fault, and how often it was urged (RP-10)."""
    return {
        "urged": sum(move.verb == Verb.URGE for move in moves),
        "joined": _joined(repair, moves),
        "fault": SharedFault.objects.filter(lead=repair).first() if repair.is_shared else None,
        "rising": _rising(repair, now),
    }


def _joined(repair: Repair, moves: Sequence[Move]) -> list[Repair]:
    """The reports that are one job with this one, asked for only where the history tells of one (RP-10)."""
    if not any(move.verb == Verb.JOIN for move in moves):
        return []
    return list(repair.joined.order_by("reported_at", "pk"))


def _rising(repair: Repair, now: datetime) -> list[Repair]:
    """The reports of one fault that may be shared, while nobody has been sent to this one."""
    if repair.status != Repair.Status.REGISTERED or repair.is_shared:
        return []
    return rising(repair.building, repair.category, now=now)


def _promises(repair: Repair, user: Staff) -> list[Promise]:
    """What was promised on it: the open ones by when they are due, waiting ones after them, the ended ones last."""
    rows = Promise.objects.visible_to(user).of(repair.number).select_related("holder", "department", "limit")
    found = list(rows)
    for row in found:
        row.community = repair.community
    return sorted(found, key=_pressing)


def _pressing(row: Promise) -> tuple[bool, bool, datetime, int]:
    return not row.is_open, row.due_at is None, row.due_at or row.made_at, row.pk
