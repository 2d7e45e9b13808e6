"""The crew is on site (RP-4, RP-11), at first and at a later appointment."""

from datetime import datetime, timedelta

import pytest

from office.models import Promise
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_staff
from repairs import actions
from repairs.models import Repair
from repairs.tests.factories import history, make_dispatched, make_registered, owes

pytestmark = pytest.mark.django_db

ARRIVED = MONDAY + timedelta(minutes=25)
TOMORROW = MONDAY + timedelta(days=1)


def arrived(**fields: object) -> Repair:
    return actions.arrive(make_dispatched(**fields), by=make_staff(), now=ARRIVED)


def outcome(rule: str) -> tuple[str, datetime | None]:
    return Promise.objects.values_list("outcome", "ended_at").get(rule=rule)


def test_rp4_arrive_is_recorded_also_without_an_accept() -> None:
    repair = arrived()
    assert (Repair.objects.get().status, repair.orders.get().arrived_at) == (Repair.Status.ON_SITE, ARRIVED)
    assert history(repair)[-1] == ("arrive", "on_site", "")


def test_rp11_arriving_keeps_acknowledgement_and_arrival() -> None:
    repair = arrived(urgent=True)
    assert outcome("RP-11/acknowledge") == outcome("RP-11/on-site") == (Promise.Outcome.KEPT, ARRIVED)
    assert owes(repair) == {"RP-9/finish-urgent": "11-24 10:05"}


def test_rp11_arriving_keeps_the_appointment() -> None:
    arrived(appointment_from=MONDAY, appointment_until=MONDAY + timedelta(hours=1))
    assert outcome("RP-11/appointment") == (Promise.Outcome.KEPT, ARRIVED)


def test_rp11_the_work_goes_on_at_another_appointment_and_arriving_keeps_that_one_too() -> None:
    repair = arrived()
    actions.postpone(
        repair, appointment_from=TOMORROW, appointment_until=TOMORROW + timedelta(hours=1), by=make_staff(), now=ARRIVED
    )
    actions.arrive(repair, by=make_staff(), now=TOMORROW)
    assert outcome("RP-11/appointment") == (Promise.Outcome.KEPT, TOMORROW)
    assert (repair.status, repair.orders.get().arrived_at) == (Repair.Status.ON_SITE, ARRIVED)
    assert history(repair)[-1] == ("arrive", "on_site", "")


def test_a_second_click_changes_nothing() -> None:
    repair = arrived()
    before = history(repair)
    with pytest.raises(InvalidMove, match="10:30"):
        actions.arrive(repair, by=make_staff(), now=ARRIVED + timedelta(minutes=1))
    assert (history(repair), repair.orders.get().arrived_at) == (before, ARRIVED)


def test_nobody_arrives_where_nobody_was_sent() -> None:
    repair = make_registered()
    with pytest.raises(InvalidMove):
        actions.arrive(repair, by=make_staff(), now=ARRIVED)
    assert repair.orders.get().arrived_at is None
