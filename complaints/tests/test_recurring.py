"""What recurs is shown at intake (CP-7): the same home, the same type, not long ago."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from complaints import actions
from complaints.models import Complaint, Type
from complaints.recurring import recurrence
from complaints.tests.clock import LATER
from complaints.tests.factories import make_complaint
from office.models import Role, Unit
from office.tests.factories import MONDAY, make_limit, make_staff, make_unit
from repairs.tests.pages import desk, elsewhere

MIDNIGHT = MONDAY.replace(hour=0, minute=0)
pytestmark = pytest.mark.django_db


def before(days: int, **fields: Any) -> Complaint:
    """A complaint of so many days before MONDAY."""
    at = MONDAY - timedelta(days=days)
    return make_complaint(now=at, **fields)


def hint(unit: Unit | str, type_: str = Type.PARKING, client: Client | None = None) -> str:
    """What the reception screen is told of this home."""
    asked = {"unit": unit if isinstance(unit, str) else str(unit.pk), "type": str(type_)}
    answer = (client or desk()).get("/complaints/recurring/", asked)
    assert answer.status_code == 200
    return answer.content.decode().strip()


def found(unit: Unit, type_: str = Type.PARKING, until: datetime = MONDAY, **more: Any) -> list[Complaint]:
    return recurrence(unit, type_, user=more.pop("user", None) or make_staff(), until=until, **more).rows


def test_cp7_the_same_type_from_the_same_home_within_90_days_the_newest_first() -> None:
    unit = make_unit("3-2-501")
    old, new = before(80, unit=unit), before(2, unit=unit)
    before(2, unit=make_unit("3-2-502")), before(2, unit=unit, type=Type.LIFT), before(2)
    assert found(unit) == [new, old]


def test_cp7_the_ninetieth_day_counts_from_its_beginning() -> None:
    unit = make_unit()
    first = make_complaint(unit=unit, now=MIDNIGHT - timedelta(days=90))
    make_complaint(unit=unit, now=MIDNIGHT - timedelta(days=90, minutes=1))
    assert found(unit) == [first]


def test_cp7_the_number_of_days_is_a_row() -> None:
    unit = make_unit()
    before(40, unit=unit)
    make_limit("CP-7/recurring", amount=30)
    assert found(unit) == []


def test_cp7_what_came_later_or_was_a_wrong_entry_does_not_count() -> None:
    unit = make_unit()
    wrong, this = before(5, unit=unit), before(3, unit=unit)
    actions.void(wrong, "entered twice", by=make_staff(Role.MANAGER), now=MONDAY)
    before(1, unit=unit)
    assert found(unit, until=this.received_at, but=this) == []


def test_cp7_a_confidential_one_is_counted_for_nobody_who_may_not_know_of_it() -> None:
    unit = make_unit()
    complaint = before(5, unit=unit, confidential=True)
    assert [found(unit, user=make_staff(role)) for role in (Role.RECEPTION, Role.MANAGER)] == [[], [complaint]]


@pytest.mark.usefixtures("two_hours_later")
def test_cp7_the_reception_screen_is_told() -> None:
    unit = make_unit()
    one = before(2, unit=unit)
    page = hint(unit)
    assert ("1 complaint about this from this home within 90 days" in page, one.number in page) == (True, True)
    before(1, unit=unit)
    assert "2 complaints about this" in hint(unit)


def test_it_costs_the_same_with_one_and_with_three(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    unit, user = make_unit(), make_staff()
    assert user.community_ids
    for rows in (1, 3):
        while Complaint.objects.count() < rows:
            before(1, unit=unit)
        with django_assert_num_queries(2):
            assert len(recurrence(unit, Type.PARKING, user=user, until=LATER).rows) == rows


@pytest.mark.parametrize("unit", ["", "abc", "-1", "9" * 30, "\0"])
def test_without_a_home_nothing_is_said(unit: str) -> None:
    assert hint(unit) == ""


@pytest.mark.parametrize("type_", ["", "weather", "\0"])
def test_without_a_type_nothing_is_said(type_: str) -> None:
    assert hint(make_unit(), type_) == ""


@pytest.mark.usefixtures("two_hours_later")
def test_nothing_is_said_of_a_home_of_another_estate_or_to_who_takes_no_complaints() -> None:
    unit = make_unit()
    before(1, unit=unit)
    assert hint(unit, client=elsewhere()) == ""
    assert [desk(role).get("/complaints/recurring/").status_code for role in (Role.CREW, Role.COMPANY)] == [403] * 2
    assert desk().post("/complaints/recurring/").status_code == 405
