"""无人应门: nobody opened, a card was left, and the crew comes again (RP-4, RP-9, RP-11)."""

from datetime import timedelta

import pytest

from office.models import Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_staff
from repairs import actions
from repairs.models import Repair
from repairs.tests.factories import history, make_dispatched, owes

pytestmark = pytest.mark.django_db

NOON, NEXT = MONDAY.replace(hour=12, minute=0), MONDAY + timedelta(days=1)


def come_again(repair: Repair, days: int = 1) -> Repair:
    start = MONDAY + timedelta(days=days)
    window = {"appointment_from": start, "appointment_until": start + timedelta(hours=1)}
    return actions.nobody_home(repair, card_left="card under the door", by=make_staff(Role.CREW), now=NOON, **window)


def test_rp4_nobody_home_is_recorded_with_the_card_and_the_new_time() -> None:
    repair = come_again(actions.arrive(make_dispatched(), by=make_staff(), now=NOON))
    found = Repair.objects.get()
    assert (found.status, found.appointment_from) == (Repair.Status.ACCEPTED, NEXT)
    assert history(repair)[-1] == ("nobody_home", "accepted", "card under the door")


def test_rp11_the_new_time_takes_the_place_of_the_old_in_the_same_hands() -> None:
    senior, junior = make_staff(Role.CREW), make_staff(Role.CREW)
    repair = make_dispatched(junior, senior, appointment_from=MONDAY, appointment_until=MONDAY + timedelta(hours=2))
    come_again(actions.arrive(repair, by=senior, now=MONDAY + timedelta(hours=1)))
    rows = Promise.objects.filter(rule="RP-11/appointment").order_by("occurrence")
    assert list(rows.values_list("occurrence", "outcome", "holder")) == [("1", "kept", junior.pk), ("2", "", junior.pk)]
    assert owes(repair)["RP-11/appointment"] == "11-24 11:20"


def test_rp9_a_time_that_the_household_did_not_ask_for_extends_nothing() -> None:
    repair = come_again(actions.arrive(make_dispatched(urgent=True), by=make_staff(), now=NOON), days=3)
    assert owes(repair)["RP-9/finish-urgent"] == "11-24 10:05"


def test_rp4_after_it_the_crew_arrives_again() -> None:
    repair = come_again(actions.arrive(make_dispatched(), by=make_staff(), now=NOON))
    actions.arrive(repair, by=make_staff(), now=NEXT)
    assert (repair.status, owes(repair)) == (Repair.Status.ON_SITE, {"RP-9/finish": "12-01 00:00"})


def test_nobody_is_away_before_the_crew_is_there() -> None:
    repair = make_dispatched()
    with pytest.raises(InvalidMove):
        come_again(repair)
    assert (Repair.objects.get().status, Repair.objects.get().appointment_from) == (Repair.Status.DISPATCHED, None)
