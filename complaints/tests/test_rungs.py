"""The rungs of the ladder after the owner said no (CP-2, CP-4)."""

import pytest

from complaints import actions
from complaints.record import context
from complaints.tests.clock import LATER
from complaints.tests.factories import make_answered, reopen
from complaints.tests.test_record_page import for_page, read
from office.models import Role
from office.tests.factories import MONDAY, make_staff

pytestmark = pytest.mark.django_db


def test_cp4_after_a_no_the_step_shows_this_round_and_what_was_decided_in_the_last() -> None:
    complaint, manager = make_answered(), make_staff(Role.MANAGER)
    actions.decide(complaint, "Guards in the evening.", by=manager, now=MONDAY)
    actions.resolve(complaint, "The guards stood there.", by=manager, now=MONDAY)
    reopen(complaint, now=LATER)
    (here,) = [rung for rung in context(for_page(complaint), manager, LATER)["rungs"] if rung.step]
    assert here.step
    assert (here.step.round, here.step.decision, [old.decision for old in here.before]) == (
        2,
        "",
        ["Guards in the evening."],
    )
    assert "Guards in the evening." in read(complaint)
