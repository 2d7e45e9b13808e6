"""A complaint is taken as a case of a contact, and its answer is promised (CP-1, RC-7, RC-8)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, transaction
from pytest_django import DjangoAssertNumQueries

from complaints import actions
from complaints.actions import responsible
from complaints.models import Complaint, Type
from complaints.tests.factories import TEXT, a_contact, history, make_complaint, owes, unsaved
from office import promises
from office.models import Department, Promise, Role
from office.promises import Owed
from office.tests.factories import MONDAY, home, make_department, make_limit, make_staff, make_unit

pytestmark = pytest.mark.django_db


def test_cp1_the_answer_is_owed_24_hours_after_the_receipt_by_the_department_responsible() -> None:
    order = make_department(Department.Kind.ORDER)
    contact = a_contact(unit=make_unit("3-2-501"))
    complaint = unsaved(contact, department=order)
    asked = actions.enter(complaint, contact, by=contact.taken_by, now=MONDAY + timedelta(minutes=5))
    assert asked == [
        Owed(
            rule="CP-1/answer",
            subject=complaint.number,
            about=TEXT,
            community=home(),
            base_at=MONDAY,
            unit=contact.unit,
            place="3-2-501",
            department=order,
        )
    ]
    assert Promise.objects.count() == 0
    promises.make(asked, by=contact.taken_by, now=MONDAY)
    assert owes(complaint) == {"CP-1/answer": "11-24 10:05"}


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


def test_it_takes_two_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    contact = a_contact(unit=make_unit())
    complaint = unsaved(contact)
    with django_assert_num_queries(2):
        actions.enter(complaint, contact, by=contact.taken_by, now=MONDAY)


def test_cp1_the_limit_is_a_row_that_a_manager_changes() -> None:
    make_limit("CP-1/answer", amount=12)
    assert owes(make_complaint()) == {"CP-1/answer": "11-23 22:05"}


def test_cp1_one_entered_more_than_30_days_late_counts_from_its_entry() -> None:
    at = MONDAY - timedelta(days=30, minutes=1)
    assert owes(make_complaint(received_at=at)) == {"CP-1/answer": "11-24 10:05"}
    assert owes(make_complaint(received_at=MONDAY - timedelta(days=30))) == {"CP-1/answer": "10-25 10:05"}


def test_one_about_a_member_of_staff_is_confidential_whatever_was_ticked() -> None:
    guard = make_staff(Role.CREW)
    contact = a_contact()
    complaint = unsaved(contact, about_staff=guard, type=Type.MANNER, text="Guard Li was rude.")
    (asked,) = actions.enter(complaint, contact, by=contact.taken_by, now=MONDAY)
    assert (complaint.confidential, asked.confidential, asked.hidden_from) == (True, True, guard)
    # What leaves the house names nobody.
    assert asked.about == "manner of staff"


def test_what_is_owed_is_one_line() -> None:
    contact = a_contact()
    (asked,) = actions.enter(unsaved(contact, text="One.\nTwo."), contact, by=contact.taken_by, now=MONDAY)
    assert asked.about == "One. Two."


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
        ("answered_says_when", {"status": Complaint.Status.ANSWERED}),
    ],
)
def test_the_database_refuses_what_cannot_be(constraint: str, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        make_complaint(**fields)


def test_the_database_refuses_to_make_one_about_staff_public() -> None:
    complaint = make_complaint(about_staff=make_staff())
    with pytest.raises(IntegrityError, match="a_complaint_about_staff_is_confidential"):
        Complaint.objects.filter(pk=complaint.pk).update(confidential=False)


def test_the_database_refuses_a_move_that_is_not_in_the_table() -> None:
    complaint = make_complaint()
    Complaint.objects.filter(pk=complaint.pk).update(status=Complaint.Status.VOID)
    with pytest.raises(InternalError), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(status=Complaint.Status.RECEIVED)
