"""Moving out: an occupancy ends with a day, what is open is gone through first, nothing is deleted."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from frontdesk.tests.lives import make_listing
from office.models import Role, Unit
from office.tests.factories import MONDAY, make_community, make_staff, make_unit
from owners.actions.moving import Overtaken, move_out
from owners.models import Capacity, Occupancy, Person
from owners.tests.factories import make_contact, make_occupancy, make_person
from repairs.models import Quote, Repair
from repairs.tests.factories import make_order, make_repair
from repairs.tests.pages import desk

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


def path(unit: Unit) -> str:
    return f"/homes/{unit.pk}/move_out/"


def make_home() -> tuple[Unit, list[Occupancy]]:
    """A home with an owner and a tenant."""
    unit = make_unit("3-2-501")
    people = [make_person("曹永年"), make_person("高建平")]
    capacities = [Capacity.OWNER, Capacity.TENANT]
    return unit, [make_occupancy(person=p, unit=unit, capacity=c) for p, c in zip(people, capacities, strict=True)]


def ends() -> list[date | None]:
    return list(Occupancy.objects.order_by("pk").values_list("until", flat=True))


def refused(unit: Unit, data: dict[str, Any]) -> list[str]:
    before = ends()
    response = desk().post(path(unit), data)
    assert (response.status_code, ends()) == (422, before)
    return list(response.context["form"].errors)


def test_those_chosen_move_out_and_nothing_is_deleted() -> None:
    unit, (owner, tenant) = make_home()
    response = desk().post(path(unit), {"stays": [tenant.pk], "until": "2026-11-30"})
    assert (response.status_code, response["Location"]) == (302, f"/homes/{unit.pk}/")
    assert (ends(), Person.objects.count()) == ([None, date(2026, 11, 30)], 2)
    assert owner in unit.occupancies.on(date(2026, 12, 1))


def test_a_whole_family_moves_out_on_one_day_which_may_lie_a_little_ahead() -> None:
    unit, stays = make_home()
    desk().post(path(unit), {"stays": [stay.pk for stay in stays], "until": "2027-01-22"})
    assert ends() == [date(2027, 1, 22)] * 2


def test_a_second_click_is_as_good_as_the_first() -> None:
    unit, (_owner, tenant) = make_home()
    client, sent = desk(), {"stays": [tenant.pk], "until": "2026-11-23"}
    assert [client.post(path(unit), sent).status_code for _click in range(2)] == [302, 302]
    assert ends() == [None, TODAY]


def test_64_what_is_open_is_shown_and_has_to_be_gone_through() -> None:
    unit, (_owner, tenant) = make_home()
    repair = make_repair(unit=unit)
    done = make_repair(unit=unit, status=Repair.Status.FINISHED, finished_at=MONDAY)
    account = {"total": "66.00", "quoted_at": MONDAY, "quoted_by": make_staff()}
    Quote.objects.create(order=make_order(done), version=1, final=True, **account)
    listing = make_listing(make_contact(unit=unit), keys_left=True)
    page = desk().get(path(unit)).content.decode()
    for words in (repair.number, done.number, "66.00 yuan", listing.number, "stay with the person who agreed"):
        assert words in page
    sent = {"stays": [tenant.pk], "until": "2026-11-23"}
    assert refused(unit, sent) == ["told"]
    assert desk().post(path(unit), {**sent, "told": "on"}).status_code == 302
    assert (ends(), Repair.objects.count(), Quote.objects.get().total) == ([None, TODAY], 2, Decimal("66.00"))


def test_64_what_somebody_owes_stays_with_him_and_not_with_the_home() -> None:
    unit, (owner, tenant) = make_home()
    for stay in (owner, tenant):
        make_charge(unit, stay.person)
    client, page = desk(make_staff(Role.MANAGER)), f"/homes/{unit.pk}/"
    assert charges(client, page) == 2
    tenant.until = date(2026, 11, 1)
    tenant.save()
    assert (charges(client, page), charges(client, f"/people/{tenant.person_id}/")) == (1, 1)


def make_charge(unit: Unit, person: Person) -> None:
    """A finished repair that he agreed to."""
    contact = make_contact(unit=unit, person=person)
    repair = make_repair(unit=unit, contact=contact, status=Repair.Status.CLOSED, finished_at=MONDAY)
    account = {"total": "40.00", "quoted_at": MONDAY, "quoted_by": make_staff()}
    Quote.objects.create(order=make_order(repair), version=1, final=True, **account)


def charges(client: Client, page: str) -> int:
    return sum(line.state == "pastdue" for line in client.get(page).context["open"])


def test_who_moved_in_later_than_the_last_day_is_named() -> None:
    unit, (_owner, tenant) = make_home()
    assert refused(unit, {"stays": [tenant.pk], "until": "2019-12-31"}) == ["until"]
    page = desk().post(path(unit), {"stays": [tenant.pk], "until": "2019-12-31"}).content.decode()
    assert "高建平 moved in on 2020-01-01 only." in page


@pytest.mark.parametrize("until", ["", "2027-01-23", "2026-02-30", "1999-01-01", "\0", "9999-12-31"])
def test_a_day_that_cannot_be_meant_is_refused(until: str) -> None:
    unit, (_owner, tenant) = make_home()
    assert refused(unit, {"stays": [tenant.pk], "until": until}) == ["until"]


def test_somebody_of_another_home_or_who_has_gone_or_nobody_is_refused() -> None:
    unit, (owner, tenant) = make_home()
    stranger = make_occupancy(person=make_person(), unit=make_unit("3-2-502"))
    Occupancy.objects.filter(pk=owner.pk).update(until=date(2026, 11, 22))
    for stays in ([stranger.pk], [owner.pk, tenant.pk], ["abc"], ["9" * 30], []):
        assert refused(unit, {"stays": stays, "until": "2026-11-23"}) == ["stays"]


def test_only_who_may_move_people_and_only_in_ones_own_estate() -> None:
    unit, _stays = make_home()
    for role in (Role.CREW, Role.FINANCE, Role.COMPANY, Role.ADMINISTRATOR):
        assert [desk(role).get(path(unit)).status_code, desk(role).post(path(unit)).status_code] == [403, 403]
    foreign = desk(community=make_community())
    assert [foreign.get(path(unit)).status_code, foreign.post(path(unit)).status_code] == [404, 404]
    assert Client().get(path(unit)).status_code == 302


def test_of_two_at_once_the_second_is_told_and_of_several_all_or_none_move_out() -> None:
    _unit, stays = make_home()
    Occupancy.objects.filter(pk=stays[1].pk).update(until=date(2026, 12, 31))
    with pytest.raises(Overtaken):
        move_out(stays, until=TODAY)
    assert ends() == [None, date(2026, 12, 31)]
