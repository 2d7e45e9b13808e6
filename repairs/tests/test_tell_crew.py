"""The crew is told by radio, and the time noted (RP-4)."""

from datetime import timedelta

import pytest

from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_staff
from repairs import actions
from repairs.tests.factories import history, make_dispatched, make_registered

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(minutes=7)


def test_rp4_how_and_when_the_crew_was_told_is_noted() -> None:
    repair = make_dispatched()
    actions.tell_crew(repair, "radio 2", by=make_staff(), now=LATER)
    order = repair.orders.get()
    assert (order.told_at, order.told_how) == (LATER, "radio 2")
    assert history(repair)[-1] == ("tell_crew", "dispatched", "radio 2")


def test_nobody_is_told_of_a_job_that_nobody_has() -> None:
    repair = make_registered()
    with pytest.raises(InvalidMove):
        actions.tell_crew(repair, "radio 2", by=make_staff(), now=LATER)
    assert (repair.orders.get().told_at, len(history(repair))) == (None, 1)
