"""Signing in and asking for pages, for the tests of the reception's cases; the pages speak English."""

from typing import Any

from django.test import Client

from office.models import Role, Staff
from office.tests.factories import make_community, make_staff


def browser(user: Staff | str = Role.RECEPTION, **fields: Any) -> Client:
    """Somebody signed in, by role or as himself."""
    person = user if isinstance(user, Staff) else make_staff(user, **fields)
    Staff.objects.filter(pk=person.pk).update(language="en")
    client = Client()
    client.force_login(person)
    return client


def elsewhere(role: str = Role.MANAGER) -> Client:
    """Somebody of another estate."""
    return browser(role, community=make_community())


def said(client: Client) -> list[str]:
    """What the desk is told on the next page."""
    return [str(message) for message in client.get("/notices/").context["messages"]]


def buttons(client: Client, number: str) -> tuple[str, list[str]]:
    """What the page of a record offers: the verb of the next step, and the others."""
    context = client.get(f"/{number}/").context
    primary = context["primary"]
    return primary.verb if primary else "", [step.verb for step in context["others"]]
