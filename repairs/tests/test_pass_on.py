"""转单: from one crew to another with a reason (RP-4)."""

from datetime import timedelta

import pytest

from office.models import Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_staff
from repairs import actions
from repairs.models import Repair
from repairs.tests.factories import history, make_dispatched, make_registered, owes

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(minutes=10)


def test_rp4_pass_on_gives_the_job_to_another_crew() -> None:
    first, second = make_staff(Role.CREW), make_staff(Role.CREW, name="韩立军")
    repair = make_dispatched(first)
    actions.accept(repair, by=first, now=MONDAY + timedelta(minutes=6))
    actions.tell_crew(repair, "radio 2", by=make_staff(), now=MONDAY + timedelta(minutes=7))
    actions.pass_on(repair, [second], "wrong trade", by=make_staff(), now=LATER)
    order = repair.orders.get()
    assert (repair.status, list(order.crew.all())) == (Repair.Status.DISPATCHED, [second])
    assert (order.dispatched_at, order.told_at, order.accepted_at) == (LATER, None, None)
    assert history(repair)[-1] == ("pass_on", "dispatched", "韩立军：wrong trade")


def test_rp11_the_promises_go_along_and_the_acknowledgement_begins_anew() -> None:
    second = make_staff(Role.CREW)
    repair = make_dispatched(urgent=True)
    actions.pass_on(repair, [second], "wrong trade", by=make_staff(), now=LATER)
    assert owes(repair) == {
        "RP-11/acknowledge": "11-23 10:25",
        "RP-11/on-site": "11-23 10:35",
        "RP-9/finish-urgent": "11-24 10:05",
    }
    assert set(Promise.objects.open().values_list("holder", flat=True)) == {second.pk}
    assert Promise.objects.filter(rule="RP-11/acknowledge").count() == 2


def test_a_second_click_does_not_pass_it_on_twice() -> None:
    second = make_staff(Role.CREW)
    repair = make_dispatched()
    actions.pass_on(repair, [second], "wrong trade", by=make_staff(), now=LATER)
    with pytest.raises(InvalidMove):
        actions.pass_on(repair, [second], "wrong trade", by=make_staff(), now=LATER)
    assert [verb for verb, _status, _note in history(repair)].count("pass_on") == 1


def test_what_nobody_has_is_dispatched_not_passed_on() -> None:
    repair = make_registered()
    with pytest.raises(InvalidMove):
        actions.pass_on(repair, [make_staff(Role.CREW)], "wrong trade", by=make_staff(), now=LATER)
    assert (repair.orders.get().crew.count(), owes(repair)["RP-11/dispatch"]) == (0, "11-23 10:35")
