"""What a receptionist types on the reception screen, and asking for it, for the tests of that screen."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.test import Client

from office.models import Role, Staff, Unit
from office.tests.factories import home, make_staff, make_unit
from owners.models import Contact

PAGE = "/reception/"


def signed_in(user: Staff | None = None, **fields: Any) -> Client:
    client = Client(**fields)
    client.force_login(user or make_staff(Role.RECEPTION, language="en"))
    return client


def typed(*cases: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """A contact from room 3-2-501, which exists, with these cases."""
    if not Unit.objects.filter(number="3-2-501").exists():
        make_unit("3-2-501")
    sent: dict[str, Any] = {
        "form_key": str(uuid.uuid4()),
        "community": home().pk,
        "channel": "hotline",
        "room": "3-2-501",
        "name": "张桂兰",
        "capacity": "owner",
        "phone": "138 0013 8000",
        "content": "Kitchen pipe burst",
        "then": "save",
        "case": [case["case"] for case in cases],
    }
    for case in cases:
        sent |= {f"{case['case']}-{name}": value for name, value in case.items() if name != "case"}
    return sent | fields


def repair(category: Any, number: int = 1, **fields: Any) -> dict[str, Any]:
    """The block of a repair."""
    return {"case": f"repair-{number}", "category": category.pk, "urgency": "category", **fields}


def matter(number: int = 1, **fields: Any) -> dict[str, Any]:
    """The block of a matter, to be handed over later today."""
    return {"case": f"matter-{number}", "kind": "suggestion", "text": "A bench at the gate", **fields}


def errors(response: HttpResponse) -> dict[str, list[str]]:
    """The errors of a page that refused, the blocks' under their names: the form again, and nothing was saved."""
    assert (response.status_code, Contact.objects.count()) == (422, 0)
    context = response.context  # type: ignore[attr-defined]
    found = {name: list(said) for name, said in context["form"].errors.items()}
    for block in context["blocks"]:
        found |= {f"{block.prefix}-{name}": list(said) for name, said in block.form.errors.items()}
    return found


def refused(*cases: dict[str, Any], **fields: Any) -> dict[str, list[str]]:
    return errors(signed_in().post(PAGE, typed(*cases, **fields)))  # type: ignore[arg-type]
