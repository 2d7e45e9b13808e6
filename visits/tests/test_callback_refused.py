"""The callback desk refuses: what was typed stays, nothing is saved, and whoever may not does not."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from office.models import Role, Staff
from office.tests.factories import make_community, make_staff
from owners.tests.factories import make_contact
from visits import actions
from visits.tests.desk import LIST, address, answers, release, row_counts, told
from visits.tests.factories import make_callback, said

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"outcome": ""}, ["outcome"]),
        ({"outcome": "vanished"}, ["outcome"]),
        ({"overall": ""}, ["overall"]),
        ({"overall": "6"}, ["overall"]),
        ({"overall": "NaN"}, ["overall"]),
        ({"quality": "0"}, ["quality"]),
        ({"how": ""}, ["how"]),
        ({"how": "pigeon"}, ["how"]),
        ({"spoke_with": ""}, ["spoke_with"]),
        ({"spoke_with": "\u200b\u200b"}, ["spoke_with"]),
        ({"spoke_with": "a\0b"}, ["spoke_with"]),
        ({"said": "a\0b"}, ["said"]),
        ({"said": "x" * 401}, ["said"]),
        ({"overall": "2"}, ["fault"]),
        ({"overall": "1", "said": ""}, ["fault", "said"]),
        ({"overall": "2", "fault": "work", "said": ""}, ["said"]),
        ({"overall": "5", "wrong": "on"}, ["fault"]),
        ({"overall": "2", "fault": "weather"}, ["fault"]),
        ({"outcome": "later", "again_at": "yesterday"}, ["again_at"]),
        ({"outcome": "later", "again_at": "2001-01-01T10:00"}, ["again_at"]),
        ({"outcome": "later", "again_at": "9999-12-31T10:00"}, ["again_at"]),
        ({"form_key": "7"}, ["form_key"]),
    ],
)
@pytest.mark.django_db
def test_bad_input_keeps_what_was_typed_and_saves_nothing(
    client: Client, caller: Staff, now: datetime, typed: dict[str, str], wrong: list[str]
) -> None:
    row = make_callback(at=now - HOUR)
    client.get(address(row))
    before = row_counts()
    page = client.post(address(row), answers(**typed))
    assert (page.status_code, sorted(page.context["form"].errors)) == (422, wrong)
    assert page.context["form"].data["said"] == answers(**typed)["said"]
    assert "error-summary" in page.content.decode()
    row.refresh_from_db()
    assert (row.made_at, row_counts()) == (None, before)


@pytest.mark.django_db
def test_direction_marks_are_taken_out_and_markup_is_shown_inert(client: Client, caller: Staff, now: datetime) -> None:
    row = make_callback(at=now - HOUR)
    client.post(address(row), answers(said="\u202e<script>alert(1)</script>"))
    row.refresh_from_db()
    assert row.said == "<script>alert(1)</script>"
    html = client.get(address(row)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script>alert(1)" not in html


@pytest.mark.django_db
def test_extra_fields_are_ignored(client: Client, caller: Staff, now: datetime) -> None:
    row = make_callback(at=now - HOUR)
    client.post(address(row), answers(made_at="2020-01-01", made_by="1", status="closed", community="2"))
    row.refresh_from_db()
    assert (row.made_by, row.made_at is not None and row.made_at >= now) == (caller, True)


@pytest.mark.django_db
def test_cb1_not_by_the_crew_that_did_it(client: Client, now: datetime) -> None:
    both = make_staff(Role.RECEPTION, Role.CREW, language="en")
    client.force_login(both)
    row = make_callback(at=now - HOUR, crew=[both])
    assert "somebody else has to call back" in client.get(address(row)).content.decode()
    before = row_counts()
    for typed in (answers(), answers(outcome="no_answer"), answers(overall="1", fault="work")):
        response = client.post(address(row), typed, follow=True)
        assert told(response) == ["Whoever did the work does not call back about it."]
        assert response.redirect_chain == [(address(row), 302)]
    row.refresh_from_db()
    assert (row.made_at, row_counts()) == (None, before)


@pytest.mark.django_db
def test_cb10_somebody_else_was_first(client: Client, caller: Staff, now: datetime) -> None:
    row, first = make_callback(at=now - HOUR), make_staff()
    actions.record(row, said(), by=first, now=now)
    before = row_counts()
    response = client.post(address(row), answers(overall="1", fault="work", said="Drips"), follow=True)
    assert response.redirect_chain == [(address(row), 302)]
    assert first.name in told(response)[0]
    row.refresh_from_db()
    assert (row.made_by, row.overall, row_counts()) == (first, 5, before)


@pytest.mark.parametrize("role", [Role.CREW, Role.COLLECTOR, Role.FINANCE, Role.COMPANY, Role.ADMINISTRATOR])
@pytest.mark.django_db
def test_not_for_every_role(client: Client, now: datetime, role: str) -> None:
    client.force_login(make_staff(role))
    row = make_callback(at=now - HOUR)
    assert client.get(LIST).status_code == 403
    assert client.get(address(row)).status_code == 403
    assert client.post(address(row), answers()).status_code == 403


@pytest.mark.django_db
def test_not_of_another_community(client: Client, caller: Staff, now: datetime) -> None:
    elsewhere = make_community()
    contact = make_contact(community=elsewhere, taken_by=make_staff(community=elsewhere))
    row = make_callback(at=now - HOUR, contact=contact, crew=[make_staff(Role.CREW, community=elsewhere)])
    assert client.get(address(row)).status_code == 404
    assert client.post(address(row), answers()).status_code == 404
    assert client.get(LIST).context["to_make"] == []


@pytest.mark.parametrize("pk", ["abc", "-1", "0", "1" + "0" * 30, "１"])
@pytest.mark.django_db
def test_a_key_that_is_none_is_not_found(client: Client, caller: Staff, pk: str) -> None:
    assert client.get(f"/callbacks/{pk}/").status_code == 404


@pytest.mark.django_db
def test_only_a_post_releases(client: Client, now: datetime) -> None:
    client.force_login(make_staff(Role.HEAD))
    row = make_callback(at=now - HOUR)
    assert client.get(release(row)).status_code == 405


@pytest.mark.django_db
def test_signed_out_it_asks_who_you_are(client: Client, now: datetime) -> None:
    row = make_callback(at=now - HOUR)
    assert client.post(address(row), answers()).headers["Location"].startswith("/login/")
    row.refresh_from_db()
    assert row.made_at is None
