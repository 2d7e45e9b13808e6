"""CB-8: released as unreachable, with its reason: never counts as made, and the second one starts all the same."""

from datetime import datetime, timedelta

import pytest

from office import tallies
from office.models import Promise, Role, Tally
from office.tests.factories import MONDAY, home, make_department, make_staff
from repairs.models import Repair
from visits import actions
from visits.actions import AlreadyMade
from visits.models import Attempt, Callback
from visits.tests.factories import make_callback, make_callbacks, said
from visits.tests.races import together

LATER = MONDAY + timedelta(hours=4)


@pytest.mark.django_db
def test_cb8_is_released_with_its_reason_and_never_counts_as_made() -> None:
    row, head = make_callback(), make_staff(Role.HEAD)
    actions.release(row, "Moved away", by=head, now=LATER)
    row.refresh_from_db()
    promise = row.promise
    assert (promise.outcome, promise.why, promise.ended_by, promise.ended_at) == (
        "released", "Moved away", head, LATER
    )  # fmt: skip
    assert (row.made_at, row.made_by, row.overall) == (None, None, None)
    tallies.fold()
    assert list(Tally.objects.values_list("rule", "in_time", "late", "released")) == [("CB-5/first", 0, 0, 1)]


@pytest.mark.django_db
def test_cb2_the_second_starts_from_the_release() -> None:
    first, second = make_callbacks(urgent=True)
    actions.release(first, "Nobody there", by=make_staff(Role.HEAD), now=LATER)
    promise = Promise.objects.get(pk=second.promise_id)
    zone = home().zone
    assert (promise.opens_at, promise.due_at) == (
        datetime(2026, 11, 25, tzinfo=zone), datetime(2026, 11, 26, tzinfo=zone)
    )  # fmt: skip
    assert Repair.objects.get().status == Repair.Status.FINISHED


@pytest.mark.django_db
def test_cb8_overdue_it_can_still_be_released_and_stays_not_made() -> None:
    row = make_callback(urgent=True)
    actions.release(row, "Moved away", by=make_staff(Role.HEAD), now=MONDAY + timedelta(days=3))
    row.promise.refresh_from_db()
    assert row.promise.outcome == "released"


@pytest.mark.django_db
def test_cb8_the_last_release_closes_the_repair() -> None:
    row = make_callback()
    actions.release(row, "Moved away", by=make_staff(Role.HEAD), now=LATER)
    assert Repair.objects.get().status == Repair.Status.CLOSED


@pytest.mark.django_db
def test_cb8_the_release_is_the_heads_answer() -> None:
    head = make_staff(Role.HEAD)
    make_department(head=head)
    row = make_callback()
    for hours in (1, 8, 25):
        actions.note_attempt(row, Attempt.Outcome.NO_ANSWER, by=make_staff(), now=MONDAY + timedelta(hours=hours))
    actions.release(row, "Moved away", by=head, now=MONDAY + timedelta(hours=26))
    asked = Promise.objects.get(rule="CB-8/unreachable")
    assert (asked.outcome, asked.ended_by) == ("kept", head)


@pytest.mark.django_db
def test_cb8_not_after_it_was_made() -> None:
    row, caller = make_callback(), make_staff()
    actions.record(row, said(), by=caller, now=LATER)
    with pytest.raises(AlreadyMade, match=caller.name):
        actions.release(row, "Moved away", by=make_staff(Role.HEAD), now=LATER)
    row.refresh_from_db()
    assert row.promise.outcome == "kept"


@pytest.mark.django_db(transaction=True)
def test_cb8_made_and_released_at_once_is_one_of_both() -> None:
    row, caller, head = make_callback(urgent=True), make_staff(), make_staff(Role.HEAD)
    one, two = (Callback.objects.get(pk=row.pk) for _ in range(2))
    results = together(
        lambda: actions.record(one, said(), by=caller, now=LATER),
        lambda: actions.release(two, "Moved away", by=head, now=LATER),
    )
    assert sorted(type(result).__name__ for result in results) == ["AlreadyMade", "Callback"]
    row.refresh_from_db()
    assert (row.promise.outcome == "kept") == (row.made_at is not None)
