"""Setting a shift of the duty roster and copying a week (RC-13)."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier

import pghistory
import pytest
from django.db import IntegrityError
from django.utils import translation

from office import rostering
from office.duty import Turn
from office.models import Department, Duty, Shift, Staff
from office.tests.factories import make_department, make_staff
from office.tests.rosters import TODAY, put_on
from office.tests.threads import together

pytestmark = pytest.mark.django_db

Post = Duty.Post
DAY, WEEK = timedelta(days=1), timedelta(days=7)
TURN = Turn(TODAY, Shift.DAY)


def roster(department: Department) -> list[tuple[int, str, str, str]]:
    """All lines of a department: days after MONDAY, shift, post, name."""
    rows = Duty.objects.filter(department=department).order_by("day", "shift", "post", "staff__name")
    return [((line.day - TODAY).days, line.shift, line.post, line.staff.name) for line in rows]


def test_rc13_a_shift_is_set_changed_and_cleared() -> None:
    desk, ann, bo = make_department(), make_staff(name="Ann"), make_staff(name="Bo")
    rostering.set_shift(desk, TURN, {Post.HOTLINE: {ann.pk}, Post.WINDOW: {ann.pk, bo.pk}}, seen="")
    assert roster(desk) == [(0, "day", "hotline", "Ann"), (0, "day", "window", "Ann"), (0, "day", "window", "Bo")]
    seen = rostering.mark(rostering.lines_of(desk, TURN))
    rostering.set_shift(desk, TURN, {Post.HOTLINE: {bo.pk}}, seen=seen)
    assert roster(desk) == [(0, "day", "hotline", "Bo")]
    rostering.set_shift(desk, TURN, {}, seen=rostering.mark(rostering.lines_of(desk, TURN)))
    assert roster(desk) == []


def test_rc13_other_shifts_and_departments_stay_as_they_are() -> None:
    desk, other, ann = make_department(), make_department(Department.Kind.FINANCE), make_staff(name="Ann")
    put_on(ann, desk, shift=Shift.NIGHT)
    put_on(ann, desk, day=TODAY + DAY)
    put_on(ann, other, Post.HEAD)
    rostering.set_shift(desk, TURN, {Post.HOTLINE: [make_staff(name="Bo").pk]}, seen="")
    assert roster(desk) == [(0, "day", "hotline", "Bo"), (0, "night", "hotline", "Ann"), (1, "day", "hotline", "Ann")]
    assert roster(other) == [(0, "day", "head", "Ann")]


def test_rc13_set_twice_it_stands_there_once() -> None:
    desk, ann = make_department(), make_staff(name="Ann")
    for _ in range(2):
        rostering.set_shift(desk, TURN, {Post.HOTLINE: [ann.pk]}, seen="")
    assert roster(desk) == [(0, "day", "hotline", "Ann")]
    with pytest.raises(IntegrityError):
        put_on(ann, desk)


def test_rc13_what_somebody_else_set_meanwhile_is_not_overwritten() -> None:
    desk, ann, bo = make_department(), make_staff(name="Ann"), make_staff(name="Bo")
    rostering.set_shift(desk, TURN, {Post.HOTLINE: [ann.pk]}, seen="")
    with pytest.raises(rostering.RosterChanged), translation.override("en"):
        rostering.set_shift(desk, TURN, {Post.HOTLINE: [bo.pk]}, seen="")
    assert roster(desk) == [(0, "day", "hotline", "Ann")]


def test_rc13_who_set_and_cleared_it_stays_in_its_history() -> None:
    desk, ann, head = make_department(), make_staff(), make_staff()
    with pghistory.context(user=head.pk):
        rostering.set_shift(desk, TURN, {Post.HOTLINE: [ann.pk]}, seen="")
        rostering.set_shift(desk, TURN, {}, seen=f"hotline:{ann.pk}")
    events = Duty.pgh_event_model.objects.order_by("pgh_id")  # type: ignore[attr-defined]
    assert [(row.pgh_label, row.staff_id, row.pgh_context["user"]) for row in events] == [
        ("insert", ann.pk, head.pk),
        ("delete", ann.pk, head.pk),
    ]


# ── a week as the one before ────────────────────────────────────────────────
def test_rc13_a_week_is_filled_as_the_one_before_where_it_is_empty() -> None:
    desk, ann, bo, gone = make_department(), make_staff(name="Ann"), make_staff(name="Bo"), make_staff(name="Gone")
    put_on(ann, desk, Post.HOTLINE, Post.WINDOW)
    put_on(bo, desk, shift=Shift.NIGHT)
    put_on(bo, desk, day=TODAY + 6 * DAY)
    put_on(gone, desk, day=TODAY + 2 * DAY)
    put_on(bo, desk, Post.WINDOW, day=TODAY + WEEK)
    Staff.objects.filter(pk=gone.pk).update(is_active=False)
    assert rostering.copy_week(desk, TODAY + WEEK) == 2
    copied = [(7, "day", "window", "Bo"), (7, "night", "hotline", "Bo"), (13, "day", "hotline", "Bo")]
    assert roster(desk)[5:] == copied
    assert rostering.copy_week(desk, TODAY + WEEK) == 0
    assert roster(desk)[5:] == copied


def test_rc13_after_an_empty_week_nothing_is_copied() -> None:
    desk = make_department()
    put_on(make_staff(), desk, day=TODAY - 8 * DAY)
    assert rostering.copy_week(desk, TODAY) == 0
    assert len(roster(desk)) == 1


# ── two at once ─────────────────────────────────────────────────────────────
def set_or_refuse(department: Department, staff: Staff) -> str:
    try:
        rostering.set_shift(department, TURN, {Post.HOTLINE: [staff.pk]}, seen="")
    except rostering.RosterChanged:
        return "refused"
    return "set"


def set_naively(department: Department, staff: Staff, meet: Callable[[], object]) -> str:
    """The control: looks whether the shift is empty, and then writes, as careless code does."""
    assert rostering.lines_of(department, TURN) == []
    meet()
    put_on(staff, department)
    return "set"


@pytest.mark.django_db(transaction=True)
def test_control_careless_code_lets_two_set_the_same_shift() -> None:
    desk, ann, bo, meeting = make_department(), make_staff(), make_staff(), Barrier(2, timeout=10)
    works = [lambda staff=staff: set_naively(desk, staff, meeting.wait) for staff in (ann, bo)]
    assert together(works) == ["set", "set"]
    assert len(roster(desk)) == 2


@pytest.mark.django_db(transaction=True)
def test_rc13_of_two_who_set_the_same_shift_at_once_one_does() -> None:
    desk, ann, bo = make_department(), make_staff(), make_staff()
    assert sorted(together([lambda: set_or_refuse(desk, ann), lambda: set_or_refuse(desk, bo)])) == ["refused", "set"]
    assert len(roster(desk)) == 1


@pytest.mark.django_db(transaction=True)
def test_rc13_a_week_copied_by_two_at_once_is_copied_once() -> None:
    desk = make_department()
    put_on(make_staff(), desk, Post.HOTLINE, Post.WINDOW)
    copy = lambda: rostering.copy_week(desk, TODAY + WEEK)  # noqa: E731
    assert sorted(together([copy, copy])) == [0, 2]
    assert len(roster(desk)) == 4
