"""Entering promises into the ledger."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.forms import model_to_dict
from pytest_django import DjangoAssertNumQueries

from office import clock, promises
from office.models import Department, Promise, Role, TimeLimit
from office.tests.factories import (
    MONDAY,
    home,
    make_community,
    make_department,
    make_limit,
    make_promise,
    make_staff,
    make_unit,
    owed,
)

pytestmark = pytest.mark.django_db


def in_days(days: int, hour: int = 0) -> datetime:
    return clock.at(date(2026, 11, 23) + timedelta(days=days), time(hour), home())


def test_make_writes_the_whole_row() -> None:
    unit, receptionist = make_unit(), make_staff()
    department = make_department(Department.Kind.CUSTOMER_SERVICE)
    made = promises.make([owed(subject="R-1", occurrence="1.1", unit=unit, urgent=True)], by=receptionist, now=MONDAY)
    row = Promise.objects.get()
    assert made == [row]
    assert model_to_dict(row) == {
        "id": row.pk,
        "rule": "CB-5/first",
        "subject": "R-1",
        "occurrence": "1.1",
        "about": "Broken door handle",
        "urgent": True,
        "limit": TimeLimit.objects.get(rule="CB-5/first").pk,
        "community": unit.community_id,
        "unit": unit.pk,
        "place": "",
        "department": department.pk,
        "holder": None,
        "confidential": False,
        "hidden_from": None,
        "made_at": MONDAY,
        "made_by": receptionist.pk,
        "base_at": MONDAY,
        "waits_for": "",
        "opens_at": None,
        "due_at": in_days(8),
        "next_alert_at": in_days(7, 12),
        "alerted": Promise.Level.NONE,
        "extends": None,
        "ended_at": None,
        "ended_by": None,
        "outcome": "",
        "why": "",
        "failures": 0,
    }


def test_make_without_a_warning_looks_at_the_limit_first() -> None:
    promise = make_promise(rule="RP-11/acknowledge")
    assert promise.next_alert_at == promise.due_at == MONDAY + timedelta(minutes=10)


def test_make_waiting_has_no_date_and_no_alert() -> None:
    promise = make_promise(rule="CB-3/rain", waits_for="rain")
    found = Promise.objects.waiting().get()
    assert found == promise
    assert (found.waits_for, found.base_at, found.opens_at, found.due_at, found.next_alert_at) == (
        "rain",
        None,
        None,
        None,
        None,
    )


def test_make_with_a_date_does_not_wait() -> None:
    assert make_promise(base_at=MONDAY, waits_for="rain").waits_for == ""


def test_make_with_an_own_due_date_warns_before_that() -> None:
    agreed = MONDAY + timedelta(days=2)
    promise = make_promise(rule="RP-11/appointment", due_at=agreed)
    assert (promise.due_at, promise.next_alert_at) == (agreed, agreed - timedelta(minutes=45))


def test_make_cuts_what_it_is_about_to_what_fits() -> None:
    assert make_promise(about="水" * 121).about == "水" * 120


def test_make_goes_to_the_department_that_is_named() -> None:
    make_department(Department.Kind.CUSTOMER_SERVICE)
    engineering = make_department(Department.Kind.ENGINEERING)
    assert make_promise(department=engineering).department == engineering


def test_make_takes_the_department_of_its_own_community() -> None:
    make_department(Department.Kind.CUSTOMER_SERVICE, community=make_community())
    assert make_promise(community=make_community()).department is None


def test_make_takes_the_newest_limit() -> None:
    make_limit("CB-5/first", amount=6)
    make_limit("CB-5/first", amount=5)
    assert make_promise().due_at == in_days(6)


def test_make_takes_the_limit_of_the_community_before_the_general_one() -> None:
    make_limit("CB-5/first", community=home(), amount=2)
    make_limit("CB-5/first", amount=9)
    assert make_promise().due_at == in_days(3)
    assert make_promise(community=make_community()).due_at == in_days(10)


def test_make_nothing() -> None:
    assert promises.make([], by=None, now=MONDAY) == []


@pytest.mark.parametrize("number", [1, 30])
def test_make_costs_three_statements(number: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    home()
    wanted = [owed(subject=f"R-{n}") for n in range(number)]
    with django_assert_num_queries(3):
        promises.make(wanted, by=None, now=MONDAY)
    assert Promise.objects.count() == number


def test_nothing_is_owed_twice() -> None:
    make_promise(subject="R-1", occurrence="1.1")
    make_promise(subject="R-1", occurrence="1.2")
    make_promise(subject="R-2", occurrence="1.1")
    with pytest.raises(IntegrityError, match="nothing_is_owed_twice"), transaction.atomic():
        make_promise(subject="R-1", occurrence="1.1")
    assert Promise.objects.count() == 3


def test_of_several_that_are_owed_one_of_them_twice_none_is_made() -> None:
    make_promise(subject="R-1")
    with pytest.raises(IntegrityError), transaction.atomic():
        promises.make([owed(subject="R-2"), owed(subject="R-1")], by=None, now=MONDAY)
    assert Promise.objects.get().subject == "R-1"


def test_make_without_a_date_must_say_what_it_waits_for() -> None:
    with pytest.raises(IntegrityError, match="without_a_date_it_waits_for_something"), transaction.atomic():
        make_promise(waits_for="")


def test_make_opens_before_it_is_due() -> None:
    base = in_days(0, 0)
    row = make_promise(rule="CB-2/second", base_at=base)
    with pytest.raises(IntegrityError, match="it_opens_before_it_is_due"), transaction.atomic():
        Promise.objects.filter(pk=row.pk).update(opens_at=row.due_at)


def test_visible_to_their_communities_without_what_is_confidential_or_hidden_from_them() -> None:
    receptionist, manager = make_staff(), make_staff(Role.MANAGER)
    stranger = make_staff(Role.MANAGER, community=make_community())
    plain, hidden = make_promise(), make_promise(hidden_from=receptionist)
    confidential = make_promise(confidential=True)
    assert {person: set(Promise.objects.visible_to(person)) for person in (receptionist, manager, stranger)} == {
        receptionist: {plain},
        manager: {plain, hidden, confidential},
        stranger: set(),
    }


def test_overdue_is_a_question_of_the_moment() -> None:
    promise = make_promise(rule="RP-11/acknowledge")
    before, at = MONDAY + timedelta(minutes=9, seconds=59), MONDAY + timedelta(minutes=10)
    assert [list(Promise.objects.overdue(now)) for now in (before, at)] == [[], [promise]]
    assert [promise.is_overdue(now) for now in (before, at)] == [False, True]


def test_the_rule_id_is_the_rule_books() -> None:
    assert make_promise(rule="CB-2/first").rule_id == "CB-2"


def test_call_hours_end_after_they_begin() -> None:
    with pytest.raises(IntegrityError, match="calls_end_after_they_begin"), transaction.atomic():
        make_community(call_from=time(20, 30), call_until=time(8, 30))
