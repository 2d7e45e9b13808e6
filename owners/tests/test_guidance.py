"""The receptionist reads what was said about his contacts and confirms it; the manager sees marks over time (RC-9)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from office.models import Role, Staff
from office.tests.factories import MONDAY, make_staff
from owners.actions import samples
from owners.actions.samples import Marks
from owners.models import CheckedContact
from owners.tests.desk_things import draw, mark_all
from owners.tests.factories import make_contact

pytestmark = pytest.mark.django_db

NOW = MONDAY + timedelta(days=8)
PAGE = "/owners/guidance/"


@pytest.fixture(autouse=True)
def _tuesday() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ann() -> Staff:
    return make_staff(name="Ann", language="en")


def signed_in(user: Staff) -> Client:
    client = Client()
    client.force_login(user)
    return client


def make_guidance(who: Staff, count: int = 1, text: str = "Ask for the room.") -> list[CheckedContact]:
    for _ in range(count):
        make_contact(taken_by=who)
    (sample,) = draw(NOW)
    rows = list(sample.contacts.select_related("contact", "receptionist").order_by("pk"))
    manager = make_staff(Role.MANAGER)
    for row in rows:
        samples.mark(row, Marks(5, 4, 3, text), by=manager, now=NOW)
    return rows


def test_rc9_the_receptionist_reads_and_confirms(ann: Staff) -> None:
    (row,) = make_guidance(ann)
    client = signed_in(ann)
    page = client.get(PAGE)
    assert list(page.context["waiting"]) == [row]
    assert "Ask for the room." in page.content.decode()
    page = client.post(f"{PAGE}{row.pk}/confirm/", follow=True)
    row.refresh_from_db()
    assert row.confirmed_at == NOW
    assert (list(page.context["waiting"]), list(page.context["confirmed"])) == ([], [row])


def test_rc9_what_is_not_marked_yet_is_nobodys_to_read(ann: Staff) -> None:
    make_contact(taken_by=ann)
    (sample,) = draw(NOW)
    client = signed_in(ann)
    assert "Nothing to confirm" in client.get(PAGE).content.decode()
    assert client.post(f"{PAGE}{sample.contacts.get().pk}/confirm/").status_code == 404


def test_rc9_anothers_guidance_is_not_there(ann: Staff) -> None:
    (row,) = make_guidance(ann)
    other = signed_in(make_staff(language="en"))
    assert list(other.get(PAGE).context["waiting"]) == []
    assert other.post(f"{PAGE}{row.pk}/confirm/").status_code == 404
    row.refresh_from_db()
    assert row.confirmed_at is None


def test_what_was_written_is_shown_as_it_is_and_does_nothing(ann: Staff) -> None:
    make_guidance(ann, text="<script>alert(1)</script>\n{{ 7 }}")
    page = signed_in(ann).get(PAGE).content.decode()
    assert ("<script>alert" in page, "&lt;script&gt;alert(1)&lt;/script&gt;<br>{{ 7 }}" in page) == (False, True)


@pytest.mark.parametrize(
    ("role", "reads", "sees_marks"),
    [
        (Role.RECEPTION, 200, 403),
        (Role.HEAD, 200, 403),
        (Role.MANAGER, 200, 200),
        (Role.COMPANY, 403, 403),
        (Role.CREW, 403, 403),
    ],
)
def test_who_reads_guidance_and_who_sees_marks(role: str, reads: int, sees_marks: int) -> None:
    client = signed_in(make_staff(role))
    assert [client.get(PAGE).status_code, client.get("/owners/marks/").status_code] == [reads, sees_marks]


def test_only_by_post(ann: Staff) -> None:
    (row,) = make_guidance(ann)
    assert signed_in(ann).get(f"{PAGE}{row.pk}/confirm/").status_code == 405


def test_three_lines_cost_as_many_statements_as_one() -> None:
    counts = []
    for count in (1, 3):
        CheckedContact.objects.all().delete()
        who = make_staff(language="en")
        for _ in range(count):
            make_contact(taken_by=who, at=MONDAY - timedelta(days=7 * count))
        for sample in draw(NOW):
            mark_all(sample.contacts.all(), by=make_staff(Role.MANAGER), now=NOW)
        client = signed_in(who)
        with CaptureQueriesContext(connection) as seen:
            assert len(client.get(PAGE).context["waiting"]) == count
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 7


def test_rc9_the_page_of_marks_over_time(ann: Staff) -> None:
    client = signed_in(make_staff(Role.MANAGER, language="en"))
    assert "Nobody has 5 marked contacts yet" in client.get("/owners/marks/").content.decode()
    make_guidance(ann, 5)
    page = client.get("/owners/marks/").content.decode()
    assert ("Ann" in page, "2026-11" in page, "4.0" in page) == (True, True, True)
