"""The problems of the estate with their categories as they are marked, their trades and their bills."""

from dataclasses import dataclass
from decimal import Decimal

from frontdesk.demo.copying import NO, NULL, YES
from frontdesk.demo.data.problems import PROBLEMS, Problem
from frontdesk.demo.data.team import TRADES
from repairs.models import Category, PriceItem
from repairs.models.money import line_amount


@dataclass(slots=True)
class Bill:
    """What a job costs: its total, and each line as COPY takes it, after the key of the quote."""

    total: str
    lines: list[str]


@dataclass(slots=True)
class Kind:
    """A problem and its category; `bills` with our materials and with those of the household."""

    problem: Problem
    category_id: str
    kind: str
    trade: str
    urgent: bool
    leak: bool
    safety: bool
    ours: bool
    bills: list[Bill]


def known_kinds() -> dict[str, Kind]:
    """Every problem by the name of its category."""
    prices = {price.name: price for price in PriceItem.objects.filter(retired_on=None)}
    leaves = {row.name: row for row in Category.objects.exclude(parent=None).select_related("parent")}
    return {problem.category: _kind(problem, leaves[problem.category], prices) for problem in PROBLEMS}


def _kind(problem: Problem, category: Category, prices: dict[str, PriceItem]) -> Kind:
    root = category.parent or category
    bill = [(prices[name], Decimal(quantity)) for name, quantity in problem.bill]
    return Kind(
        problem,
        str(category.pk),
        category.kind,
        TRADES[root.name],
        category.urgent,
        category.leak,
        category.safety,
        category.ours,
        [_bill(bill, brought=False), _bill(bill, brought=True)] if bill else [],
    )


def _bill(lines: list[tuple[PriceItem, Decimal]], *, brought: bool) -> Bill:
    """The lines of a bill; what the household brought itself stands on it at 0."""
    total, rows = Decimal(0), []
    for item, quantity in lines:
        price = item.price or Decimal(0)
        theirs = brought and item.kind == PriceItem.Kind.MATERIAL
        amount = Decimal(0) if theirs else line_amount(quantity, price)
        total += amount
        flag = YES if theirs else NO
        values = item.pk, item.name, item.kind, item.unit, quantity, price, flag, amount, NULL
        rows.append("\t".join(map(str, values)))
    return Bill(f"{total:.2f}", rows)
