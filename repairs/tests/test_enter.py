"""A repair as a case of a contact: entered inside somebody else's transaction, its promises given back (RC-8, RP-2)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from office import promises
from office.models import OutsideNumber, Promise, Role, ToldOutside
from office.tests.factories import MONDAY, make_limit, make_staff, make_unit
from owners.models import Contact
from owners.tests.factories import make_contact
from repairs import actions
from repairs.models import Category, Repair, WorkOrder
from repairs.tests.factories import history, make_category, owes

pytestmark = pytest.mark.django_db

NUMBER = "R-20261123-0042"
START = MONDAY.replace(hour=14, minute=0)


def case(contact: Contact, category: Category | None = None, **fields: Any) -> Repair:
    """An unsaved repair with its number, as the form of a contact gives it."""
    unit = contact.unit
    said = {"caller_name": contact.name, "caller_phone": contact.phone, "channel": contact.channel}
    return Repair(
        **{
            "number": NUMBER,
            "community": contact.community,
            "unit": unit,
            "place": unit.number if unit else "Building 3 lift",
            "category": category or make_category(),
            "problem": "The door handle is broken.",
            "reported_at": contact.at,
            **said,
            **fields,
        }
    )


def entered(category: Category | None = None, **fields: Any) -> tuple[Repair, list[str]]:
    """A repair entered on MONDAY, and the rules of what it promises."""
    contact = make_contact(unit=make_unit())
    repair = case(contact, category, **fields)
    owed = actions.enter(repair, contact, by=make_staff(Role.RECEPTION), now=MONDAY)
    assert Promise.objects.count() == 0
    promises.make(owed, by=None, now=MONDAY)
    return repair, [item.rule for item in owed]


def test_rc8_it_is_entered_with_its_order_and_gives_what_it_promises() -> None:
    contact, reception = make_contact(unit=make_unit("3-2-501")), make_staff(Role.RECEPTION)
    repair = case(contact)
    owed = actions.enter(repair, contact, by=reception, now=MONDAY)
    found = Repair.objects.get()
    assert (found.number, found.contact, found.taken_by, found.recorded_at) == (NUMBER, contact, reception, MONDAY)
    assert [item.rule for item in owed] == ["RP-11/dispatch", "RP-9/finish"]
    assert {(item.subject, item.place, item.base_at) for item in owed} == {(NUMBER, "3-2-501", MONDAY)}
    assert list(WorkOrder.objects.values_list("number", "issue", "printed_at")) == [(f"{NUMBER}-1", 1, None)]
    assert (history(repair), Promise.objects.count()) == ([("register", "registered", "")], 0)


def test_rc8_it_takes_three_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    contact, reception, category = make_contact(), make_staff(), make_category()
    repair = case(contact, category)
    with django_assert_num_queries(3):
        actions.enter(repair, contact, by=reception, now=MONDAY)


def test_rp11_an_urgent_one_promises_dispatch_arrival_and_finish() -> None:
    repair, rules = entered(make_category(urgent=True))
    assert rules == ["RP-11/dispatch-urgent", "RP-11/on-site", "RP-9/finish-urgent"]
    assert owes(repair) == {
        "RP-11/dispatch-urgent": "11-23 10:10",
        "RP-11/on-site": "11-23 10:35",
        "RP-9/finish-urgent": "11-24 10:05",
    }


def test_rp12_the_kind_is_the_categorys() -> None:
    repair, rules = entered(make_category(kind=Category.Kind.SERVICE))
    assert (repair.kind, rules) == (Category.Kind.SERVICE, ["RP-11/dispatch", "RP-9/finish"])


def test_rp11_an_appointment_is_promised_too() -> None:
    repair, _rules = entered(appointment_from=START, appointment_until=START + timedelta(hours=1))
    assert owes(repair) == {
        "RP-11/dispatch": "11-23 10:35",
        "RP-11/appointment": "11-23 15:15",
        "RP-9/finish": "12-01 00:00",
    }


def test_rp9_one_beyond_the_limit_extends_it_at_once_to_the_end_of_that_day() -> None:
    start = START + timedelta(days=9)
    repair, _rules = entered(appointment_from=start, appointment_until=start + timedelta(hours=1))
    assert owes(repair)["RP-9/finish"] == "12-03 00:00"
    assert Promise.objects.filter(outcome="").count() == Promise.objects.count() == 3


def test_rp9_of_several_limits_the_strictest_is_the_one_that_is_extended() -> None:
    make_limit("RP-9/finish-leak", amount=9)
    start = START + timedelta(days=8)
    repair, _rules = entered(
        make_category(leak=True), appointment_from=start, appointment_until=start + timedelta(hours=1)
    )
    assert owes(repair)["RP-9/finish"] == "12-02 00:00"


def test_rp1_what_is_not_ours_is_void_at_once_and_promises_nothing() -> None:
    repair, rules = entered(make_category(ours=False), utility_told="Water company, Ms Li", utility_told_at=MONDAY)
    assert (repair.status, rules) == (Repair.Status.VOID, [])
    assert [verb for verb, _status, _note in history(repair)] == ["register", "void"]


def test_rp11_people_trapped_who_was_rung_is_written_down_with_it() -> None:
    repair = case(make_contact(), make_category(urgent=True, stop_kind=OutsideNumber.Kind.LIFT))
    repair.told_outside = ToldOutside(to="Lift firm 4000000000", note="Mr Zhao")
    reception = make_staff(Role.RECEPTION)
    actions.enter(repair, make_contact(), by=reception, now=MONDAY)
    told = ToldOutside.objects.get()
    assert (told.subject, told.to, told.note, told.by, told.at) == (
        NUMBER,
        "Lift firm 4000000000",
        "Mr Zhao",
        reception,
        MONDAY,
    )


def test_a_repair_is_somewhere() -> None:
    contact = make_contact()
    with pytest.raises(IntegrityError, match="a_repair_is_somewhere"), transaction.atomic():
        actions.enter(case(contact, place=""), contact, by=make_staff(), now=MONDAY)
    assert Repair.objects.count() == 0


def test_an_offices_own_channel_is_kept_and_shown_as_it_is() -> None:
    repair, _rules = entered(channel="公众号留言板")
    assert Repair.objects.get().get_channel_display() == "公众号留言板"
    assert Repair(channel="hotline").get_channel_display() == "hotline"
    assert repair.has_household is True
