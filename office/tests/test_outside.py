"""Numbers outside the house: who is there to be rung, and what was reported to whom (issue of the reception)."""

from typing import Any

import pytest

from office import outside
from office.models import Community, OutsideNumber, ToldOutside
from office.tests.factories import MONDAY, home, make_community, make_staff
from office.tests.pages import errors, filled, listed, manager_of

pytestmark = pytest.mark.django_db
ADMIN = "/admin/office/outsidenumber/"


def make_number(**fields: Any) -> OutsideNumber:
    community: Community = fields.pop("community", None) or home()
    known = {"kind": OutsideNumber.Kind.LIFT, "name": "Lift firm", "phone": "0531-0000-7001"}
    return OutsideNumber.objects.create(**{"community": community, **known, **fields})


def test_what_was_reported_says_to_whom_when_and_by_whom() -> None:
    number, who = make_number(), make_staff()
    row = outside.told("R-20261123-0001", number, by=who, now=MONDAY, note="Mr Wu, in 20 minutes")
    row.refresh_from_db()
    assert (row.subject, row.to, row.at) == ("R-20261123-0001", "Lift firm 0531-0000-7001", MONDAY)
    assert (row.by, row.note) == (who, "Mr Wu, in 20 minutes")


def test_a_number_that_changes_does_not_rewrite_who_was_rung() -> None:
    number = make_number()
    row = outside.told("R-1", number, by=make_staff(), now=MONDAY)
    OutsideNumber.objects.update(name="Another firm", phone="110")
    row.refresh_from_db()
    assert row.to == "Lift firm 0531-0000-7001"


def test_the_longest_name_and_note_fit() -> None:
    number = make_number(name="x" * 40, phone="0" * 30)
    outside.told("R-1", number, by=make_staff(), now=MONDAY, note="y" * 200)
    row = ToldOutside.objects.get()
    assert (len(row.to), len(row.note)) == (71, 100)


# ── the dashboard ───────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("phone", "stored"),
    [("110", "110"), ("０５３１-0000-7001", "0531-0000-7001"), ("+86 531 0000 7001", "+86 531 0000 7001")],
)
def test_short_service_numbers_are_numbers_here(phone: str, stored: str) -> None:
    client, _manager = manager_of(home())
    form = {"community": home().pk, "kind": "police", "name": "Police", "phone": phone, "position": "1", "active": "on"}
    assert client.post(f"{ADMIN}add/", form).status_code == 302
    assert OutsideNumber.objects.get().phone == stored


@pytest.mark.parametrize("phone", ["1", "call them", "110;rm", "<b>110</b>", "x" * 31])
def test_what_is_no_number_is_refused(phone: str) -> None:
    client, _manager = manager_of(home())
    form = {"community": home().pk, "kind": "police", "name": "Police", "phone": phone, "position": "1"}
    assert list(errors(client.post(f"{ADMIN}add/", form))) == ["phone"]


def test_retired_it_is_no_longer_offered() -> None:
    client, _manager = manager_of(home())
    number = make_number()
    form = filled(client.get(f"{ADMIN}{number.pk}/change/"))
    form.pop("active")
    assert client.post(f"{ADMIN}{number.pk}/change/", form).status_code == 302
    assert not OutsideNumber.objects.in_use().exists()


def test_anothers_numbers_are_not_there() -> None:
    client, _manager = manager_of(home())
    foreign = make_number(community=make_community(), name="Far away")
    make_number()
    assert listed(client, ADMIN) == {"Lift firm"}
    assert client.get(f"{ADMIN}{foreign.pk}/change/").status_code == 404
