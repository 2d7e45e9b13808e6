"""Jobs for tests, brought by the actions to where the work stands."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from office.models import Role, Staff
from office.tests.factories import MONDAY, make_staff
from repairs import actions
from repairs.actions import Line
from repairs.actions.working import current_order
from repairs.models import PriceItem, Repair
from repairs.tests.factories import make_dispatched

ARRIVED = MONDAY + timedelta(minutes=20)
QUOTED = MONDAY + timedelta(minutes=30)
AGREED = MONDAY + timedelta(minutes=40)
LATER = MONDAY + timedelta(hours=2)


def line(name: str = "Valve", quantity: str = "1", price: str = "26.00", **fields: Any) -> Line:
    """A line of material, a piece at 26 yuan."""
    said = {"kind": PriceItem.Kind.MATERIAL, "unit": "pc", "quantity": Decimal(quantity), "price": Decimal(price)}
    return Line(**{"name": name, **said, **fields})


def crew_of(repair: Repair) -> Staff:
    """The one in whose hands the job is."""
    return current_order(repair).crew.get()


def make_on_site(*crew: Staff, **fields: Any) -> Repair:
    """A job of `crew`, who arrived twenty minutes after the report."""
    repair = make_dispatched(*crew, **fields)
    return actions.arrive(repair, by=crew[0] if crew else crew_of(repair), now=ARRIVED)


def make_quoted(*crew: Staff, lines: list[Line] | None = None, **fields: Any) -> Repair:
    """A job quoted half an hour after the report: a valve at 26 yuan and an hour of labour at 40."""
    repair = make_on_site(*crew, **fields)
    quoted = lines or [line(), line("Labour", price="40.00", kind=PriceItem.Kind.LABOUR, unit="h")]
    actions.quote(repair, quoted, by=crew[0] if crew else crew_of(repair), now=QUOTED)
    return repair


def make_agreed(*crew: Staff, **fields: Any) -> Repair:
    """A job to whose quote (66 yuan) the caller agreed by telephone."""
    repair = make_quoted(*crew, **fields)
    reception = make_staff(Role.RECEPTION, community=repair.community)
    actions.agree(repair, name="王小明", capacity="owner", how="phone", by=reception, now=AGREED)
    return repair


def typed(*rows: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What a browser sends for these lines of a quote, written after no other one."""
    data = {f"lines-{number}-{name}": value for number, row in enumerate(rows) for name, value in row.items()}
    return {"seen": "0", **data, "lines-TOTAL_FORMS": str(len(rows)), "lines-INITIAL_FORMS": "0", **more}


def listed(item: PriceItem, quantity: str = "1", **more: Any) -> dict[str, Any]:
    """A line taken from the price list, as it is typed."""
    return {"row": "listed", "item": item.pk, "quantity": quantity, **more}


def by_hand(name: str = "Special bend", quantity: str = "1", **more: Any) -> dict[str, Any]:
    """A line that is not on the list, as it is typed: who named the price is missing unless it is given."""
    return {"row": "by_hand", "name": name, "kind": "material", "unit": "pc", "quantity": quantity, **more}
