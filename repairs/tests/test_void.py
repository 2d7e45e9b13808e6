"""A repair that need not be done is voided with a reason, never deleted, and owes nothing more (CB-1)."""

from datetime import timedelta

import pytest

from office.models import Promise
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_staff
from repairs import actions
from repairs.models import Completion, Repair
from repairs.tests.factories import history, make_dispatched, make_registered, owes

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(minutes=8)


def test_cb1_void_releases_what_was_owed_and_starts_no_callback() -> None:
    repair = actions.void(make_dispatched(urgent=True), "reported twice", by=make_staff(), now=LATER)
    assert (Repair.objects.get().status, owes(repair), Completion.objects.count()) == (Repair.Status.VOID, {}, 0)
    assert history(repair)[-1] == ("void", "void", "reported twice")
    released = Promise.objects.filter(outcome=Promise.Outcome.RELEASED).values_list("rule", "why").order_by("rule")
    assert list(released) == [
        ("RP-11/acknowledge", "reported twice"),
        ("RP-11/on-site", "reported twice"),
        ("RP-9/finish-urgent", "reported twice"),
    ]


def test_voiding_never_releases_what_is_overdue() -> None:
    actions.void(make_registered(urgent=True), "reported twice", by=make_staff(), now=LATER)
    assert Promise.objects.get(rule="RP-11/dispatch-urgent").kept_late is True


def test_work_that_was_agreed_is_not_voided() -> None:
    repair = make_dispatched()
    repair.status = Repair.Status.AGREED
    with pytest.raises(InvalidMove):
        actions.void(repair, "reported twice", by=make_staff(), now=LATER)
    assert owes(repair) == {"RP-9/finish": "12-01 00:00"}


def test_a_second_click_is_refused() -> None:
    repair = make_registered()
    stale = Repair.objects.get(pk=repair.pk)
    actions.void(repair, "reported twice", by=make_staff(name="周敏"), now=LATER)
    with pytest.raises(InvalidMove, match="周敏"):
        actions.void(stale, "reported twice", by=make_staff(), now=LATER)
    assert len(history(repair)) == 2
