"""Signing in and asking for pages, for tests of the desk's pages."""

from typing import Any

from django.test import Client

from office.models import Role, Staff
from office.tests.factories import make_community, make_staff
from repairs.models import Repair


def desk(user: Staff | str = Role.RECEPTION, **fields: Any) -> Client:
    """Somebody signed in, by role or as himself; the pages speak English."""
    client = Client()
    client.force_login(user if isinstance(user, Staff) else make_staff(user, language="en", **fields))
    return client


def elsewhere(role: str = Role.MANAGER) -> Client:
    """Somebody of another estate."""
    return desk(role, community=make_community())


def said(client: Client, repair: Repair) -> list[str]:
    """What the desk is told on the next page."""
    response = client.get(f"/{repair.number}/")
    return [str(message) for message in response.context["messages"]]
