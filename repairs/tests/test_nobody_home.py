"""The page for when nobody opens: card left, new date (RP-4)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from office.models import Role, Staff
from office.tests.factories import make_staff
from repairs.models import Repair
from repairs.tests.factories import history, make_dispatched, owes
from repairs.tests.jobs import LATER, make_on_site, make_quoted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]
TOMORROW = LATER + timedelta(days=1)
SAID = {"card_left": "At the door.", "appointment": f"{TOMORROW:%Y-%m-%dT%H:%M}", "within": "2"}


@pytest.fixture
def crew() -> Staff:
    return make_staff(Role.CREW, language="en")


@pytest.fixture
def phone(client: Client, crew: Staff) -> Client:
    client.force_login(crew)
    return client


def address(repair: Repair) -> str:
    return reverse("repairs:nobody_home", args=[repair.number])


def test_rp4_the_card_and_the_new_appointment_are_noted(phone: Client, crew: Staff) -> None:
    repair = make_on_site(crew)
    answer = phone.post(address(repair), SAID)
    assert answer["Location"] == reverse("repairs:job", args=[repair.number])
    repair.refresh_from_db()
    assert (repair.status, repair.appointment_from, repair.appointment_until) == (
        Repair.Status.ACCEPTED,
        TOMORROW,
        TOMORROW + timedelta(hours=2),
    )
    assert history(repair)[-1] == ("nobody_home", "accepted", "At the door.")
    assert owes(repair)["RP-11/appointment"] == "11-24 14:20"


def test_rp4_the_desk_notes_it_from_the_radio(client: Client) -> None:
    client.force_login(make_staff(Role.RECEPTION))
    repair = make_on_site()
    assert client.post(address(repair), SAID)["Location"] == f"/{repair.number}/"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"card_left": ""}, "card_left"),
        ({"card_left": "\u200b"}, "card_left"),
        ({"card_left": "x" * 201}, "card_left"),
        ({"appointment": ""}, "appointment"),
        ({"appointment": "0001-01-01T00:00"}, "appointment"),
        ({"appointment": f"{LATER - timedelta(hours=1):%Y-%m-%dT%H:%M}"}, "appointment"),
        ({"within": "99"}, "within"),
    ],
)
def test_rp4_without_card_or_date_nothing_is_noted(
    phone: Client, crew: Staff, said: dict[str, str], field: str
) -> None:
    repair = make_on_site(crew)
    answer = phone.post(address(repair), {**SAID, **said})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    repair.refresh_from_db()
    assert repair.status == Repair.Status.ON_SITE


@pytest.mark.parametrize("make", [make_dispatched, make_quoted])
def test_rp4_nobody_is_away_where_the_crew_has_not_just_come(phone: Client, crew: Staff, make: object) -> None:
    repair = make(crew)  # type: ignore[operator]
    before = repair.status
    assert phone.post(address(repair), SAID)["Location"] == reverse("repairs:job", args=[repair.number])
    repair.refresh_from_db()
    assert repair.status == before


def test_rp4_a_double_click_notes_it_once(phone: Client, crew: Staff) -> None:
    repair = make_on_site(crew)
    places = {phone.post(address(repair), SAID)["Location"] for _click in range(2)}
    assert places == {reverse("repairs:job", args=[repair.number])}
    assert [verb for verb, _status, _note in history(repair)].count("nobody_home") == 1
