"""The rounds of a complaint, told from what happened (CB-11, CP-4)."""

import pytest

from complaints import actions
from complaints.models import Complaint
from complaints.rounds import rounds
from complaints.tests.factories import DONE, NO, a_manager, make_resolved, reopen
from office.models import Move
from office.tests.factories import MONDAY

pytestmark = pytest.mark.django_db


def test_cp4_a_no_between_the_two_reads_is_a_round_as_well() -> None:
    complaint = make_resolved()
    read_before = Complaint.objects.get(pk=complaint.pk)
    reopen(complaint)
    actions.resolve(complaint, "Fenced.", by=a_manager(complaint), now=MONDAY)
    reopen(complaint)
    found = rounds(read_before, Move.objects.filter(subject=complaint.number).order_by("pk"))
    assert [(row.number, [callback.said for callback in row.callbacks]) for row in found] == [(2, [NO]), (1, [NO])]
    assert [row.result for row in found] == [DONE, DONE]
