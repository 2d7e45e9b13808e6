"""The database allows no other move than those of the table, whoever asks (CP-4)."""

from collections.abc import Callable

import pytest
from django.db import InternalError, transaction

from complaints import actions
from complaints.models import Complaint, Status
from complaints.tests.factories import (
    a_manager,
    make_answered,
    make_closed,
    make_complaint,
    make_resolved,
    make_satisfied,
)
from office.tests.factories import MONDAY

pytestmark = pytest.mark.django_db


def make_void() -> Complaint:
    complaint = make_complaint()
    return actions.void(complaint, "entered twice", by=a_manager(complaint), now=MONDAY)


MAKE: dict[str, Callable[[], Complaint]] = {
    Status.RECEIVED: make_complaint,
    Status.ANSWERED: make_answered,
    Status.RESOLVED: make_resolved,
    Status.SATISFIED: make_satisfied,
    Status.CLOSED: make_closed,
    Status.VOID: make_void,
}


@pytest.mark.parametrize("status", Status.values)
def test_cp4_the_database_refuses_a_move_that_is_not_in_the_table(status: str) -> None:
    complaint = MAKE[status]()
    assert complaint.status == status
    others = set(Status.values) - {status} - Complaint.TRANSITIONS[status]
    for other in sorted(others):
        with pytest.raises(InternalError, match=f"Invalid transition .*{other}"), transaction.atomic():
            Complaint.objects.filter(pk=complaint.pk).update(status=other)
