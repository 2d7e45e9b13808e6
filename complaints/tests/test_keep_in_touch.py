"""We are in touch once more, 30 days after the closing (CP-4)."""

from datetime import datetime, timedelta

import pytest

from complaints import actions
from complaints.models import Closing, Complaint
from complaints.tests.factories import (
    DONE,
    a_manager,
    ended,
    from_nobody,
    history,
    make_closed,
    make_judged,
    not_reached,
    owes,
    reached,
    reopen,
)
from office.models import Promise
from office.tests.factories import MONDAY, make_staff

pytestmark = pytest.mark.django_db

OWED = {"CP-4/in-touch": "12-31 00:00"}


def day(number: int, **more: int) -> datetime:
    """So many days after the closing, at 00:05 unless more is added."""
    return MONDAY + timedelta(days=number) - timedelta(hours=10) + timedelta(**more)


def test_cp4_it_opens_on_the_30th_day_and_is_due_on_the_37th() -> None:
    complaint = make_closed()
    promise = Promise.objects.get(rule="CP-4/in-touch")
    local = complaint.community.local
    assert promise.opens_at is not None
    assert promise.due_at is not None
    assert (f"{local(promise.opens_at):%m-%d %H:%M}", f"{local(promise.due_at):%m-%d %H:%M}") == (
        "12-23 00:00",
        "12-31 00:00",
    )


@pytest.mark.parametrize(("now", "late"), [(day(30), False), (day(37, hours=23), False), (day(38), True)])
def test_cp4_being_in_touch_keeps_it_in_time_or_late_and_the_complaint_stays_closed(now: datetime, late: bool) -> None:
    complaint = make_closed()
    made = actions.call_back(complaint, reached(said="All well."), by=make_staff(), now=now)
    assert (made.in_touch, Complaint.objects.get().status, owes(complaint)) == (True, "closed", {})
    assert ended(complaint)["CP-4/in-touch"] == ("kept", late)
    assert history(complaint)[-1] == ("call_back", "closed", "satisfied, All well.")


def test_cp4_cb8_nobody_is_rung_for_ever() -> None:
    complaint, by = make_closed(), make_staff()
    for at in (day(30, hours=10), day(31, hours=10)):
        actions.call_back(complaint, not_reached(), by=by, now=at)
        assert owes(complaint) == OWED
    actions.call_back(complaint, not_reached(), by=by, now=day(31, hours=15))
    assert (owes(complaint), ended(complaint)["CP-4/in-touch"]) == ({}, ("released", False))
    assert Complaint.objects.get().status == "closed"


def test_cp4_a_call_too_early_is_recorded_and_does_not_keep_it() -> None:
    complaint = make_closed()
    actions.call_back(complaint, reached(), by=make_staff(), now=day(29))
    assert (complaint.callbacks.count(), owes(complaint)) == (2, OWED)


def test_cp4_cb8_tries_before_its_day_are_none() -> None:
    complaint, by = make_closed(), make_staff()
    for at in (day(1, hours=10), day(1, hours=15), day(2, hours=9)):
        actions.call_back(complaint, not_reached(), by=by, now=at)
    assert owes(complaint) == OWED
    for at in (day(30, hours=10), day(30, hours=15)):
        actions.call_back(complaint, not_reached(), by=by, now=at)
        assert owes(complaint) == OWED
    actions.call_back(complaint, not_reached(), by=by, now=day(31, hours=9))
    assert (owes(complaint), ended(complaint)["CP-4/in-touch"]) == ({}, ("released", False))


def test_cp4_where_nobody_was_reached_it_is_still_owed() -> None:
    complaint = make_closed()
    actions.call_back(complaint, not_reached(), by=make_staff(), now=day(31))
    assert (complaint.callbacks.count(), owes(complaint)) == (2, OWED)


def test_cp4_closed_once_more_it_is_owed_once_more() -> None:
    complaint = reopen(make_closed(), now=day(31))
    actions.resolve(complaint, DONE, by=make_staff(), now=day(31))
    actions.call_back(complaint, reached(), by=make_staff(), now=day(31))
    assert owes(complaint) == {"CP-4/in-touch": "01-31 00:00"}


def test_cp4_a_manager_closed_it_and_we_are_in_touch_all_the_same() -> None:
    complaint = make_judged()
    actions.close(complaint, Closing.WITHDRAWN, "He has moved.", by=a_manager(complaint), now=MONDAY)
    assert owes(complaint) == OWED


def test_cp4_with_somebody_anonymous_nobody_can_be_in_touch() -> None:
    complaint = make_judged(contact=from_nobody())
    actions.close(complaint, Closing.ANONYMOUS, "Posted in hall 3.", by=a_manager(complaint), now=MONDAY)
    assert owes(complaint) == {}
