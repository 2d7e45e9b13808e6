"""Reads what stands on printed work orders: for all of them together, one statement for each kind of fact."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from office.models import Department, Move, Promise, Staff
from repairs import qr
from repairs.models import PriceItem, Quote, Repair, Verb, WorkOrder
from repairs.sheets.sheet import SUPERSEDES, Sheet


def of_orders(orders: QuerySet[WorkOrder], address: Callable[[WorkOrder], str]) -> list[Sheet]:
    """Give the sheets of these orders; `address` says what the code on an order opens."""
    rows = list(with_all(orders))
    repairs = [order.repair for order in rows]
    crews, departments, due = crews_of(rows), engineering_of(repairs), due_of(repairs)
    prices, moves = prices_of(repairs), moves_of(repairs)
    return [
        Sheet(
            order=order,
            qr=qr.svg(address(order), _("Scan to open this order")),
            crew=crews[order.pk],
            department=order.department or departments.get(order.repair.community_id),
            due_at=due.get(order.repair.number),
            quote=valid_quote(order),
            prices=[item for item in prices if fits(item, order.repair)],
            moves=moves[order.repair.number],
        )
        for order in rows
    ]


def with_all(orders: QuerySet[WorkOrder]) -> QuerySet[WorkOrder]:
    """Add what an order says of itself, its quotes with their lines, and `newest`, the valid order of its repair."""
    newest = WorkOrder.objects.filter(repair=OuterRef("repair")).order_by("-sequence")
    quotes = Quote.objects.select_related("agreed_heard_by").prefetch_related("lines").order_by("version")
    shown = ("repair__community", "repair__category__parent", "repair__taken_by", "repair__joined_to", "department")
    return (
        orders.select_related(*shown)
        .annotate(newest=Subquery(newest.values("number")[:1]))
        .prefetch_related(Prefetch("quotes", quotes))
    )


def valid_quote(order: WorkOrder) -> Quote | None:
    """The last quote or the account of an order, unless the household refused it."""
    last = next(reversed(order.quotes.all()), None)
    return last if last and not last.refused_at else None


def crews_of(orders: Sequence[WorkOrder]) -> dict[int, list[Staff]]:
    """Who goes with each order, whoever was named first comes first."""
    crews: dict[int, list[Staff]] = defaultdict(list)
    sent = WorkOrder.crew.through.objects.filter(workorder__in=orders).select_related("staff").order_by("pk")
    for row in sent:
        crews[row.workorder_id].append(row.staff)
    return crews


def engineering_of(repairs: Sequence[Repair]) -> dict[int, Department]:
    """By community, the department whose phones stand on an order that nobody has got yet."""
    found = Department.objects.filter(
        community__in={repair.community_id for repair in repairs}, kind=Department.Kind.ENGINEERING
    )
    return {department.community_id: department for department in found}


def due_of(repairs: Sequence[Repair]) -> dict[str, datetime | None]:
    """By number, when the work is to be finished (RP-9)."""
    owed = Promise.objects.open().filter(subject__in=[repair.number for repair in repairs], rule__startswith="RP-9/")
    return dict(owed.values_list("subject", "due_at"))


def prices_of(repairs: Sequence[Repair]) -> list[PriceItem]:
    """The lines of the price list for the categories of these repairs and the groups that those belong to."""
    categories = {pk for repair in repairs for pk in (repair.category_id, repair.category.parent_id)}
    somewhere = Q(community__in={repair.community_id for repair in repairs}) | Q(community=None)
    listed = PriceItem.objects.filter(somewhere, category__in=categories - {None}, retired_on=None)
    return list(listed.order_by("position", "pk"))


def fits(item: PriceItem, repair: Repair) -> bool:
    """Whether a line of the price list is for this repair."""
    here = item.community_id in (None, repair.community_id)
    return here and item.category_id in (repair.category_id, repair.category.parent_id)


def moves_of(repairs: Sequence[Repair]) -> dict[str, list[Move]]:
    """By number, the printings and what supersedes them, in their order."""
    moves: dict[str, list[Move]] = defaultdict(list)
    verbs = [Verb.PRINT, *SUPERSEDES]
    happened = Move.objects.filter(subject__in=[repair.number for repair in repairs], verb__in=verbs)
    for move in happened.select_related("by").order_by("pk"):
        moves[move.subject].append(move)
    return moves
