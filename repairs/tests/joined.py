"""Reports that are one job, for tests."""

from datetime import timedelta
from typing import Any

from office.models import Unit
from office.tests.factories import MONDAY, make_staff, make_unit
from owners.tests.factories import make_contact
from repairs import actions
from repairs.models import Repair
from repairs.tests.factories import make_category, make_registered

SOON = MONDAY + timedelta(minutes=10)


def make_pair(**fields: Any) -> tuple[Repair, Repair]:
    """Two open reports of the same kind from two homes of one building: the job, and what could be part of it."""
    category = fields.pop("category", None) or make_category()
    return (
        make_registered(unit=make_unit("3-2-501"), category=category, **fields),
        make_registered(unit=make_unit("3-2-502"), category=category),
    )


def make_joined(lead: Repair, unit: Unit | None = None, **fields: Any) -> Repair:
    """A report from another home that joined the job of `lead` at `now`, ten minutes later unless told otherwise."""
    now = fields.pop("now", SOON)
    contact = make_contact(unit=unit, community=lead.community, at=now)
    number = f"R-20261123-9{lead.joined.count():03d}"
    said = {"category": lead.category, "problem": "No water either.", "reported_at": now, "channel": "hotline"}
    place = {"place": unit.number if unit else "3-2-502", "caller_name": contact.name, "caller_phone": contact.phone}
    report = Repair(number=number, community=lead.community, unit=unit, **{**said, **place, **fields})
    actions.enter_joined(report, contact, lead, by=make_staff(community=lead.community), now=now)
    return report
