"""Who changed a register stands beside the change, wherever in the desk it was made."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from office.models import Staff
from office.tests.factories import home, make_staff
from office.tests.pages import manager_of

pytestmark = pytest.mark.django_db


def made_by(staff: Staff) -> list[int | None]:
    """Whose the changes of this row are, oldest first."""
    events = Staff.pgh_event_model.objects.filter(pgh_obj=staff.pk).order_by("pgh_id")  # type: ignore[attr-defined]
    return [(event.pgh_context or {}).get("user") for event in events]


def test_a_change_at_the_desk_is_its_makers(client: Client) -> None:
    clerk = make_staff(language="zh-hans")
    client.force_login(clerk)
    assert client.post("/me/", {"language": "en", "theme": "dark"}).status_code == 302
    assert made_by(clerk) == [None, clerk.pk]


def test_a_change_by_nobody_signed_in_is_nobodys() -> None:
    clerk = make_staff()
    Staff.objects.filter(pk=clerk.pk).update(name="New name")
    assert made_by(clerk) == [None, None]


def test_reading_carries_no_context() -> None:
    client, _manager = manager_of(home())
    with CaptureQueriesContext(connection) as queries:
        client.get("/admin/office/unit/")
    assert not [query["sql"] for query in queries if "pghistory" in query["sql"]]
