"""What the desk cannot settle is handed over the same day (RC-4): at intake at once, or before the day ends."""

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from office.models import Department, Duty, Promise, Role, Shift
from office.tests.factories import MONDAY, make_department, make_staff, make_unit
from owners.actions import matters
from owners.models import Matter
from owners.tests.cases import history, make_handed_over, make_matter, owes, told
from owners.tests.factories import make_contact

pytestmark = pytest.mark.django_db


def test_rc4_a_matter_handed_over_at_intake_is_the_heads_to_decide_today() -> None:
    head = make_staff(Role.HEAD, name="罗秀兰")
    department = make_department(Department.Kind.ENVIRONMENT, head=head, name="环境部")
    matter = make_matter(department=department)
    matter.refresh_from_db()
    assert (matter.status, matter.handed_to, matter.handed_at) == (Matter.Status.HANDED_OVER, head, MONDAY)
    assert owes(matter) == {"RC-4/decision": ("11-23 18:00", "罗秀兰")}
    assert Promise.objects.get().department == department
    assert history(matter) == [("hand_over", "handed_over", "环境部 罗秀兰")]
    assert told(head) == [matter.number]


def test_rc4_handed_over_from_four_o_clock_on_it_is_decided_by_ten_the_next_day() -> None:
    before, after = (make_handed_over(now=MONDAY.replace(hour=hour, minute=0), department=make_department(kind))
                     for hour, kind in ((15, Department.Kind.OFFICE), (16, Department.Kind.ORDER)))  # fmt: skip
    assert [owes(matter)["RC-4/decision"][0] for matter in (before, after)] == ["11-23 18:00", "11-24 10:00"]


def test_rc4_otherwise_the_receptionist_hands_it_over_before_the_day_of_the_contact_ends() -> None:
    taker = make_staff(name="林晓燕")
    matter = make_matter(by=taker)
    assert (matter.status, matter.handed_at) == (Matter.Status.TAKEN, None)
    assert owes(matter) == {"RC-4/handover": ("11-24 00:00", "林晓燕")}
    assert history(matter) == [("take", "taken", "")]


def test_rc4_the_day_is_that_of_the_contact_however_late_it_is_written_down() -> None:
    contact = make_contact(at=MONDAY - timedelta(days=1))
    assert owes(make_matter(contact=contact))["RC-4/handover"][0] == "11-23 00:00"


def test_rc4_a_department_chosen_for_later_is_only_remembered() -> None:
    department = make_department(Department.Kind.ENVIRONMENT, head=make_staff(Role.HEAD))
    matter = make_matter(department=department, status=Matter.Status.TAKEN)
    assert (matter.department, matter.handed_to, list(owes(matter))) == (department, None, ["RC-4/handover"])


def test_rc13_whoever_is_on_duty_as_head_decides() -> None:
    head, deputy = make_staff(Role.HEAD), make_staff(name="代理")
    department = make_department(Department.Kind.ENVIRONMENT, head=head)
    Duty.objects.create(department=department, day=MONDAY.date(), shift=Shift.DAY, post=Duty.Post.HEAD, staff=deputy)
    matter = make_matter(department=department)
    assert (matter.handed_to, owes(matter)["RC-4/decision"][1]) == (deputy, "代理")
    assert (told(deputy), told(head)) == ([matter.number], [])


def test_rc4_the_deputy_stands_in_for_a_head_who_has_left() -> None:
    deputy = make_staff()
    gone = make_staff(Role.HEAD, is_active=False)
    department = make_department(Department.Kind.ENVIRONMENT, head=gone, deputy=deputy)
    assert make_matter(department=department).handed_to == deputy


def test_rc4_where_nobody_leads_the_department_itself_holds_it() -> None:
    matter = make_matter(department=make_department(Department.Kind.ENVIRONMENT))
    assert (matter.handed_to, owes(matter)) == (None, {"RC-4/decision": ("11-23 18:00", "")})


def test_rc8_it_takes_home_and_estate_from_the_contact_it_came_from() -> None:
    unit = make_unit()
    contact = make_contact(unit=unit)
    matter = make_matter(contact=contact)
    assert (matter.contact, matter.unit, matter.community) == (contact, unit, contact.community)
    assert (Promise.objects.get().unit, Promise.objects.get().place) == (unit, unit.number)


def test_qa9_the_rows_tell_who_was_handed_over_on_the_day_of_the_contact() -> None:
    yesterday = make_contact(at=MONDAY - timedelta(days=1))
    same, late, never = (
        make_handed_over(),
        make_handed_over(contact=yesterday, department=make_department()),
        make_matter(),
    )
    days = Matter.objects.values_list("number", "contact__at", "handed_at")
    local = {number: handed and (handed - at) < timedelta(hours=14) for number, at, handed in days}
    assert local == {same.number: True, late.number: False, never.number: None}


def test_entering_takes_two_statements_and_the_handing_over_four_more(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    contact, head = make_contact(), make_staff(Role.HEAD)
    department = make_department(Department.Kind.ENVIRONMENT, head=head)
    taken = Matter(number="S-20261123-0001", text="When?")
    handed = Matter(number="S-20261123-0002", text="When?", department=department, status="handed_over")
    for matter, statements, rule in ((taken, 2, "RC-4/handover"), (handed, 6, "RC-4/decision")):
        with django_assert_num_queries(statements):
            owed = matters.enter(matter, contact, by=contact.taken_by, now=MONDAY)
        assert [row.rule for row in owed] == [rule]
