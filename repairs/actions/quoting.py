"""Quote, then consent, then work: nothing is recorded as begun on an unagreed quote (RP-5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from office import statuses
from office.models import Staff
from repairs.actions.working import current_order
from repairs.models import PriceItem, Quote, QuoteLine, Repair, Verb, WorkOrder
from repairs.models.allowed import check
from repairs.models.money import line_amount


@dataclass(frozen=True)
class Line:
    """One line as quoted: price in yuan for one unit. `named_by` is the head who named a price not on the list."""

    name: str
    kind: str
    unit: str
    quantity: Decimal
    price: Decimal
    brought: bool = False
    item: PriceItem | None = None
    named_by: Staff | None = None

    @property
    def amount(self) -> Decimal:
        return Decimal(0) if self.brought else line_amount(self.quantity, self.price)


@transaction.atomic
def quote(repair: Repair, lines: Sequence[Line], *, by: Staff, now: datetime, seen: int | None = None) -> Quote:
    """Name a price to the household, line by line; it waits for consent.

    A new quote takes the place of the one before, agreed or not. `seen` is the version of the last quote that the
    writer knew (0: none); where somebody quoted meanwhile, or nothing costs anything, raises InvalidMove.
    """
    hold(repair)
    check(repair, Verb.QUOTE)
    _refuse_if_quoted_meanwhile(repair, seen)
    total = total_of(lines)
    if not total:
        raise statuses.InvalidMove(_("A quote needs a line that costs something."))
    statuses.move(repair, Repair.Status.QUOTED, verb=Verb.QUOTE, by=by, now=now, note=_yuan(total))
    return write_quote(current_order(repair), lines, by=by, now=now)


def hold(repair: Repair) -> None:
    """Lock a repair until the transaction ends: what is read of its quotes now is still so when it moves."""
    Repair.objects.select_for_update().only("pk").get(pk=repair.pk)


def _refuse_if_quoted_meanwhile(repair: Repair, seen: int | None) -> None:
    last = current_order(repair).quotes.select_related("quoted_by").last()
    if seen is None or last is None or last.version == seen:
        return
    quoted = {"who": last.quoted_by, "when": f"{localtime(last.quoted_at):%H:%M}", "amount": f"{last.total:.2f}"}
    raise statuses.InvalidMove(_("%(who)s quoted %(amount)s yuan at %(when)s.") % quoted)


def total_of(lines: Sequence[Line]) -> Decimal:
    """Yuan: the sum of the lines, each of them to the fen."""
    return sum((line.amount for line in lines), Decimal(0))


def write_quote(
    order: WorkOrder,
    lines: Sequence[Line],
    *,
    by: Staff,
    now: datetime,
    final: bool = False,
    free: str = "",
    goodwill_with: Staff | None = None,
) -> Quote:
    """Write a quote or, with `final`, the account of the order as its next version."""
    written = Quote.objects.create(
        order=order,
        version=order.quotes.count() + 1,
        final=final,
        total=total_of(lines),
        free=free,
        goodwill_with=goodwill_with,
        quoted_at=now,
        quoted_by=by,
    )
    QuoteLine.objects.bulk_create(QuoteLine(quote=written, amount=line.amount, **vars(line)) for line in lines)
    return written


@transaction.atomic
def agree(
    repair: Repair, *, name: str, capacity: str, how: str, by: Staff, now: datetime, seen: int | None = None
) -> Quote:
    """Record who agreed to the last quote, in what capacity and how; `by` heard it.

    `seen` is the version that the household was told. Raises InvalidMove, also where it is no longer the last one.
    """
    hold(repair)
    check(repair, Verb.AGREE)
    _refuse_if_quoted_meanwhile(repair, seen)
    last = current_quote(repair)
    note = f"{_yuan(last.total)}，{name}"
    statuses.move(repair, Repair.Status.AGREED, verb=Verb.AGREE, by=by, now=now, note=note)
    last.agreed_at, last.agreed_name, last.agreed_capacity = now, name, capacity
    last.agreed_how, last.agreed_heard_by = how, by
    last.save(update_fields=["agreed_at", "agreed_name", "agreed_capacity", "agreed_how", "agreed_heard_by"])
    return last


@transaction.atomic
def refuse(repair: Repair, why: str, *, by: Staff, now: datetime) -> Repair:
    """The household does not agree: the crew stays on site without having begun. Raises InvalidMove."""
    hold(repair)
    check(repair, Verb.REFUSE)
    last = current_quote(repair)
    statuses.move(repair, Repair.Status.ON_SITE, verb=Verb.REFUSE, by=by, now=now, note=why)
    last.refused_at = now
    last.save(update_fields=["refused_at"])
    return repair


def current_quote(repair: Repair) -> Quote:
    """The last quote of the current order. Raises InvalidMove where there is none."""
    last = current_order(repair).quotes.filter(final=False).last()
    if last is None:
        raise statuses.InvalidMove(_("Nothing was quoted yet."))
    return last


def lines_of(quote: Quote) -> list[Line]:
    """The lines of a quote as they stand on it."""
    return [
        Line(row.name, row.kind, row.unit, row.quantity, row.price, row.brought, row.item, row.named_by)
        for row in quote.lines.select_related("item", "named_by")
    ]


def _yuan(amount: Decimal) -> str:
    return _("%(amount)s yuan") % {"amount": f"{amount:.2f}"}
