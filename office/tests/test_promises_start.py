"""A waiting promise gets its date, once, when what it waited for happens."""

from datetime import date, time, timedelta

import pytest

from office import clock, promises
from office.models import Promise
from office.promises import AlreadyEnded
from office.tests.factories import MONDAY, home, make_promise

pytestmark = pytest.mark.django_db


def make_second() -> Promise:
    """A second callback that waits for the first."""
    return make_promise(rule="CB-2/second", waits_for="first callback")


def test_cb2_start_gives_the_second_callback_its_day() -> None:
    promise = promises.start(make_second(), base_at=MONDAY)
    row = Promise.objects.get()
    assert (row.base_at, row.opens_at, row.due_at, row.next_alert_at, row.waits_for) == (
        MONDAY,
        clock.at(date(2026, 11, 25), time(0), home()),
        clock.at(date(2026, 11, 26), time(0), home()),
        clock.at(date(2026, 11, 25), time(12), home()),
        "",
    )
    assert (promise.due_at, promise.waits_for) == (row.due_at, "")


def test_before_it_starts_it_is_never_overdue() -> None:
    make_second()
    long_after = MONDAY + timedelta(days=400)
    assert (list(Promise.objects.overdue(long_after)), promises.sweep(now=long_after)) == ([], 0)


def test_start_twice_is_refused_and_the_first_date_stands() -> None:
    promise = make_second()
    stale = Promise.objects.get()
    promises.start(promise, base_at=MONDAY)
    with pytest.raises(AlreadyEnded):
        promises.start(stale, base_at=MONDAY + timedelta(days=5))
    assert Promise.objects.get().base_at == MONDAY


def test_start_what_was_released_is_refused() -> None:
    promise = make_second()
    promises.release(promise, by=None, why="void", now=MONDAY)
    with pytest.raises(AlreadyEnded):
        promises.start(promise, base_at=MONDAY)
    assert Promise.objects.get().due_at is None
