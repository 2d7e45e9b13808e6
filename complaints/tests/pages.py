"""Asking for the pages of a complaint's verbs."""

from typing import Any
from uuid import uuid4

from django.test import Client

from complaints.models import Complaint


def address(complaint: Complaint, verb: str) -> str:
    return f"/complaints/{complaint.number}/{verb}/"


def post(client: Client, complaint: Complaint, verb: str, **data: Any) -> Any:
    return client.post(address(complaint, verb), {"form_key": uuid4(), **data})


def text(client: Client, complaint: Complaint, verb: str) -> str:
    """What the page of the verb says."""
    response = client.get(address(complaint, verb))
    assert response.status_code == 200
    return response.content.decode()


def seen(client: Client, complaint: Complaint, verb: str) -> int:
    """The last change that the page of the verb knows of."""
    key: int = client.get(address(complaint, verb)).context["form"].last.pk
    return key


def refused(response: Any) -> tuple[int, dict[str, list[str]]]:
    """With which status a page came back, and what it says at which field."""
    return response.status_code, dict(response.context["form"].errors)


def told(client: Client, complaint: Complaint) -> list[str]:
    """What the desk is told on the next page."""
    return [str(message) for message in client.get(f"/{complaint.number}/").context["messages"]]


def status(complaint: Complaint) -> str:
    return Complaint.objects.get(pk=complaint.pk).status
