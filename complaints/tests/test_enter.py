"""A complaint is taken as a case of a contact, and what it owes is promised (CP-1, CP-2, CP-8, RC-7, RC-8)."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from pytest_django import DjangoAssertNumQueries

from complaints import actions
from complaints.actions import responsible
from complaints.models import Complaint, Status, Step, Type
from complaints.tests.factories import TEXT, a_contact, history, make_complaint, owes, reached, told, unsaved
from office import promises
from office.models import Department, Notice, Promise, Role
from office.outbox import recipients
from office.promises import Owed
from office.tests.factories import MONDAY, home, make_department, make_limit, make_staff, make_unit

pytestmark = pytest.mark.django_db


def test_cp1_cp2_cp8_the_answer_the_first_step_and_the_resolution_are_owed_from_the_receipt() -> None:
    order = make_department(Department.Kind.ORDER)
    contact = a_contact(unit=make_unit("3-2-501"))
    complaint = unsaved(contact, department=order)
    asked = actions.enter(complaint, contact, by=contact.taken_by, now=MONDAY + timedelta(minutes=5))
    alike = Owed(
        rule="",
        subject=complaint.number,
        about=TEXT,
        community=home(),
        base_at=MONDAY,
        unit=contact.unit,
        place="3-2-501",
        department=order,
    )
    assert asked == [
        replace(alike, rule="CP-1/answer"),
        replace(alike, rule="CP-8/resolve"),
        replace(alike, rule="CP-2/department", due_at=MONDAY + timedelta(hours=4)),
    ]
    assert Promise.objects.count() == 0
    promises.make(asked, by=contact.taken_by, now=MONDAY)
    assert owes(complaint) == {
        "CP-2/department": "11-23 14:05",
        "CP-1/answer": "11-24 10:05",
        "CP-8/resolve": "12-01 00:00",
    }
    assert {row.department for row in Promise.objects.all()} == {order}


def test_cp2_it_begins_with_the_department_responsible() -> None:
    complaint = make_complaint()
    step = complaint.steps.get()
    assert (step.level, step.at, step.by, step.reason) == (Step.Level.DEPARTMENT, MONDAY, complaint.taken_by, "")
    assert (step.holder, step.decision, step.decided_at) == (None, "", None)


@pytest.mark.parametrize(
    ("role", "level", "due"),
    [
        (Role.CREW, Step.Level.MANAGER, {"CP-2/manager": "11-24 06:05"}),
        (Role.HEAD, Step.Level.MANAGER, {"CP-2/manager": "11-24 06:05"}),
        (Role.MANAGER, Step.Level.COMPANY, {}),
        (Role.COMPANY, Step.Level.MANAGER, {"CP-2/manager": "11-24 06:05"}),
    ],
)
def test_cp2_one_about_staff_begins_with_who_may_know_of_it_and_is_not_whom_it_is_about(
    role: str, level: int, due: dict[str, str]
) -> None:
    complaint = make_complaint(about_staff=make_staff(role))
    assert [step.level for step in complaint.steps.all()] == [level]
    assert owes(complaint) == {**due, "CP-1/answer": "11-24 10:05", "CP-8/resolve": "12-01 00:00"}


def test_cp2_who_has_it_of_a_confidential_one_is_told_at_once_and_alerts_come_to_the_company_at_last() -> None:
    company, accused = make_staff(Role.COMPANY), make_staff(Role.MANAGER)
    make_complaint(about_staff=accused)
    assert [notice.staff for notice in Notice.objects.all()] == [company]
    answer = Promise.objects.select_related("limit", "department", "holder", "community").get(rule="CP-1/answer")
    for level in (Promise.Level.WARNED, Promise.Level.OVERDUE):
        assert recipients(answer, level) == {company}


def test_cp4_the_company_brings_to_an_end_what_is_about_the_only_manager() -> None:
    company, accused = make_staff(Role.COMPANY), make_staff(Role.MANAGER)
    complaint = make_complaint(about_staff=accused)
    actions.answer(complaint, told(), by=company, now=MONDAY)
    actions.resolve(complaint, "He has apologised.", by=company, now=MONDAY)
    actions.judge(complaint, True, "Two heard it.", by=company, now=MONDAY)
    actions.call_back(complaint, reached(), by=company, now=MONDAY)
    assert Complaint.objects.get().closing == "satisfied"


def test_what_a_confidential_one_owes_is_in_the_hands_of_the_management_office() -> None:
    office, order = make_department(Department.Kind.MANAGEMENT), make_department(Department.Kind.ORDER)
    make_complaint(confidential=True, department=order)
    assert {(row.department, row.confidential, row.hidden_from) for row in Promise.objects.all()} == {
        (office, True, None)
    }


def test_rc8_it_is_saved_with_where_it_came_from() -> None:
    contact = a_contact()
    complaint = unsaved(contact)
    actions.enter(complaint, contact, by=contact.taken_by, now=MONDAY)
    stored = Complaint.objects.get()
    assert (stored.contact, stored.taken_by, stored.recorded_at, stored.status) == (
        contact,
        contact.taken_by,
        MONDAY,
        Complaint.Status.RECEIVED,
    )
    assert history(stored) == [("take", "received", "")]


def test_it_takes_four_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    contact = a_contact(unit=make_unit())
    complaint = unsaved(contact)
    with django_assert_num_queries(4):
        actions.enter(complaint, contact, by=contact.taken_by, now=MONDAY)


@pytest.mark.parametrize(
    ("rule", "amount", "due"),
    [("CP-1/answer", 12, "11-23 22:05"), ("CP-2/department", 2, "11-23 12:05"), ("CP-8/resolve", 3, "11-27 00:00")],
)
def test_cp1_cp2_cp8_the_limits_are_rows_that_a_manager_changes(rule: str, amount: int, due: str) -> None:
    make_limit(rule, amount=amount)
    assert owes(make_complaint())[rule] == due


def test_cp1_one_entered_more_than_30_days_late_counts_from_its_entry() -> None:
    at = MONDAY - timedelta(days=30, minutes=1)
    assert owes(make_complaint(received_at=at)) == {
        "CP-2/department": "11-23 14:05",
        "CP-1/answer": "11-24 10:05",
        "CP-8/resolve": "12-01 00:00",
    }


@pytest.mark.parametrize(
    ("ago", "due"),
    [
        # With half of its time or more left the step keeps the hour of the clock table, else it has its whole time.
        (timedelta(hours=2), "11-23 12:05"),
        (timedelta(hours=2, seconds=1), "11-23 14:05"),
        (timedelta(days=30), "11-23 14:05"),
    ],
)
def test_cp2_the_step_of_one_entered_late_is_not_out_before_anybody_saw_it(ago: timedelta, due: str) -> None:
    assert owes(make_complaint(received_at=MONDAY - ago))["CP-2/department"] == due


def test_cp1_the_answer_to_one_entered_late_is_owed_from_the_receipt() -> None:
    assert owes(make_complaint(received_at=MONDAY - timedelta(days=30)))["CP-1/answer"] == "10-25 10:05"


def test_one_about_a_member_of_staff_is_confidential_whatever_was_ticked() -> None:
    guard = make_staff(Role.CREW)
    contact = a_contact()
    complaint = unsaved(contact, about_staff=guard, type=Type.MANNER, text="Guard Li was rude.")
    asked = actions.enter(complaint, contact, by=contact.taken_by, now=MONDAY)
    assert complaint.confidential is True
    # What leaves the house names nobody.
    assert {(row.confidential, row.hidden_from, row.about) for row in asked} == {(True, guard, "manner of staff")}


def test_what_is_owed_is_one_line() -> None:
    contact = a_contact()
    asked = actions.enter(unsaved(contact, text="One.\nTwo."), contact, by=contact.taken_by, now=MONDAY)
    assert {row.about for row in asked} == {"One. Two."}


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        (Type.PARKING, Department.Kind.ORDER),
        (Type.NOISE, Department.Kind.ORDER),
        (Type.SAFETY, Department.Kind.ORDER),
        (Type.SANITATION, Department.Kind.ENVIRONMENT),
        (Type.GREENING, Department.Kind.ENVIRONMENT),
        (Type.REPAIR, Department.Kind.ENGINEERING),
        (Type.LIFT, Department.Kind.ENGINEERING),
        (Type.MANNER, Department.Kind.MANAGEMENT),
        (Type.CHARGES, Department.Kind.FINANCE),
        (Type.OTHER, Department.Kind.CUSTOMER_SERVICE),
        ("something new", Department.Kind.CUSTOMER_SERVICE),
    ],
)
def test_each_type_has_its_department(type_: str, kind: str) -> None:
    rows = {department: make_department(department) for department in Department.Kind}
    assert responsible(type_, home()) == rows[Department.Kind(kind)]


def test_where_an_office_lacks_the_department_customer_service_answers() -> None:
    assert responsible(Type.LIFT, home()) is None
    service = make_department(Department.Kind.CUSTOMER_SERVICE)
    assert responsible(Type.LIFT, home()) == service


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("no_complaint_from_the_future", {"received_at": MONDAY + timedelta(minutes=3)}),
        ("answered_says_when", {"status": Status.ANSWERED}),
        ("resolved_says_when_and_what", {"status": Status.RESOLVED, "resolved_at": MONDAY}),
        ("resolved_says_when_and_what", {"status": Status.SATISFIED, "result": "Barrier."}),
        ("validity_has_a_reason", {"valid": False, "judged_at": MONDAY}),
        ("validity_has_a_reason", {"valid": None, "judged_at": MONDAY, "judged_why": "Blocked."}),
        ("closed_says_how_and_is_judged", {"status": Status.CLOSED, "closing": "satisfied", "closed_at": MONDAY}),
        ("closed_says_how_and_is_judged", {"closing": "satisfied", "closed_at": MONDAY}),
    ],
)
def test_the_database_refuses_what_cannot_be(constraint: str, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        make_complaint(**fields)


def test_the_database_refuses_to_make_one_about_staff_public() -> None:
    complaint = make_complaint(about_staff=make_staff())
    with pytest.raises(IntegrityError, match="a_complaint_about_staff_is_confidential"):
        Complaint.objects.filter(pk=complaint.pk).update(confidential=False)
