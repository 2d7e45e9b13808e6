"""The tallies against a naive count of the same promises."""

from collections import Counter
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from office import promises, tallies
from office.models import Community, Promise, Tally, TallyDelta
from office.tests.factories import MONDAY, home, make_community, make_promise
from office.tests.threads import together

Key = tuple[str, str, date]
RULES = ["CB-5/first", "RP-11/acknowledge"]


def naive() -> dict[Key, Counter[str]]:
    """How promises ended, counted over all of which everybody may know."""
    found: dict[Key, Counter[str]] = {}
    everybodys = Promise.objects.filter(confidential=False, hidden_from=None)
    for promise in everybodys.filter(ended_at__isnull=False).exclude(outcome="extended"):
        assert promise.ended_at is not None
        key = (promise.community.name, promise.rule, promise.community.local(promise.ended_at).date())
        name = "released" if promise.outcome == "released" else "late" if promise.kept_late else "in_time"
        found.setdefault(key, Counter())[name] += 1
    return found


def folded() -> dict[Key, Counter[str]]:
    """The same out of the tallies."""
    return {
        (row.community.name, row.rule, row.day): +Counter(
            {"in_time": row.in_time, "late": row.late, "released": row.released}
        )
        for row in Tally.objects.select_related("community")
    }


@pytest.mark.django_db
def test_folded_by_community_rule_and_local_day() -> None:
    west = make_community(name="West", time_zone="America/New_York")
    for community, times in ((west, 1), (make_community(name="East"), 2)):
        for _ in range(times):
            promises.keep(make_promise(community=community), by=None, now=MONDAY)
    promises.keep(make_promise(community=west), by=None, now=MONDAY + timedelta(days=9))
    promises.release(make_promise(community=west), by=None, why="void", now=MONDAY)
    assert tallies.fold() == 3
    assert folded() == {
        ("West", "CB-5/first", date(2026, 11, 22)): Counter(in_time=1, released=1),
        ("West", "CB-5/first", date(2026, 12, 1)): Counter(late=1),
        ("East", "CB-5/first", date(2026, 11, 23)): Counter(in_time=2),
    }
    assert not TallyDelta.objects.exists()


@pytest.mark.django_db
def test_folding_again_adds_and_changes_nothing_more() -> None:
    for expected in (1, 2):
        promises.keep(make_promise(), by=None, now=MONDAY)
        assert [tallies.fold(), tallies.fold()] == [1, 0]
        assert Tally.objects.get().in_time == expected


@pytest.mark.django_db
def test_folding_is_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(3):
        promises.keep(make_promise(), by=None, now=MONDAY)
    with django_assert_num_queries(1):
        tallies.fold()


@pytest.mark.django_db
def test_counting_several_is_one_statement(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    rows = [make_promise() for _ in range(3)]
    for row in rows:
        row.ended_at, row.outcome = MONDAY, Promise.Outcome.KEPT
    with django_assert_num_queries(1):
        tallies.add(rows)


endings = st.lists(
    st.tuples(
        st.sampled_from(["keep", "release", "extend", "leave", "fold"]),
        st.integers(0, 1),
        st.sampled_from(RULES),
        st.integers(0, 60 * 24 * 12),
    ),
    max_size=12,
)


def end(what: str, community: Community, rule: str, now: datetime) -> None:
    if what == "fold":
        tallies.fold()
        return
    promise = make_promise(rule=rule, community=community)
    if what == "keep":
        promises.keep(promise, by=None, now=now)
    elif what == "release":
        promises.release(promise, by=None, why="void", now=now)
    elif what == "extend":
        successor = promises.extend(promise, due_at=now + timedelta(days=1), by=None, why="parts", now=now)
        promises.keep(successor, by=None, now=now)


@pytest.mark.django_db(transaction=True)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(endings)
def test_however_promises_end_the_tallies_agree_with_a_naive_count(
    steps: list[tuple[str, int, str, int]],
) -> None:
    communities = [home(), Community.objects.get_or_create(name="West", time_zone="America/New_York")[0]]
    for what, where, rule, minutes in steps:
        end(what, communities[where], rule, MONDAY + timedelta(minutes=minutes))
    tallies.fold()
    assert folded() == naive()


@pytest.mark.django_db(transaction=True)
def test_folding_in_eight_threads_while_others_keep_loses_and_doubles_nothing() -> None:
    rows = [make_promise() for _ in range(160)]

    def keep(mine: list[Promise]) -> None:
        for promise in mine:
            promises.keep(promise, by=None, now=MONDAY)
            tallies.fold()

    together([partial(keep, rows[n::8]) for n in range(8)])
    tallies.fold()
    assert folded() == naive() == {(home().name, "CB-5/first", MONDAY.date()): Counter(in_time=160)}


@pytest.mark.django_db(transaction=True)
def test_folding_waits_for_nobody() -> None:
    for _ in range(2):
        promises.keep(make_promise(), by=None, now=MONDAY)
    with transaction.atomic():
        TallyDelta.objects.select_for_update().filter(pk=TallyDelta.objects.order_by("pk")[0].pk).get()
        assert together([tallies.fold]) == [1]
    assert (Tally.objects.get().in_time, tallies.fold(), Tally.objects.get().in_time) == (1, 1, 2)


@pytest.mark.django_db(transaction=True)
def test_a_failed_keep_counts_nothing() -> None:
    promise = make_promise()

    def full_disk(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "office_tallydelta" in sql:
            raise BrokenPipeError
        return execute(sql, params, many, context)

    with pytest.raises(BrokenPipeError), connection.execute_wrapper(full_disk):
        promises.keep(promise, by=None, now=MONDAY)
    assert Promise.objects.get().is_open
    assert not TallyDelta.objects.exists()
