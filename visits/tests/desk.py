"""The callback desk as a browser speaks to it."""

from typing import Any

from django.urls import reverse

from office.models import Move, Promise
from repairs.models import Rectification
from visits.models import Attempt, Callback

LIST = "/callbacks/"


def address(row: Callback) -> str:
    return reverse("visits:callback", args=[row.pk])


def release(row: Callback) -> str:
    return reverse("visits:release", args=[row.pk])


def answers(**fields: Any) -> dict[str, Any]:
    """A form of a satisfied household on the telephone."""
    typed = {"outcome": "reached", "overall": "5", "said": "Works well.", "spoke_with": "王小明", "how": "phone"}
    return {"form_key": "7b0c8d3e-3f0e-4c9b-8a55-0d5f3b1f2a11", **typed, **fields}


def told(response: Any) -> list[str]:
    """What the page says at its top."""
    return [str(message) for message in response.context["messages"]]


def row_counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Attempt, Move, Promise, Rectification))
