"""Rows for tests: categories, prices, repairs, work orders. Bare rows, but for what its name says an action made."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from office import numbers, promises
from office.models import Move, Promise, Role, Staff, Unit
from office.tests.factories import MONDAY, home, make_staff
from owners.models import Capacity, Channel, Contact, Subject
from owners.tests.factories import PHONE, make_contact
from repairs import actions
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


def make_registered(
    *, category: Category | None = None, unit: Unit | None = None, by: Staff | None = None, **fields: Any
) -> Repair:
    """A repair taken on MONDAY by the action, with everything that it promises."""
    community = fields.pop("community", None) or (unit.community if unit else home())
    taken_by = by or make_staff(Role.RECEPTION, community=community)
    now = fields.pop("now", MONDAY)
    said = {"channel": Channel.HOTLINE, "name": "王小明", "capacity": Capacity.OWNER, "phone": PHONE}
    contact = Contact(community=community, subject=Subject.REPAIR, at=now, unit=unit, **said)
    repair = Repair(
        **{
            "community": community,
            "unit": unit,
            "building": unit.building if unit else None,
            "place": unit.number if unit else "Building 3, lift",
            "caller_name": contact.name,
            "caller_capacity": contact.capacity,
            "caller_phone": contact.phone,
            "channel": contact.channel,
            "category": category or make_category(),
            "problem": "The door handle is broken.",
            "reported_at": now,
            **fields,
        }
    )
    return enter(repair, contact, by=taken_by, now=now)


def enter(repair: Repair, contact: Contact, *, by: Staff, now: datetime) -> Repair:
    """Enter an unsaved repair with its unsaved contact, under the day's next numbers, as the reception screen does."""
    day = repair.community.local(now).date()
    contact.number, repair.number = numbers.take_several(["J", "R"], day)
    contact.taken_by = by
    contact.save(force_insert=True)
    promises.make(actions.enter(repair, contact, by=by, now=now), by=by, now=now)
    return repair


def make_dispatched(*crew: Staff, **fields: Any) -> Repair:
    """A repair registered on MONDAY and dispatched five minutes later to `crew`, or to somebody."""
    repair = make_registered(**fields)
    sent = crew or (make_staff(Role.CREW, community=repair.community),)
    return actions.dispatch(repair, sent, by=repair.taken_by, now=MONDAY + timedelta(minutes=5))


def owes(repair: Repair) -> dict[str, str]:
    """What a repair owes now: each open rule and when it is due by the community's clock (empty: not yet)."""
    rows = Promise.objects.open().of(repair.number).order_by("due_at", "rule")
    return {row.rule: f"{repair.community.local(row.due_at):%m-%d %H:%M}" if row.due_at else "" for row in rows}


def history(repair: Repair) -> list[tuple[str, str, str]]:
    """What happened to a repair, oldest first: verb, status after it, note."""
    return list(Move.objects.filter(subject=repair.number).order_by("pk").values_list("verb", "new", "note"))
