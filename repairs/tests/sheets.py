"""Looking at printed work orders in tests."""

from typing import Any

from django.test import Client

from office.models import Staff
from office.tests.factories import make_staff
from repairs.models import WorkOrder
from repairs.sheets.sheet import Sheet

ADDRESS = "/repairs/print/"
BURST = "厨房给水管爆裂，总阀已关。水柱喷出，橱柜里有积水。"


def sign_in(client: Client, *roles: str, **fields: Any) -> Staff:
    """Somebody who reads English is signed in."""
    staff = make_staff(*roles, **{"language": "en", **fields})
    client.force_login(staff)
    return staff


def look(client: Client, *orders: WorkOrder) -> Any:
    """Look at the sheets of these orders."""
    return client.get(ADDRESS, {"order": [order.number for order in orders]})


def press(client: Client, *orders: WorkOrder) -> Any:
    """Press Print: the answer is the page that shows what was counted."""
    return client.post(ADDRESS, {"order": [order.number for order in orders]}, follow=True)


def sheet_of(response: Any) -> Sheet:
    """The one sheet that a page shows."""
    sheet: Sheet
    (sheet,) = response.context["sheets"]
    return sheet


def printed(*orders: WorkOrder) -> list[int]:
    """How often each was printed."""
    return [WorkOrder.objects.get(pk=order.pk).printed for order in orders]
