"""Finished jobs and rectification notices for tests, brought there by the actions."""

from datetime import timedelta
from typing import Any

from office.models import Staff
from office.tests.factories import MONDAY, make_staff
from repairs import actions
from repairs.actions import Signature
from repairs.actions.rectifying import rectification_number
from repairs.actions.working import current_order
from repairs.models import Rectification, Repair
from repairs.tests.jobs import crew_of, make_on_site

DONE = MONDAY + timedelta(hours=1)
ORDERED = MONDAY + timedelta(hours=6)


def make_done(*crew: Staff, **fields: Any) -> Repair:
    """A job finished free of charge an hour after the report."""
    repair = make_on_site(*crew, **fields)
    signed = Signature(name="王小明", capacity="owner")
    by = crew[0] if crew else crew_of(repair)
    return actions.finish(
        repair, findings="New handle", signature=signed, by=by, now=DONE, finished_at=DONE, free="common"
    )


def make_notice(
    repair: Repair | None = None, *, fault: str = "manner", text: str = "He smoked.", by: Staff | None = None
) -> Rectification:
    """A notice ordered six hours after the report because of the newest order of a finished job."""
    repair = repair or make_done()
    caller = by or make_staff(community=repair.community)
    number = rectification_number(repair, ORDERED)
    order = current_order(repair)
    return actions.order_rectification(repair, fault, text, order=order, number=number, by=caller, now=ORDERED)
