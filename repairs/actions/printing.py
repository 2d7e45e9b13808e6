"""Work orders go to paper, and every printing is counted (RP-3)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from office import statuses
from office.models import Staff
from repairs.actions.working import note_print
from repairs.models import Verb, WorkOrder
from repairs.models.allowed import may_start


@transaction.atomic
def print_orders(orders: Sequence[WorkOrder], *, by: Staff, now: datetime) -> None:
    """Count a printing of each of them. Raises InvalidMove, and counts none, where a repair is void; it names those."""
    void = [order.number for order in orders if not may_start(order.repair, Verb.PRINT)]
    if void:
        raise statuses.InvalidMove(_("Void, not printed any more: %(numbers)s") % {"numbers": ", ".join(void)})
    for order in orders:
        note_print(order, by=by, now=now)
