"""Taking a repair: what is entered, what is promised, and which limits apply (RP-1, RP-2, RP-9, RP-11, RP-12)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from office.models import Promise, Role
from office.tests.factories import MONDAY, make_limit, make_staff, make_unit
from owners.models import Channel, Contact
from repairs.models import Category, Repair, WorkOrder
from repairs.tests.factories import history, make_category, make_registered, owes

pytestmark = pytest.mark.django_db


def test_rp2_register_enters_repair_contact_and_first_order() -> None:
    unit, reception = make_unit("3-2-501"), make_staff()
    repair = make_registered(unit=unit, by=reception)
    repair.refresh_from_db()
    contact = Contact.objects.get()
    assert (repair.number, contact.number) == ("R-20261123-0001", "J-20261123-0001")
    assert (repair.status, repair.kind, repair.place, repair.taken_by, repair.recorded_at, repair.contact) == (
        Repair.Status.REGISTERED,
        Category.Kind.REPAIR,
        "3-2-501",
        reception,
        MONDAY,
        contact,
    )
    assert list(WorkOrder.objects.values_list("number", "sequence", "dispatched_at")) == [
        ("R-20261123-0001-1", 1, None)
    ]
    assert history(repair) == [("register", "registered", "")]


def test_rp2_numbers_count_up_and_belong_to_the_day_of_entry() -> None:
    first = make_registered()
    second = make_registered(now=MONDAY + timedelta(days=1), reported_at=MONDAY)
    third = make_registered()
    assert [first.number, second.number, third.number] == ["R-20261123-0001", "R-20261124-0001", "R-20261123-0002"]


def test_rp9_a_burst_kitchen_pipe_is_urgent_and_owes_24_hours() -> None:
    repair = make_registered(category=make_category("Pipe burst, our side of the meter", urgent=True))
    assert (repair.urgent, repair.leak) == (True, False)
    assert owes(repair) == {
        "RP-11/dispatch-urgent": "11-23 10:10",
        "RP-11/on-site": "11-23 10:35",
        "RP-9/finish-urgent": "11-24 10:05",
    }
    assert set(Promise.objects.values_list("urgent", flat=True)) == {True}


def test_rp9_seepage_through_an_outer_wall_is_a_leak_and_owes_3_days() -> None:
    repair = make_registered(category=make_category("Seepage through the outer wall", leak=True))
    assert (repair.urgent, repair.leak) == (False, True)
    assert owes(repair) == {"RP-11/dispatch": "11-23 10:35", "RP-9/finish-leak": "11-27 00:00"}
    assert set(Promise.objects.values_list("urgent", flat=True)) == {False}


@pytest.mark.parametrize(
    ("marks", "finish"),
    [
        ({}, {"RP-9/finish": "12-01 00:00"}),
        ({"safety": True}, {"RP-9/finish-safety": "11-26 00:00"}),
        ({"leak": True, "safety": True}, {"RP-9/finish-safety": "11-26 00:00"}),
        ({"urgent": True, "leak": True}, {"RP-9/finish-urgent": "11-24 10:05"}),
        ({"urgent": True, "safety": True}, {"RP-9/finish-urgent": "11-24 10:05"}),
    ],
)
def test_rp9_of_several_limits_the_strictest_applies(marks: dict[str, bool], finish: dict[str, str]) -> None:
    repair = make_registered(category=make_category("", **marks))
    assert {rule: due for rule, due in owes(repair).items() if rule.startswith("RP-9/")} == finish


def test_rp9_which_limit_is_strictest_follows_the_managers_numbers() -> None:
    make_limit("RP-9/finish-leak", amount=9)
    repair = make_registered(category=make_category(leak=True))
    assert owes(repair) == {"RP-11/dispatch": "11-23 10:35", "RP-9/finish": "12-01 00:00"}


def test_rp1_reception_may_raise_the_urgency() -> None:
    repair = make_registered(urgent=True)
    assert owes(repair) == {
        "RP-11/dispatch-urgent": "11-23 10:10",
        "RP-11/on-site": "11-23 10:35",
        "RP-9/finish-urgent": "11-24 10:05",
    }


def test_rp1_an_urgent_category_stays_urgent_whatever_the_form_says() -> None:
    repair = make_registered(category=make_category(urgent=True), urgent=False)
    assert Repair.objects.get(pk=repair.pk).urgent is True


def test_rp1_a_burst_on_the_utilitys_side_is_recorded_and_owes_nothing() -> None:
    not_ours = make_category("Burst before the meter", ours=False)
    repair = make_registered(category=not_ours, utility_told="Water company, Ms Li", utility_told_at=MONDAY)
    assert (repair.status, owes(repair)) == (Repair.Status.VOID, {})
    assert [(verb, status) for verb, status, _note in history(repair)] == [("register", "registered"), ("void", "void")]
    assert "Water company, Ms Li" in history(repair)[1][2]


def test_rp11_a_job_reported_at_night_is_dispatched_by_nine() -> None:
    night = MONDAY.replace(hour=20, minute=30)
    assert owes(make_registered(now=night))["RP-11/dispatch"] == "11-24 09:00"
    assert owes(make_registered(now=night, urgent=True))["RP-11/dispatch-urgent"] == "11-23 20:35"


def test_rp11_the_appointment_is_promised() -> None:
    start = MONDAY.replace(hour=14, minute=0)
    repair = make_registered(appointment_from=start, appointment_until=start + timedelta(hours=1))
    assert owes(repair) == {
        "RP-11/dispatch": "11-23 10:35",
        "RP-11/appointment": "11-23 15:15",
        "RP-9/finish": "12-01 00:00",
    }


def test_rp9_an_appointment_beyond_the_limit_extends_it_to_the_end_of_that_day() -> None:
    start = MONDAY + timedelta(days=9)
    repair = make_registered(appointment_from=start, appointment_until=start + timedelta(hours=1))
    assert owes(repair)["RP-9/finish"] == "12-03 00:00"
    assert Promise.objects.count() == 3


def test_rp9_limits_count_from_the_report_not_from_the_entry() -> None:
    repair = make_registered(urgent=True, reported_at=MONDAY - timedelta(hours=2))
    assert owes(repair)["RP-9/finish-urgent"] == "11-24 08:05"


def test_rp9_a_report_entered_more_than_30_days_late_counts_from_its_entry() -> None:
    repair = make_registered(reported_at=MONDAY - timedelta(days=31))
    assert owes(repair)["RP-9/finish"] == "12-01 00:00"


def test_rp12_a_special_service_is_taken_and_numbered_like_a_repair() -> None:
    repair = make_registered(category=make_category("Cleaning", kind=Category.Kind.SERVICE))
    assert (repair.number, repair.kind) == ("R-20261123-0001", Category.Kind.SERVICE)
    assert owes(repair) == {"RP-11/dispatch": "11-23 10:35", "RP-9/finish": "12-01 00:00"}


def test_the_database_refuses_a_report_that_lies_ahead() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_registered(reported_at=MONDAY + timedelta(minutes=3))
    assert Repair.objects.count() == 0


def test_cb1_what_a_patrol_found_has_no_household_behind_it() -> None:
    assert make_registered(channel=Channel.PATROL).has_household is False
    assert make_registered(unit=make_unit(), by=make_staff(Role.RECEPTION)).has_household is True
