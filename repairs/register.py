"""A page of the register 报修(服务)汇总表: newest first, without ever counting the whole of it."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery

from repairs.models import Quote, Repair, WorkOrder
from repairs.models.repairs import RepairQuerySet

ROWS = 40


@dataclass(frozen=True)
class Page:
    """The rows of one page, and whether there are older ones."""

    rows: list[Repair]
    older: bool


def page(repairs: RepairQuerySet, mark: tuple[datetime, int] | None) -> Page:
    """The newest repairs, or those behind `mark` (when the last one shown was reported, and its key); one statement."""
    if mark:
        at, key = mark
        repairs = repairs.filter(reported_at__lte=at).exclude(reported_at=at, pk__gte=key)
    rows = list(_with_columns(repairs).order_by("-reported_at", "-pk")[: ROWS + 1])
    return Page(rows[:ROWS], len(rows) > ROWS)


def _with_columns(repairs: RepairQuerySet) -> RepairQuerySet:
    """Adds what the register says of the newest work order: number, crew, amount, when the paper came back."""
    newest = WorkOrder.objects.filter(repair=OuterRef("pk")).order_by("-sequence")
    crew = WorkOrder.crew.through.objects.filter(workorder=OuterRef("order_pk")).order_by("pk")
    account = Quote.objects.filter(order__repair=OuterRef("pk"), final=True).order_by("-pk")
    return (
        repairs.with_urged()
        .select_related("category__parent")
        .annotate(
            order_pk=Subquery(newest.values("pk")[:1]),
            order_number=Subquery(newest.values("number")[:1]),
            order_back_at=Subquery(newest.values("returned_at")[:1]),
            amount=Subquery(account.values("total")[:1]),
        )
        .annotate(crew_names=ArraySubquery(crew.values("staff__name")))
    )
