"""What recurs is shown at intake (CP-7): the same from the same home, or the same thing from any, not long ago."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from complaints import actions
from complaints.models import Complaint, Type
from complaints.recurring import SHOWN, Recurrence, Subject, place_key, recurrence
from complaints.reporting.collecting import collect
from complaints.tests.clock import LATER
from complaints.tests.factories import a_contact, make_complaint
from complaints.tests.reports import week_of
from office.models import Department, Role, Staff, Unit
from office.tests.factories import MONDAY, home, make_community, make_department, make_limit, make_staff, make_unit
from repairs.tests.pages import desk, elsewhere

MIDNIGHT = MONDAY.replace(hour=0, minute=0)
pytestmark = pytest.mark.django_db


def before(days: int, **fields: Any) -> Complaint:
    """A complaint of so many days before MONDAY."""
    at = MONDAY - timedelta(days=days)
    return make_complaint(now=at, **fields)


def hint(client: Client | None = None, **asked: Any) -> str:
    """What the reception screen is told, such as of a home and what the complaint is about."""
    answer = (client or desk()).get("/complaints/recurring/", {"type": str(Type.PARKING), **asked})
    assert answer.status_code == 200
    return answer.content.decode().strip()


def same(subject: Subject, user: Staff | None = None, until: datetime = MONDAY, **more: Any) -> Recurrence:
    return recurrence(subject, user=user or make_staff(), until=until, **more)


def found(unit: Unit, type_: str = Type.PARKING, **more: Any) -> list[Complaint]:
    """From this home, of this type."""
    return same(Subject(unit.community, unit, type_), **more).rows


def about(user: Staff | None = None, **thing: Any) -> list[Complaint]:
    """About this thing, from wherever."""
    return same(Subject(home(), **thing), user).rows


def test_cp7_the_same_type_from_the_same_home_within_90_days_the_newest_first() -> None:
    unit = make_unit("3-2-501")
    old, new = before(80, unit=unit), before(2, unit=unit)
    before(2, unit=make_unit("3-2-502")), before(2, unit=unit, type=Type.LIFT), before(2)
    assert found(unit) == [new, old]


def test_cp7_the_ninetieth_day_counts_from_its_beginning() -> None:
    unit = make_unit()
    first = make_complaint(unit=unit, now=MIDNIGHT - timedelta(days=90))
    make_complaint(unit=unit, now=MIDNIGHT - timedelta(days=90, minutes=1))
    assert found(unit) == [first]


def test_cp7_the_number_of_days_is_a_row() -> None:
    unit = make_unit()
    before(40, unit=unit)
    make_limit("CP-7/recurring", amount=30)
    assert found(unit) == []


def test_cp7_what_came_later_or_was_a_wrong_entry_does_not_count() -> None:
    unit = make_unit()
    wrong, this = before(5, unit=unit), before(3, unit=unit)
    actions.void(wrong, "entered twice", by=make_staff(Role.MANAGER), now=MONDAY)
    before(1, unit=unit)
    assert found(unit, until=this.received_at, but=this) == []


def test_cp7_of_letters_from_one_box_the_one_entered_first_came_before() -> None:
    unit = make_unit()
    first, second, third = (make_complaint(unit=unit) for _ in range(3))
    at = first.received_at
    assert [found(unit, until=at, but=this) for this in (first, second, third)] == [[], [first], [second, first]]


def test_qa2_what_is_counted_as_one_event_does_not_recur_with_itself() -> None:
    garage = [before(days, about_place="Garage") for days in (9, 8, 7)]
    lead, other, _alone = garage
    actions.join(other, lead, by=make_staff(Role.MANAGER), now=MONDAY)
    assert [same(Subject(home(), place="garage"), until=this.received_at, but=this).rows for this in garage] == [
        [], [], [other, lead],
    ]  # fmt: skip


def test_cp7_whoever_serves_two_estates_is_complained_of_in_each_by_itself() -> None:
    both = [home(), make_community()]
    guard, boss = make_staff(communities=both), make_staff(Role.MANAGER, communities=both)
    here, _there = (before(5, about_staff=guard, community=community) for community in both)
    assert about(boss, staff=guard) == [here]


def test_cp7_the_page_and_the_weekly_report_find_the_same() -> None:
    unit, guard, boss = make_unit(), make_staff(), make_staff(Role.MANAGER)
    things: list[dict[str, Any]] = [
        {"unit": unit}, {"unit": unit, "type": Type.LIFT}, {"unit": unit, "about_place": "Gate 2"}, {},
        {"about_place": "gate2"}, {"about_staff": guard}, {"about_staff": guard, "unit": unit}, {"unit": unit},
    ]  # fmt: skip
    rows = [make_complaint(now=MONDAY - timedelta(days=number // 3), **fields) for number, fields in enumerate(things)]
    actions.join(rows[7], rows[0], by=boss, now=MONDAY)
    report = {row.number: {other.number for other in row.earlier} for row in collect(week_of())}
    pages = {
        row.number: {other.number for other in same(Subject.of(row), boss, row.received_at, but=row).rows}
        for row in rows
        if row.received_at >= week_of().since
    }
    assert {number: report[number] for number in pages} == pages
    assert any(pages.values())


def test_cp7_the_same_department_or_place_from_any_home_and_without_one() -> None:
    garage, order = "Garage B1", make_department(Department.Kind.ORDER)
    one, other = before(9, unit=make_unit("3-2-501"), about_department=order), before(8, about_department=order)
    place = before(7, unit=make_unit("9-1-101"), type=Type.LIFT, about_place=garage)
    before(6, about_department=make_department(Department.Kind.FINANCE), about_place="Garage B2")
    assert about(department=order) == [other, one]
    assert about(place=garage) == [place]
    assert about(department=order, place=garage) == [place, other, one]


@pytest.mark.parametrize("typed", ["3栋 大堂 b1", "３栋大堂Ｂ１", " 3栋\u3000大堂B1 ", "3栋大堂b1"])
def test_cp7_a_place_is_the_same_however_it_is_typed(typed: str) -> None:
    place = before(2, about_place="3栋 大堂B1")
    before(2, about_place="3栋 大堂B11"), before(2)
    assert about(place=typed) == [place]
    assert place_key(typed) == "3栋大堂b1"


def test_cp7_the_same_place_of_another_estate_is_another() -> None:
    both = make_staff(Role.MANAGER, communities=[home(), other := make_community()])
    here = before(2, about_place="Garage")
    before(2, about_place="Garage", community=other)
    assert about(both, place="garage") == [here]


def test_cp7_the_same_person_is_known_to_who_may_know_of_it_and_never_to_himself() -> None:
    guard = make_staff(Role.MANAGER)
    complaint = before(5, about_staff=guard)
    readers = (make_staff(Role.MANAGER), make_staff(Role.RECEPTION), guard)
    assert [about(user, staff=guard) for user in readers] == [[complaint], [], []]


def test_cp7_those_from_the_home_stand_first_and_each_counts_once() -> None:
    unit, place = make_unit("3-2-501"), "Gate 2"
    home_only, both = before(30, unit=unit), before(20, unit=unit, about_place=place)
    elsewhere_ = before(1, about_place=place)
    seen = same(Subject(unit.community, unit, Type.PARKING, place=place))
    assert (seen.from_home, seen.about) == ([both, home_only], [elsewhere_])
    assert (seen.count, seen.of_home, seen.of_others, seen.time, seen.days) == (3, 2, 1, 4, 90)


def test_cp7_the_page_of_a_complaint_knows_its_own_subject() -> None:
    unit, order = make_unit(), make_department(Department.Kind.ORDER)
    one = before(5, about_department=order)
    this = make_complaint(contact=a_contact(unit=unit), about_department=order, about_place="Gate")
    subject = Subject.of(Complaint.objects.for_page().get(pk=this.pk))
    assert subject == Subject(home(), unit, Type.PARKING, None, order, "Gate")
    assert subject.name == f"{order.name}, Gate"
    assert same(subject, but=this).rows == [one]


def test_all_are_counted_though_only_some_are_listed() -> None:
    for _number in range(SHOWN + 2):
        before(1, about_place="Lift")
    seen = same(Subject(home(), place="lift"))
    assert (len(seen.rows), seen.count, seen.of_home) == (SHOWN, SHOWN + 2, 0)


def test_cp7_a_confidential_one_is_counted_for_nobody_who_may_not_know_of_it() -> None:
    unit = make_unit()
    complaint = before(5, unit=unit, about_place="Gate", confidential=True)
    for asked in (Subject(unit.community, unit, Type.PARKING), Subject(unit.community, place="gate")):
        assert [same(asked, make_staff(role)).count for role in (Role.RECEPTION, Role.MANAGER)] == [0, 1]
        assert same(asked, make_staff(Role.MANAGER)).rows == [complaint]


@pytest.mark.usefixtures("two_hours_later")
def test_cp7_the_reception_screen_is_told_which_of_the_two_it_is() -> None:
    unit, order = make_unit(), make_department(Department.Kind.ORDER, name="Order")
    one = before(2, unit=unit)
    page = hint(unit=unit.pk)
    assert ("1 complaint about this from this home within 90 days" in page, one.number in page) == (True, True)
    assert "from any home" not in page
    before(1, unit=unit)
    other = before(1, type=Type.LIFT, about_department=order)
    page = hint(unit=unit.pk, about_department=order.pk, about_place="Gate")
    assert "2 complaints about this from this home" in page
    assert ("1 complaint about Order, Gate from any home within 90 days" in page, other.number in page) == (True, True)


@pytest.mark.usefixtures("two_hours_later")
def test_cp7_without_a_home_the_thing_alone_is_enough() -> None:
    complaint = before(1, about_place="Gate 2")
    assert complaint.number in hint(community=home().pk, about_place="gate2", type="")
    assert hint(about_place="gate2") == ""


def test_it_costs_the_same_with_one_and_with_three(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    unit, user, order = make_unit(), make_staff(), make_department(Department.Kind.ORDER)
    assert user.community_ids
    subject = Subject(unit.community, unit, Type.PARKING, user, order, "Gate")
    for rows in (1, 3):
        while Complaint.objects.count() < rows:
            before(1, unit=unit, about_department=order, about_place="gate")
        with django_assert_num_queries(2):
            assert len(recurrence(subject, user=user, until=LATER).rows) == rows


@pytest.mark.parametrize("unit", ["", "abc", "-1", "9" * 30, "\0"])
def test_without_a_home_nothing_is_said(unit: str) -> None:
    before(1)
    assert hint(unit=unit, community=home().pk) == ""


@pytest.mark.parametrize("type_", ["", "weather", "\0"])
def test_without_a_type_nothing_is_said(type_: str) -> None:
    unit = make_unit()
    before(1, unit=unit)
    assert hint(unit=unit.pk, type=type_) == ""


@pytest.mark.parametrize("field", ["about_staff", "about_department", "about_place", "community"])
@pytest.mark.parametrize("value", ["", "\0", "-1", "\u200b", "x" * 61])
def test_nothing_is_said_of_what_cannot_be_meant(field: str, value: str) -> None:
    before(1, about_place="-1")
    asked: dict[str, Any] = {"community": make_community().pk, field: value}
    assert hint(**asked) == ""


@pytest.mark.usefixtures("two_hours_later")
def test_nothing_is_said_of_another_estate_or_to_who_takes_no_complaints() -> None:
    unit, order, guard = make_unit(), make_department(Department.Kind.ORDER), make_staff()
    before(1, unit=unit, about_department=order, about_place="Gate"), before(1, about_staff=guard)
    stranger = elsewhere()
    known: list[dict[str, Any]] = [
        {"unit": unit.pk},
        {"about_department": order.pk},
        {"about_staff": guard.pk, "community": home().pk},
    ]
    for asked in known:
        assert hint(stranger, **asked) == ""
    assert hint(stranger, community=home().pk, about_place="Gate") == ""
    assert [desk(role).get("/complaints/recurring/").status_code for role in (Role.CREW, Role.FINANCE)] == [403] * 2
    assert desk().post("/complaints/recurring/").status_code == 405


@pytest.mark.usefixtures("two_hours_later")
def test_cp7_the_page_of_a_complaint_says_which_of_the_two_it_is() -> None:
    unit = make_unit()
    from_home, about_place = before(9, unit=unit), before(8, about_place="Gate 2", type=Type.LIFT)
    this = make_complaint(contact=a_contact(unit=unit), about_place="gate2")
    page = desk().get(f"/{this.number}/").content.decode()
    home_at, place_at = page.index("From this home, of this type 1"), page.index("About gate2, from any home 1")
    assert home_at < page.index(from_home.number) < place_at < page.index(about_place.number)
    assert "The same before 2" in page
