"""A step whose time is out moves up by itself: at 4, 12 and 20 hours after the receipt (CP-2)."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from complaints import actions
from complaints.actions import ladder
from complaints.models import Closing, Complaint, Step
from complaints.tests.factories import (
    WHY,
    a_manager,
    ended,
    history,
    make_answered,
    make_complaint,
    make_resolved,
    owes,
    passed_up,
    told,
)
from office.models import Department, Notice, Promise, Role, Staff
from office.tests.factories import MONDAY, make_department, make_staff

pytestmark = pytest.mark.django_db

Level = Step.Level
OWED = {"CP-1/answer": "11-24 10:05", "CP-8/resolve": "12-01 00:00"}


def after(hours: float) -> datetime:
    """So many hours after the receipt, and a minute."""
    return MONDAY + timedelta(hours=hours, minutes=1)


def levels(complaint: Complaint) -> list[int]:
    return list(complaint.steps.values_list("level", flat=True))


def test_cp2_at_4_12_and_20_hours_it_comes_to_head_manager_and_company() -> None:
    complaint = make_complaint()
    seen = [(actions.step_up(now=after(hours)), owes(complaint)) for hours in (3.9, 4, 11.9, 12, 19.9, 20, 400)]
    department, head = {"CP-2/department": "11-23 14:05", **OWED}, {"CP-2/head": "11-23 22:05", **OWED}
    manager = {"CP-2/manager": "11-24 06:05", **OWED}
    assert seen == [(0, department), (1, head), (0, head), (1, manager), (0, manager), (1, OWED), (0, OWED)]
    late = ("kept", True)
    assert ended(complaint) == {"CP-2/department": late, "CP-2/head": late, "CP-2/manager": late}
    assert list(complaint.steps.values_list("level", "at", "by", "reason")) == [
        (Level.DEPARTMENT, MONDAY, complaint.taken_by.pk, ""),
        (Level.HEAD, after(4), None, ""),
        (Level.MANAGER, after(12), None, ""),
        (Level.COMPANY, after(20), None, ""),
    ]
    assert history(complaint)[1:] == [
        ("step_up", "received", "head of department"),
        ("step_up", "received", "manager of the office"),
        ("step_up", "received", "company"),
    ]


def test_cp2_at_the_very_minute_it_moves_and_not_before() -> None:
    complaint = make_complaint()
    four = MONDAY + timedelta(hours=4)
    assert [actions.step_up(now=four - timedelta(seconds=1)), actions.step_up(now=four)] == [0, 1]
    assert levels(complaint) == [Level.DEPARTMENT, Level.HEAD]


def test_cp2_after_a_long_standstill_each_step_has_its_own_time_before_it_goes_on() -> None:
    complaint = make_complaint()
    assert [actions.step_up(now=after(30)), actions.step_up(now=after(31))] == [1, 0]
    assert owes(complaint)["CP-2/head"] == "11-25 00:06"


def test_cp2_whose_the_step_is_now_are_told_once() -> None:
    head, manager, company = make_staff(Role.HEAD), make_staff(Role.MANAGER), make_staff(Role.COMPANY)
    complaint = make_complaint(department=make_department(Department.Kind.ORDER, head=head))

    def told_of() -> list[int]:
        return [Notice.objects.filter(staff=who, subject=complaint.number).count() for who in (head, manager, company)]

    found = []
    for hours in (4, 12, 20):
        for _ in range(2):
            actions.step_up(now=after(hours))
        found.append(told_of())
    assert found == [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
    assert [step.holder for step in complaint.steps.all()] == [None, head, None, None]


def test_cp2_one_about_a_manager_is_never_told_to_him_and_does_not_come_to_managers() -> None:
    accused, other, company = make_staff(Role.MANAGER), make_staff(Role.MANAGER), make_staff(Role.COMPANY)
    make_complaint(about_staff=accused)
    assert actions.step_up(now=after(100)) == 0
    complaint = make_complaint(about_staff=make_staff(Role.HEAD))
    assert (actions.step_up(now=after(20)), levels(complaint)) == (1, [Level.MANAGER, Level.COMPANY])
    assert Notice.objects.filter(staff=company, subject=complaint.number).count() == 1
    assert not Notice.objects.filter(staff=accused).exclude(subject=complaint.number).exists()
    assert not Promise.objects.visible_to(accused).exclude(subject=complaint.number).exists()
    assert Promise.objects.visible_to(other).exclude(subject=complaint.number).exists()


def answered(complaint: Complaint, by: Staff) -> None:
    actions.answer(complaint, told(), by=by, now=MONDAY)


def decided(complaint: Complaint, by: Staff) -> None:
    actions.decide(complaint, "Guards.", by=by, now=MONDAY)


def voided(complaint: Complaint, by: Staff) -> None:
    actions.void(complaint, "entered twice", by=by, now=MONDAY)


def withdrawn(complaint: Complaint, by: Staff) -> None:
    actions.judge(complaint, True, WHY, by=by, now=MONDAY)
    actions.close(complaint, Closing.WITHDRAWN, "He has moved.", by=by, now=MONDAY)


@pytest.mark.parametrize("done", [answered, decided, voided, withdrawn])
def test_cp2_nothing_moves_once_it_is_answered_decided_void_or_closed(done: Callable[[Complaint, Staff], None]) -> None:
    complaint = make_complaint()
    done(complaint, a_manager(complaint))
    assert (actions.step_up(now=after(100)), levels(complaint)) == (0, [Level.DEPARTMENT])


def test_cp2_nothing_moves_once_it_is_resolved() -> None:
    make_resolved()
    assert actions.step_up(now=after(1000)) == 0


def test_cp2_answered_already_but_passed_up_by_hand_it_goes_on_when_that_step_does_nothing() -> None:
    complaint = make_answered()
    passed_up(complaint)
    assert (actions.step_up(now=after(12)), levels(complaint)) == (1, [Level.DEPARTMENT, Level.HEAD, Level.MANAGER])


def test_pending_steps_names_what_would_move_the_longest_overdue_first() -> None:
    later, sooner = make_complaint(), make_complaint(received_at=MONDAY - timedelta(hours=1))
    make_answered()
    assert [row.subject for row in actions.pending_steps(after(4))] == [sooner.number, later.number]


def test_a_faulty_complaint_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    faulty, sound = make_complaint(received_at=MONDAY - timedelta(hours=1)), make_complaint()
    in_charge = ladder._in_charge

    def fail_for_one(complaint: Complaint, level: int, now: datetime) -> Staff | None:
        if complaint == faulty:
            raise KeyError(level)
        return in_charge(complaint, level, now)

    monkeypatch.setattr(ladder, "_in_charge", fail_for_one)
    with caplog.at_level(logging.CRITICAL, logger=ladder.__name__):
        assert actions.step_up(now=after(4)) == 1
    assert (len(levels(faulty)), len(levels(sound))) == (1, 2)
    # Nothing of it was half done: the next sweep finds it again.
    assert [row.subject for row in actions.pending_steps(after(4))] == [faulty.number]
    monkeypatch.undo()
    assert (actions.step_up(now=after(5)), len(levels(faulty))) == (1, 2)
