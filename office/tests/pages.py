"""What the tests of the admin dashboard share."""

from typing import Any

from django.test import Client
from django.utils import translation

from office.models import Community, Role, Staff
from office.tests.factories import make_staff


def manager_of(*communities: Community, **fields: Any) -> tuple[Client, Staff]:
    """A browser signed in as the manager of these communities, in English."""
    manager = make_staff(Role.MANAGER, communities=communities, language="en", **fields)
    client = Client()
    client.force_login(manager)
    return client, manager


def filled(response: Any, **changes: Any) -> dict[str, Any]:
    """What a browser would send for the form of this page, inlines included, with `changes`."""
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    data: dict[str, Any] = {}
    for form in forms:
        for field in form:
            value = field.value()
            if value is not None and value is not False:
                data[field.html_name] = "on" if value is True else value
    return {**data, **changes}


def errors(response: Any) -> dict[str, list[str]]:
    """What the page says at which field; lazily, so in English only while that is the active language."""
    with translation.override("en"):
        return {name: list(texts) for name, texts in response.context["adminform"].form.errors.items()}


def listed(client: Client, path: str) -> set[str]:
    """The rows that a list shows."""
    response = client.get(path)
    assert response.status_code == 200
    return {str(row) for row in response.context["cl"].result_list}
