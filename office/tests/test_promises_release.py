"""Releasing: ended without being kept, with the reason, counted apart."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from office import promises
from office.models import Promise, TallyDelta
from office.promises import AlreadyEnded
from office.tests.factories import MONDAY, make_promise, make_staff

pytestmark = pytest.mark.django_db

TOMORROW = MONDAY + timedelta(days=1)


def test_release_ends_it_with_its_reason_and_is_counted_apart() -> None:
    head = make_staff("head")
    promises.release(make_promise(), by=head, why="unreachable", now=TOMORROW)
    row = Promise.objects.get()
    assert (row.outcome, row.why, row.ended_at, row.ended_by, row.kept_late) == (
        Promise.Outcome.RELEASED,
        "unreachable",
        TOMORROW,
        head,
        False,
    )
    assert TallyDelta.objects.values_list("in_time", "late", "released").get() == (0, 0, 1)


def test_release_one_that_waits() -> None:
    released = promises.release(make_promise(waits_for="rain"), by=None, why="no rain in 180 days", now=TOMORROW)
    assert (released.is_open, released.due_at) == (False, None)


def test_release_needs_its_reason() -> None:
    promise = make_promise()
    with pytest.raises(IntegrityError, match="a_release_has_its_reason"), transaction.atomic():
        promises.release(promise, by=None, why="", now=TOMORROW)
    assert Promise.objects.get().is_open


def test_release_what_ended_meanwhile_is_refused() -> None:
    promise = make_promise()
    promises.keep(promise, by=None, now=MONDAY)
    with pytest.raises(AlreadyEnded):
        promises.release(promise, by=None, why="void", now=TOMORROW)
    assert Promise.objects.get().outcome == Promise.Outcome.KEPT


def test_closing_a_record_never_releases_what_is_overdue() -> None:
    overdue, open_one, waiting = (
        make_promise(rule="RP-11/acknowledge"),
        make_promise(),
        make_promise(rule="CB-3/rain", waits_for="rain"),
    )
    promises.release_all([overdue, open_one, waiting], by=None, why="void", now=TOMORROW)
    assert list(Promise.objects.order_by("pk").values_list("outcome", "why")) == [
        ("kept", "void"),
        ("released", "void"),
        ("released", "void"),
    ]
    assert Promise.objects.get(pk=overdue.pk).kept_late


def test_release_all_passes_over_what_ended_meanwhile() -> None:
    rows = [make_promise(), make_promise()]
    promises.keep(Promise.objects.get(pk=rows[0].pk), by=None, now=MONDAY)
    promises.release_all(rows, by=None, why="void", now=MONDAY)
    assert list(Promise.objects.order_by("pk").values_list("outcome", flat=True)) == ["kept", "released"]
