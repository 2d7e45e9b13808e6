"""The rows of the reception's lists: each with what is due on it now, and in whose hands that is."""

from collections.abc import Iterable
from typing import Any

from office.models import Promise


def with_due(rows: Iterable[Any]) -> list[Any]:
    """The rows, each with `due`: its open promise that comes first, or nothing. One statement for all of them."""
    found = list(rows)
    open_ones = Promise.objects.open().filter(subject__in=[row.number for row in found])
    pressing: dict[str, Promise] = {}
    for promise in open_ones.select_related("holder", "department").order_by("due_at", "pk"):
        pressing.setdefault(promise.subject, promise)
    for row in found:
        row.due = pressing.get(row.number)
    return found
