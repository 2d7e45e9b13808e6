"""Who is on duty at which moment (RC-13)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries

from office.duty import Turn, ending_at, head_on_duty, on_duty, posts_of, turn_at
from office.models import Department, Duty, Role, Shift, Staff
from office.tests.factories import MONDAY, home, make_community, make_department, make_staff
from office.tests.rosters import TODAY, put_on

pytestmark = pytest.mark.django_db

Kind, Post = Department.Kind, Duty.Post
DAY = timedelta(days=1)
YORK = ZoneInfo("America/New_York")


def at(hour: int, minute: int = 0, *, day: int = 0) -> datetime:
    """An hour of MONDAY, or of a later day."""
    return MONDAY.replace(hour=hour, minute=minute) + day * DAY


def names(department: Department, now: datetime) -> list[str]:
    """Who is on duty for the department, by name."""
    return [staff.name for staff in on_duty([department.community], now).get(department.pk, [])]


# ── which shift is on ───────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("now", "turn"),
    [
        (at(7, 59), Turn(TODAY - DAY, Shift.NIGHT)),
        (at(8), Turn(TODAY, Shift.DAY)),
        (at(19, 59), Turn(TODAY, Shift.DAY)),
        (at(20), Turn(TODAY, Shift.NIGHT)),
        (at(23, 59), Turn(TODAY, Shift.NIGHT)),
        (at(0, day=1), Turn(TODAY, Shift.NIGHT)),
        (at(7, 59, day=1), Turn(TODAY, Shift.NIGHT)),
        (at(8, day=1), Turn(TODAY + DAY, Shift.DAY)),
    ],
)
def test_rc13_the_night_belongs_to_the_day_on_which_it_begins(now: datetime, turn: Turn) -> None:
    assert turn_at(now, home()) == turn


def test_rc13_the_hours_are_the_communitys() -> None:
    early = make_community(day_from=time(6, 30), night_from=time(18, 30))
    assert [turn_at(at(18, minute), early).shift for minute in (29, 30)] == [Shift.DAY, Shift.NIGHT]
    assert turn_at(at(6, 30), early) == Turn(TODAY, Shift.DAY)


def test_rc13_shifts_follow_each_other_without_a_gap() -> None:
    turn = Turn(TODAY, Shift.DAY)
    for _ in range(4):
        assert turn.ends(home()) == turn.following().begins(home())
        assert turn.following().preceding() == turn
        turn = turn.following()
    assert turn == Turn(TODAY + 2 * DAY, Shift.DAY)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 10, 31), 13), (date(2027, 3, 13), 11), (date(2026, 7, 1), 12)])
def test_rc13_a_night_in_which_the_clock_is_changed_is_longer_or_shorter(day: date, hours: int) -> None:
    west = make_community(time_zone="America/New_York")
    night = Turn(day, Shift.NIGHT)
    assert night.ends(west) - night.begins(west) == timedelta(hours=hours)


def test_rc13_the_hour_that_comes_twice_belongs_to_one_night() -> None:
    west = make_community(time_zone="America/New_York")
    first = datetime(2026, 11, 1, 1, 30, tzinfo=YORK)
    both = [first.astimezone(UTC), first.replace(fold=1).astimezone(UTC)]
    assert both[1] - both[0] == timedelta(hours=1)
    assert [turn_at(moment, west) for moment in both] == [Turn(date(2026, 10, 31), Shift.NIGHT)] * 2


@pytest.mark.parametrize(
    ("now", "turn"),
    [
        (at(19, 40), Turn(TODAY, Shift.DAY)),
        (at(20, 20), Turn(TODAY, Shift.DAY)),
        (at(7, 45), Turn(TODAY - DAY, Shift.NIGHT)),
        (at(8, 15), Turn(TODAY - DAY, Shift.NIGHT)),
    ],
)
def test_the_shift_to_hand_over_is_the_one_whose_end_is_nearest(now: datetime, turn: Turn) -> None:
    assert ending_at(now, home()) == turn


# ── who answers for a department ────────────────────────────────────────────
def test_rc13_whoever_is_on_the_hotline_and_at_the_window_answers_for_customer_service() -> None:
    desk = make_department()
    window, hotline, head = (make_staff(name=name) for name in ("Window", "Hotline", "Head"))
    put_on(window, desk, Post.WINDOW)
    put_on(head, desk, Post.HEAD)
    put_on(hotline, desk, Post.HOTLINE, Post.WINDOW)
    assert names(desk, MONDAY) == ["Hotline", "Window"]


def test_rc13_the_crew_on_call_answers_for_engineering() -> None:
    engineering = make_department(Kind.ENGINEERING)
    put_on(make_staff(Role.CREW, name="Crew"), engineering, Post.CREW)
    put_on(make_staff(Role.HEAD, name="Head"), engineering, Post.HEAD)
    assert names(engineering, MONDAY) == ["Crew"]


@pytest.mark.parametrize("kind", [Kind.CUSTOMER_SERVICE, Kind.ENGINEERING, Kind.ENVIRONMENT, Kind.FINANCE])
def test_rc13_otherwise_the_head_or_deputy_on_duty_answers(kind: str) -> None:
    department = make_department(kind)
    put_on(make_staff(Role.HEAD, name="Head"), department, Post.HEAD)
    assert names(department, MONDAY) == ["Head"]
    assert posts_of(kind)[-1] == Post.HEAD


def test_rc13_only_the_shift_that_is_on() -> None:
    desk = make_department()
    for shift in Shift:
        put_on(make_staff(name=f"{shift} today"), desk, shift=shift)
        put_on(make_staff(name=f"{shift} tomorrow"), desk, shift=shift, day=TODAY + DAY)
    asked = [at(10), at(22), at(3, day=1), at(10, day=1), at(3, day=2), at(10, day=2)]
    assert [names(desk, now) for now in asked] == [
        ["day today"],
        ["night today"],
        ["night today"],
        ["day tomorrow"],
        ["night tomorrow"],
        [],
    ]


def test_rc13_each_community_by_its_own_clock() -> None:
    here, west = make_department(), make_department(community=make_community(time_zone="America/New_York"))
    put_on(make_staff(name="Here"), here)
    put_on(make_staff(name="West", community=west.community), west, day=TODAY - DAY, shift=Shift.NIGHT)
    found = on_duty([here.community, west.community], MONDAY)
    assert {key: [staff.name for staff in people] for key, people in found.items()} == {
        here.pk: ["Here"],
        west.pk: ["West"],
    }


def test_rc13_who_left_or_no_longer_serves_the_community_is_not_on_duty() -> None:
    desk = make_department()
    gone, elsewhere, here = (make_staff(name=name) for name in ("Gone", "Elsewhere", "Here"))
    for staff in (gone, elsewhere, here):
        put_on(staff, desk)
    Staff.objects.filter(pk=gone.pk).update(is_active=False)
    elsewhere.communities.set([make_community()])
    assert names(desk, MONDAY) == ["Here"]


def test_rc13_of_another_community_nothing_is_said() -> None:
    desk = make_department()
    put_on(make_staff(), desk)
    assert on_duty([make_community()], MONDAY) == {}
    assert on_duty([], MONDAY) == {}


@pytest.mark.parametrize("count", [1, 3])
def test_one_statement_however_many(count: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    communities = [make_community() for _ in range(count)]
    for community in communities:
        for kind in (Kind.CUSTOMER_SERVICE, Kind.ENGINEERING):
            department = make_department(kind, community=community)
            for _ in range(count):
                put_on(make_staff(community=community), department, *posts_of(kind))
    with django_assert_num_queries(1):
        found = on_duty(communities, MONDAY)
    assert [len(people) for people in found.values()] == [count] * 2 * count


# ── who decides for it ──────────────────────────────────────────────────────
def test_rc13_the_head_by_the_roster_then_the_head_then_the_deputy() -> None:
    head, deputy, on_call = (make_staff(Role.HEAD, name=name) for name in ("Head", "Deputy", "On call"))
    department = make_department(Kind.ENGINEERING, head=head, deputy=deputy)
    put_on(on_call, department, Post.HEAD)
    put_on(make_staff(Role.CREW), department, Post.CREW)
    assert head_on_duty(department, MONDAY) == on_call
    assert head_on_duty(department, at(21)) == head
    Staff.objects.filter(pk=head.pk).update(is_active=False)
    assert head_on_duty(Department.objects.get(pk=department.pk), at(21)) == deputy
    Staff.objects.filter(pk__in=[deputy.pk, on_call.pk]).update(is_active=False)
    assert head_on_duty(Department.objects.get(pk=department.pk), MONDAY) is None


def test_a_department_without_head_and_deputy_has_nobody_to_decide() -> None:
    assert head_on_duty(make_department(), MONDAY) is None
