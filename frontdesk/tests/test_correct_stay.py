"""A day or a capacity that was written down wrongly is put right; a second editor is told (409)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client

from office.models import Role
from office.tests.factories import MONDAY, make_community, make_unit
from owners.actions.moving import LivesThere, correct
from owners.models import Capacity, Occupancy
from owners.tests.factories import make_occupancy, make_person
from repairs.tests.pages import desk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


def make_stay(**fields: Any) -> Occupancy:
    return make_occupancy(**{"person": make_person("曹永年"), "unit": make_unit("3-2-501"), **fields})


def path(stay: Occupancy) -> str:
    return f"/stays/{stay.pk}/correct/"


def typed(stay: Occupancy, **changes: Any) -> dict[str, Any]:
    """What a browser sends for the form as it stands, with `changes`."""
    response = desk().get(path(stay))
    form = response.context["form"]
    data = {field.name: field.value() for field in form} | {"seen": response.context["seen"]}
    return {name: "" if value is None else value for name, value in {**data, **changes}.items()}


def row(stay: Occupancy) -> tuple[date, date | None, str]:
    stay.refresh_from_db()
    return stay.since, stay.until, stay.capacity


def refused(stay: Occupancy, **changes: Any) -> list[str]:
    before = row(stay)
    response = desk().post(path(stay), typed(stay, **changes))
    assert (response.status_code, row(stay)) == (422, before)
    return list(response.context["form"].errors)


def test_days_and_capacity_are_put_right() -> None:
    stay = make_stay(until=date(2026, 1, 31))
    sent = typed(stay, since="2020-02-01", until="2026-02-28", capacity=Capacity.TENANT)
    response = desk().post(path(stay), sent)
    assert (response.status_code, response["Location"]) == (302, f"/homes/{stay.unit_id}/")
    assert row(stay) == (date(2020, 2, 1), date(2026, 2, 28), "tenant")


def test_who_was_moved_out_by_mistake_lives_there_again() -> None:
    stay = make_stay(until=date(2026, 1, 31))
    desk().post(path(stay), typed(stay, until=""))
    assert row(stay) == (date(2020, 1, 1), None, "owner")


def test_a_capacity_that_is_no_longer_offered_stays_where_it_stood() -> None:
    stay = make_stay(capacity=Capacity.AGENT)
    assert desk().post(path(stay), typed(stay, since="2020-02-01")).status_code == 302
    assert row(stay) == (date(2020, 2, 1), None, "agent")


def test_39_a_second_editor_is_told_what_stands_there_now_and_sent_once_more_his_is_written() -> None:
    stay = make_stay()
    mine = typed(stay, since="2020-03-03")
    desk().post(path(stay), typed(stay, until="2026-11-30"))
    client = desk()
    answer = client.post(path(stay), mine)
    page = answer.content.decode()
    assert (answer.status_code, row(stay)) == (409, (date(2020, 1, 1), date(2026, 11, 30), "owner"))
    assert ("2020-01-01 – 2026-11-30" in page, 'value="2020-03-03"' in page) == (True, True)
    client.post(path(stay), {**mine, "seen": answer.context["seen"]})
    assert row(stay) == (date(2020, 3, 3), None, "owner")


def test_days_that_overlap_with_another_time_of_his_are_refused() -> None:
    stay = make_stay(until=date(2022, 12, 31))
    make_occupancy(person=stay.person, unit=stay.unit, since=date(2024, 1, 1))
    assert refused(stay, until="2024-06-30") == ["since"]
    assert refused(stay, until="") == ["since"]
    twice = make_person(merged_into=stay.person)
    make_occupancy(person=twice, unit=stay.unit, since=date(2019, 1, 1), until=date(2019, 12, 31))
    assert refused(stay, since="2019-06-01") == ["since"]
    with pytest.raises(LivesThere):
        correct(stay, since=date(2020, 1, 1), until=None, capacity="owner")
    assert row(stay) == (date(2020, 1, 1), date(2022, 12, 31), "owner")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("since", ""),
        ("since", "2026-02-30"),
        ("since", "2027-01-23"),
        ("until", "2019-12-31"),
        ("until", "2027-01-23"),
        ("until", "\0"),
        ("capacity", "king"),
        ("seen", ""),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(field: str, value: str) -> None:
    assert refused(make_stay(), **{field: value}) == [field]


def test_only_who_may_move_people_and_only_in_ones_own_estate() -> None:
    stay = make_stay()
    for role in (Role.CREW, Role.FINANCE, Role.COMPANY, Role.ADMINISTRATOR):
        assert [desk(role).get(path(stay)).status_code, desk(role).post(path(stay)).status_code] == [403, 403]
    foreign = desk(community=make_community())
    assert [foreign.get(path(stay)).status_code, foreign.post(path(stay)).status_code] == [404, 404]
    assert Client().get(path(stay)).status_code == 302
