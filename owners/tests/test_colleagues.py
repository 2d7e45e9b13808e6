"""Who is off duty right now, and whom to tell in his place (RC-6, RC-13)."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from office.models import Department, Duty, Role, Shift, Staff
from office.tests.factories import MONDAY, home, make_department, make_staff
from owners.colleagues import Roster

pytestmark = pytest.mark.django_db

NIGHT = MONDAY.replace(hour=22)


def on_duty(department: Department, *people: Staff, shift: str = Shift.DAY) -> None:
    for person in people:
        Duty.objects.create(department=department, day=MONDAY.date(), shift=shift, post=Duty.Post.CREW, staff=person)


def test_rc13_who_stands_on_no_roster_of_this_shift_is_off_duty() -> None:
    department = make_department(Department.Kind.ENGINEERING)
    day, night = (make_staff(Role.CREW, department=department) for _shift in range(2))
    on_duty(department, day)
    on_duty(department, night, shift=Shift.NIGHT)
    now_on = {at: [Roster.at(home(), at).is_away(person) for person in (day, night)] for at in (MONDAY, NIGHT)}
    assert now_on == {MONDAY: [False, True], NIGHT: [True, False]}


def test_rc13_where_there_is_no_roster_everybody_counts_as_there() -> None:
    department = make_department(Department.Kind.ENGINEERING)
    person = make_staff(Role.CREW, department=department)
    on_duty(department, make_staff(Role.CREW))
    assert Roster.at(home(), MONDAY + timedelta(days=1)).is_away(person) is False


def test_who_stands_in_for_another_department_is_there() -> None:
    own, other = make_department(Department.Kind.ENGINEERING), make_department(Department.Kind.ORDER)
    person = make_staff(Role.CREW, department=own)
    on_duty(own, make_staff(Role.CREW))
    on_duty(other, person)
    assert Roster.at(home(), MONDAY).is_away(person) is False


def test_rc6_the_deputy_if_he_is_there_then_who_is_on_duty() -> None:
    deputy = make_staff()
    department = make_department(Department.Kind.ENGINEERING, deputy=deputy)
    off, on = (make_staff(Role.CREW, department=department) for _number in range(2))
    on_duty(department, on)
    assert Roster.at(home(), MONDAY).instead_of(off) == [deputy, on]
    Staff.objects.filter(pk=deputy.pk).update(department=department)
    off.department.deputy.refresh_from_db()  # type: ignore[union-attr]
    assert Roster.at(home(), MONDAY).instead_of(off) == [on]


def test_nobody_stands_in_for_himself_and_without_a_department_nobody_does() -> None:
    department = make_department(Department.Kind.ENGINEERING)
    person = make_staff(Role.CREW, department=department)
    on_duty(department, person)
    roster = Roster.at(home(), MONDAY)
    assert (roster.instead_of(person), roster.instead_of(make_staff())) == ([], [])


def test_a_roster_is_read_in_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    department = make_department(Department.Kind.ENGINEERING)
    on_duty(department, *(make_staff(Role.CREW) for _number in range(3)))
    community = home()
    with django_assert_num_queries(1):
        assert len([line.staff.name for line in Roster.at(community, MONDAY).lines]) == 3
