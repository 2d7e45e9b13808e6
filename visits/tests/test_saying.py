"""What the desk prompts: the sentence to say and the hour at which to ring again."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.utils import translation

from office.models import Role, Staff
from office.tests.factories import home, make_department, make_staff
from owners.tests.factories import make_person
from repairs.models import Repair
from visits import saying
from visits.models import Attempt, Callback
from visits.tests.factories import make_callback, make_callbacks


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def caller(db: None) -> Staff:
    home().__class__.objects.update(name="Pine Court")
    make_department(name="Customer service")
    return make_staff(name="Lin")


def said_about(row: Callback, caller: Staff) -> str:
    return saying.sentence(Callback.objects.all().for_page().get(pk=row.pk), caller)


def tries(*times: tuple[int, int], outcome: str = Attempt.Outcome.NO_ANSWER) -> list[Attempt]:
    zone = home().zone
    return [Attempt(outcome=outcome, at=datetime(2026, 11, 23, *at, tzinfo=zone)) for at in times]


# ── the sentence ────────────────────────────────────────────────────────────
def test_greets_reads_back_and_asks(caller: Staff) -> None:
    row = make_callback(crew=[make_staff(Role.CREW, name="Sun")], problem="The tap drips.", caller_name="Li")
    assert said_about(row, caller) == (
        "Good day, Li, this is Lin from Pine Court Customer service. On Nov 23 Sun came to you about this: "
        "The tap drips. Is everything in order now? Were you satisfied with the manner?"
    )


def test_says_how_the_household_wants_to_be_addressed(caller: Staff) -> None:
    row = make_callback(person=make_person("Li", address_as="Mrs Li"))
    assert said_about(row, caller).startswith("Good day, Mrs Li, this is Lin")


def test_without_a_name_it_greets_all_the_same(caller: Staff) -> None:
    row = make_callback()
    Repair.objects.update(caller_name="")
    assert said_about(row, caller).startswith("Good day, this is Lin from Pine Court")


def test_cb2_the_second_asks_whether_it_still_holds_and_the_rain_one_whether_it_is_dry(caller: Staff) -> None:
    _first, second, rain = make_callbacks(urgent=True, leak=True)
    assert said_about(second, caller).endswith("Is everything still in order?")
    assert said_about(rain, caller).endswith("Has it stayed dry?")


# ── the hour ────────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_cb8_advises_an_hour_at_which_nobody_has_tried() -> None:
    community = home()
    assert saying.better_time([], community) == ""
    at_noon = "Better at noon, 12:00–13:00: nobody has tried then."
    assert saying.better_time(tries((8, 5), (19, 10)), community) == at_noon
    in_the_evening = "Better in the evening, 18:00–20:00: nobody has tried then."
    assert saying.better_time(tries((12, 30)), community) == in_the_evening
    in_the_afternoon = "Better in the afternoon, 14:00–17:00: nobody has tried then."
    assert saying.better_time(tries((9, 0), (12, 0), (18, 0)), community) == in_the_afternoon


@pytest.mark.django_db
def test_cb8_tried_at_every_hour_it_advises_another_way() -> None:
    everywhere = tries((9, 0), (12, 0), (15, 0), (19, 0))
    assert saying.better_time(everywhere, home()).startswith("Tried at every time of the day.")


@pytest.mark.django_db
def test_cb8_a_call_that_came_too_early_is_no_try() -> None:
    assert saying.better_time(tries((9, 0), outcome=Attempt.Outcome.TOO_EARLY), home()) == ""
