"""CB-9: what a callback found wrong brings a notice within twelve hours, and bad work the next order."""

from datetime import timedelta

import pytest

from office.models import Department, Move, Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_department, make_staff
from repairs import actions
from repairs.actions.working import current_order
from repairs.models import Rectification, Repair
from repairs.tests.factories import history, make_category, owes
from repairs.tests.jobs import crew_of, make_on_site
from repairs.tests.notices import DONE, ORDERED, make_done, make_notice

HOUR = timedelta(hours=1)


@pytest.mark.django_db
def test_cb9_bad_work_opens_the_next_order_of_the_same_repair_and_counts_from_the_notice() -> None:
    engineering = make_department(Department.Kind.ENGINEERING)
    crew = make_staff(Role.CREW, department=engineering)
    repair = make_done(crew, appointment_from=MONDAY, appointment_until=MONDAY + HOUR)
    caller = make_staff()
    notice = make_notice(repair, fault="work", text="It drips.", by=caller)
    notice.refresh_from_db()
    assert (notice.number, notice.fault, notice.text) == ("Z-20261123-0001", "work", "It drips.")
    assert (notice.to, notice.department, notice.ordered_by, notice.ordered_at) == (crew, engineering, caller, ORDERED)
    assert (notice.served_at, notice.settled_at, notice.answer) == (None, None, "")
    repair.refresh_from_db()
    assert (repair.status, repair.appointment_from, repair.appointment_until) == ("registered", None, None)
    order = current_order(repair)
    assert (order.number, order.crew.count(), order.finished_at) == (f"{repair.number}-2", 0, None)
    assert history(repair)[-1] == ("rectify", "registered", "It drips.")
    assert owes(repair) == {
        "RP-7/order-back": "11-24 11:05",
        "RP-11/dispatch": "11-23 16:35",
        "CB-9/notice": "11-24 04:05",
        "RP-9/finish": "12-01 00:00",
    }
    owed = Promise.objects.get(rule="CB-9/notice")
    assert (owed.occurrence, owed.holder, owed.made_by) == (notice.number, caller, caller)


@pytest.mark.django_db
def test_cb9_bad_work_on_an_urgent_repair_is_urgent_again() -> None:
    repair = make_done(category=make_category(urgent=True))
    make_notice(repair, fault="work")
    owed = owes(repair)
    assert (owed["RP-11/dispatch-urgent"], owed["RP-9/finish-urgent"]) == ("11-23 16:10", "11-24 16:05")


@pytest.mark.django_db
def test_cb9_bad_work_after_the_repair_was_closed_reopens_it() -> None:
    repair = make_done()
    actions.close(repair, by=None, now=DONE)
    make_notice(repair, fault="work")
    assert Repair.objects.get().status == "registered"


@pytest.mark.parametrize("fault", ["delay", "manner", "charge", "other"])
@pytest.mark.django_db
def test_cb9_what_is_not_about_the_work_leaves_the_repair_as_it_is(fault: str) -> None:
    repair = make_done()
    notice = make_notice(repair, fault=fault)
    repair.refresh_from_db()
    assert (repair.status, repair.orders.count(), notice.to) == ("finished", 1, crew_of(repair))
    assert history(repair)[-1] == ("rectify", "finished", "He smoked.")
    assert sorted(owes(repair)) == ["CB-9/notice", "RP-7/order-back"]


@pytest.mark.django_db
def test_cb9_bad_work_while_the_permanent_repair_goes_on_belongs_to_the_order_in_hand() -> None:
    first = make_staff(Role.CREW)
    repair = make_on_site(first, category=make_category(urgent=True))
    actions.make_safe(repair, findings="Valve shut", permanent_on=MONDAY.date(), by=first, now=DONE)
    made_safe = repair.orders.get(sequence=1)
    before = owes(repair)
    notice = actions.order_rectification(
        repair, "work", "It drips.", order=made_safe, number="Z-1", by=make_staff(), now=ORDERED
    )
    assert (notice.to, repair.status, repair.orders.count()) == (first, "registered", 2)
    assert owes(repair) == {**before, "CB-9/notice": "11-24 04:05"}


@pytest.mark.django_db
def test_cb9_goes_to_whoever_was_in_charge_of_the_order_that_was_found_fault_with() -> None:
    one, two = make_staff(Role.CREW), make_staff(Role.CREW)
    repair = make_done(two, one)
    assert make_notice(repair).to == two


@pytest.mark.django_db
def test_cb9_reopened_by_somebody_else_meanwhile_changes_nothing() -> None:
    repair = make_done()
    stale = Repair.objects.get(pk=repair.pk)
    make_notice(repair, fault="work")
    before = (Rectification.objects.count(), Promise.objects.count(), Move.objects.count(), repair.orders.count())
    with pytest.raises(InvalidMove):
        make_notice(stale, fault="work")
    after = (Rectification.objects.count(), Promise.objects.count(), Move.objects.count(), repair.orders.count())
    assert after == before
