"""Rows for tests: categories, prices, repairs, work orders. Bare rows: what an action makes with them is not here."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from office import numbers
from office.models import Staff, Unit
from office.tests.factories import MONDAY
from owners.models import Contact
from owners.tests.factories import make_contact
from repairs.models import Category, PriceItem, Repair, WorkOrder

_next = count(1)


def make_category(name: str = "", **fields: Any) -> Category:
    """A leaf of the tree that can be chosen: not urgent, no leak, no safety installation."""
    group = fields.pop("parent", None) or Category.objects.create(name=f"Group {next(_next)}")
    return Category.objects.create(**{"parent": group, "name": name or f"Category {next(_next)}", **fields})


def make_price(**fields: Any) -> PriceItem:
    """A line of the price list: 50 yuan an hour of labour."""
    line = {"name": f"Labour {next(_next)}", "unit": "h", "price": Decimal("50.00"), "valid_from": date(2026, 1, 1)}
    return PriceItem.objects.create(**{**line, **fields})


def make_repair(
    *, category: Category | None = None, unit: Unit | None = None, contact: Contact | None = None, **fields: Any
) -> Repair:
    """A repair reported by telephone on MONDAY; urgency and marks are its category's. No promise is made with it."""
    category = category or make_category()
    contact = contact or make_contact(unit=unit, community=fields.get("community"))
    return Repair.objects.create(
        **{
            "number": numbers.take("R", MONDAY.date()),
            "kind": category.kind,
            "community": contact.community,
            "building": unit.building if unit else None,
            "unit": unit,
            "place": unit.number if unit else "Building 3, lift",
            "contact": contact,
            "caller_name": contact.name,
            "caller_capacity": contact.capacity,
            "caller_phone": contact.phone,
            "channel": contact.channel,
            "category": category,
            "problem": "The door handle is broken.",
            **{mark: getattr(category, mark) for mark in ("urgent", "leak", "safety")},
            "reported_at": MONDAY,
            "recorded_at": MONDAY,
            "taken_by": contact.taken_by,
            **fields,
        }
    )


def make_order(repair: Repair, *, crew: Iterable[Staff] = (), **fields: Any) -> WorkOrder:
    """The next work order of a repair, dispatched to `crew`."""
    sequence = repair.orders.count() + 1
    order = WorkOrder.objects.create(
        **{"repair": repair, "sequence": sequence, "number": f"{repair.number}-{sequence}", **fields}
    )
    order.crew.set(crew)
    return order
