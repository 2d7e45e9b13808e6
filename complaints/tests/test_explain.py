"""What cannot be solved soon is explained, with the plan and the next date, and each date is promised (CP-3)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError

from complaints import actions
from complaints.models import Answer, Complaint
from complaints.tests.clock import LATER
from complaints.tests.factories import (
    a_manager,
    ended,
    history,
    make_answered,
    make_closed,
    make_complaint,
    make_resolved,
    make_satisfied,
    owes,
    told,
)
from office.models import Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_staff
from office.verbs import NotAllowed

pytestmark = pytest.mark.django_db

FRIDAY = MONDAY + timedelta(days=4)
PLAN = "A barrier is ordered."


def plan(**fields: Any) -> actions.Reply:
    """An explanation: the plan, settled with the company, and when the complainant hears of us again."""
    return told(**{"plan": PLAN, "settled_with": "王总, company", "next_at": FRIDAY, **fields})


def explain(complaint: Complaint, reply: actions.Reply, now: datetime = LATER) -> Answer:
    return actions.explain(complaint, reply, by=a_manager(complaint), now=now)


def test_cp3_an_explanation_is_an_answer_and_promises_the_next_date() -> None:
    complaint = make_complaint()
    written = explain(complaint, plan())
    said = (written.outcome, written.said, written.plan, written.settled_with, written.next_at, written.resolve_by)
    assert said == ("answer", "Guards from 18:00 on.", PLAN, "王总, company", FRIDAY, None)
    assert (Complaint.objects.get().status, Complaint.objects.get().answered_at) == ("answered", LATER)
    assert owes(complaint) == {"CP-3/again": "11-27 10:05", "CP-8/resolve": "12-01 00:00"}
    assert ended(complaint) == {"CP-1/answer": ("kept", False), "CP-2/department": ("kept", False)}
    assert history(complaint)[-1] == ("explain", "answered", "Guards from 18:00 on.")


@pytest.mark.parametrize(("day", "due"), [(date(2026, 12, 9), "12-10 00:00"), (date(2026, 11, 25), "11-26 00:00")])
def test_cp8_the_day_told_for_the_resolution_is_its_new_date_and_the_old_one_is_kept_in_sight(
    day: date, due: str
) -> None:
    complaint = make_answered()
    explain(complaint, plan(resolve_by=day))
    assert owes(complaint)["CP-8/resolve"] == due
    old = Promise.objects.get(rule="CP-8/resolve", ended_at__isnull=False)
    assert (old.outcome, old.why, complaint.community.local(old.due_at or MONDAY).day) == ("extended", PLAN, 1)
    assert Promise.objects.get(rule="CP-8/resolve", ended_at=None).extends == old


def test_cp8_the_same_day_told_again_extends_nothing() -> None:
    complaint = make_answered()
    for _ in range(2):
        explain(complaint, plan(resolve_by=date(2026, 12, 9)))
    assert Promise.objects.filter(rule="CP-8/resolve").count() == 2


def test_cp8_one_told_in_a_later_round_moves_the_promise_of_that_round() -> None:
    complaint = make_resolved()
    no = actions.Said("unsatisfied", "phone", spoken_to="张桂兰", said="Cars again.")
    actions.call_back(complaint, no, by=a_manager(complaint), now=LATER)
    explain(complaint, plan(resolve_by=date(2026, 12, 9)))
    assert owes(complaint) == {"CP-3/again": "11-27 10:05", "CP-8/resolve": "12-10 00:00"}


def test_the_same_form_sent_again_does_not_bring_back_an_older_date() -> None:
    complaint, first = make_complaint(), plan(resolve_by=date(2026, 12, 9), form_key=uuid4())
    written = explain(complaint, first)
    explain(complaint, plan(resolve_by=date(2026, 12, 16)))
    assert explain(complaint, first) == written
    assert (complaint.answers.count(), owes(complaint)["CP-8/resolve"]) == (2, "12-17 00:00")


def test_cp3_being_in_touch_in_time_keeps_the_date_and_in_touch_too_late_stays_late() -> None:
    in_time, late = make_complaint(), make_complaint()
    for complaint, now in ((in_time, FRIDAY), (late, FRIDAY + timedelta(minutes=1))):
        explain(complaint, plan())
        actions.answer(complaint, told(), by=a_manager(complaint), now=now)
    assert [ended(complaint)["CP-3/again"] for complaint in (in_time, late)] == [("kept", False), ("kept", True)]


@pytest.mark.parametrize("make", [make_resolved, make_satisfied, make_closed])
def test_what_is_resolved_needs_no_plan_any_longer(make: Callable[[], Complaint]) -> None:
    complaint = make()
    with pytest.raises(InvalidMove):
        explain(complaint, plan())
    assert complaint.answers.count() == 1


@pytest.mark.parametrize("role", [Role.CREW, Role.COLLECTOR, Role.FINANCE, Role.ADMINISTRATOR])
def test_only_who_may_explains(role: str) -> None:
    complaint = make_complaint()
    with pytest.raises(NotAllowed):
        actions.explain(complaint, plan(), by=make_staff(role), now=LATER)
    assert complaint.answers.count() == 0


def test_cp4_whom_it_is_about_never_explains() -> None:
    accused = make_staff(Role.MANAGER)
    complaint = make_complaint(about_staff=accused)
    with pytest.raises(NotAllowed):
        actions.explain(complaint, plan(), by=accused, now=LATER)
    assert complaint.answers.count() == 0


@pytest.mark.parametrize(
    "reply",
    [plan(next_at=None), plan(plan="", resolve_by=date(2026, 12, 9)), replace(plan(), outcome="not_yet")],
)
def test_cp3_the_database_refuses_a_plan_without_its_date_a_date_without_its_plan_and_either_without_an_answer(
    reply: actions.Reply,
) -> None:
    with pytest.raises(IntegrityError, match="an_explanation_promises_the_next_date"):
        explain(make_complaint(), reply)
