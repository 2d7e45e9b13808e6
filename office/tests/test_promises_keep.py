"""Keeping promises: in time, late, once."""

from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, InternalError, transaction
from pytest_django import DjangoAssertNumQueries

from office import promises
from office.models import Promise, TallyDelta
from office.promises import AlreadyEnded
from office.tests.factories import MONDAY, make_promise, make_staff
from office.tests.threads import together

pytestmark = pytest.mark.django_db

LIMIT = timedelta(minutes=10)


def make_short() -> Promise:
    """Due ten minutes after MONDAY."""
    return make_promise(rule="RP-11/acknowledge")


def test_keep_ends_it_in_time() -> None:
    promise, crew = make_short(), make_staff("crew")
    assert promises.keep(promise, by=crew, now=MONDAY + LIMIT) is promise
    row = Promise.objects.get()
    assert (row.ended_at, row.ended_by, row.outcome, row.why, row.next_alert_at) == (
        MONDAY + LIMIT,
        crew,
        Promise.Outcome.KEPT,
        "",
        None,
    )
    assert (row.is_open, row.kept_late) == (False, False)


def test_kept_late_stays_kept_late_for_ever() -> None:
    promise = promises.keep(make_short(), by=None, now=MONDAY + LIMIT + timedelta(microseconds=1))
    assert promise.kept_late
    for change in ({"ended_at": MONDAY}, {"due_at": MONDAY + timedelta(days=9)}, {"outcome": "released", "why": "x"}):
        with pytest.raises(InternalError, match="a promise is written once"), transaction.atomic():
            Promise.objects.filter(pk=promise.pk).update(**change)
    assert Promise.objects.get().kept_late


def test_keep_counts_once() -> None:
    promises.keep(make_short(), by=None, now=MONDAY)
    promises.keep(make_short(), by=None, now=MONDAY + 2 * LIMIT)
    assert list(TallyDelta.objects.order_by("pk").values_list("rule", "day", "in_time", "late", "released")) == [
        ("RP-11/acknowledge", MONDAY.date(), 1, 0, 0),
        ("RP-11/acknowledge", MONDAY.date(), 0, 1, 0),
    ]


def test_keep_twice_is_refused_and_counted_once() -> None:
    promise = make_short()
    stale = Promise.objects.get()
    promises.keep(promise, by=None, now=MONDAY)
    with pytest.raises(AlreadyEnded):
        promises.keep(stale, by=None, now=MONDAY + LIMIT)
    assert (Promise.objects.get().ended_at, TallyDelta.objects.count()) == (MONDAY, 1)


def test_whoever_is_told_that_he_was_late_may_go_on_in_his_transaction() -> None:
    promise = make_short()
    promises.keep(promise, by=None, now=MONDAY)
    with transaction.atomic(), pytest.raises(AlreadyEnded):
        promises.keep(promise, by=None, now=MONDAY)
    assert Promise.objects.count() == 1


def test_keep_costs_two_statements(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    promise = make_short()
    with django_assert_num_queries(2):
        promises.keep(promise, by=None, now=MONDAY)


def test_keep_all_passes_over_what_ended_meanwhile() -> None:
    rows = [make_short() for _ in range(3)]
    promises.release(Promise.objects.get(pk=rows[1].pk), by=None, why="void", now=MONDAY)
    promises.keep_all(rows, by=None, now=MONDAY)
    assert list(Promise.objects.order_by("pk").values_list("outcome", flat=True)) == ["kept", "released", "kept"]


def test_hand_to_gives_open_ones_into_somebodys_hands() -> None:
    crew = make_staff("crew")
    mine, ended, other = make_short(), make_short(), make_short()
    promises.keep(ended, by=None, now=MONDAY)
    promises.hand_to([mine, ended], crew)
    assert list(Promise.objects.filter(holder=crew)) == [mine]
    promises.hand_to([mine, other], None)
    assert not Promise.objects.filter(holder=crew).exists()


@pytest.mark.parametrize(
    ("change", "refused"),
    [
        ({"rule": "CB-5/first"}, InternalError),
        ({"subject": "R-2"}, InternalError),
        ({"occurrence": "9"}, InternalError),
        ({"made_at": MONDAY - LIMIT}, InternalError),
        ({"due_at": MONDAY + timedelta(days=1)}, InternalError),
        ({"due_at": None, "waits_for": "rain"}, InternalError),
        ({"ended_at": MONDAY}, IntegrityError),
        ({"outcome": "kept"}, IntegrityError),
        ({"ended_at": MONDAY, "outcome": "released"}, IntegrityError),
    ],
)
def test_a_promise_is_written_once(change: dict[str, object], refused: type[Exception]) -> None:
    promise = make_short()
    with pytest.raises(refused), transaction.atomic():
        Promise.objects.filter(pk=promise.pk).update(**change)
    assert Promise.objects.get() == promise


def test_an_alert_level_never_goes_back() -> None:
    promise = make_short()
    Promise.objects.update(alerted=Promise.Level.OVERDUE)
    with pytest.raises(InternalError, match="written once"), transaction.atomic():
        Promise.objects.update(alerted=Promise.Level.WARNED)
    assert Promise.objects.get(pk=promise.pk).alerted == Promise.Level.OVERDUE


def test_a_promise_is_never_deleted() -> None:
    make_short()
    with pytest.raises(InternalError, match="Cannot delete"), transaction.atomic():
        Promise.objects.all().delete()
    assert Promise.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_eight_at_once_one_keeps_it() -> None:
    promise = make_short()
    start = Barrier(8)

    def keep() -> bool:
        mine = Promise.objects.select_related("community").get(pk=promise.pk)
        start.wait(10)
        try:
            promises.keep(mine, by=None, now=MONDAY)
        except AlreadyEnded:
            return False
        return True

    assert sorted(together([keep] * 8)) == [False] * 7 + [True]
    assert TallyDelta.objects.count() == 1
