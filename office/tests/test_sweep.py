"""The one sweep: every level exactly once, nothing dropped, faults isolated."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from office import promises
from office.database import as_owner
from office.models import Alert, OutboxMessage, Promise
from office.tests.factories import MONDAY, make_limit, make_promise, owed
from office.tests.threads import together

pytestmark = pytest.mark.django_db

RULE = "RP-11/dispatch-urgent"  # due after 5 minutes, warned after 3, escalated 10 after the limit
START, WARNED, DUE, ESCALATED = (MONDAY + timedelta(minutes=minutes) for minutes in (0, 3, 5, 15))
JUST = timedelta(microseconds=1)


def make_due(number: int) -> list[Promise]:
    """As many promises that are due at DUE and not warned of."""
    return promises.make(
        [owed(rule="RP-11/acknowledge", base_at=DUE - timedelta(minutes=10)) for _ in range(number)], by=None, now=START
    )


def levels(promise: Promise) -> list[int]:
    """The levels raised, in order."""
    return list(Alert.objects.filter(promise=promise).order_by("pk").values_list("level", flat=True))


def statements(now: datetime) -> int:
    """How many statements a sweep at `now` takes, without the beginning and the end of its transactions."""
    with CaptureQueriesContext(connection) as captured:
        promises.sweep(now=now)
    framing = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
    return sum(not query["sql"].startswith(framing) for query in captured.captured_queries)


# ── levels ──────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("moments", "raised"),
    [
        ([WARNED - JUST], []),
        ([WARNED], [1]),
        ([WARNED, WARNED, DUE - JUST], [1]),
        ([WARNED, DUE], [1, 2]),
        ([WARNED, DUE, DUE, ESCALATED - JUST], [1, 2]),
        ([WARNED, DUE, ESCALATED], [1, 2, 3]),
        ([WARNED, DUE, ESCALATED, ESCALATED + timedelta(days=400)], [1, 2, 3]),
        ([DUE], [2]),  # a warning whose limit has passed is not raised
        ([ESCALATED, ESCALATED], [2, 3]),
    ],
)
def test_every_level_is_raised_once_in_its_time(moments: Sequence[datetime], raised: list[int]) -> None:
    promise = make_promise(rule=RULE)
    for now in moments:
        promises.sweep(now=now)
    assert levels(promise) == raised


def test_an_alert_says_when_it_was_raised_and_asks_for_the_outbox() -> None:
    promise = make_promise(rule=RULE)
    assert promises.sweep(now=WARNED) == 1
    assert Alert.objects.values_list("promise", "level", "raised_at").get() == (promise.pk, 1, WARNED)
    assert OutboxMessage.objects.values("dedupe_key", "kind", "payload", "created_at", "next_at", "sent_at").get() == {
        "dedupe_key": f"alert:{promise.pk}:1",
        "kind": "alert",
        "payload": {"promise": promise.pk, "level": 1},
        "created_at": WARNED,
        "next_at": WARNED,
        "sent_at": None,
    }


def test_the_sweep_knows_when_to_look_next() -> None:
    promise = make_promise(rule=RULE)
    seen = []
    for now in (WARNED, DUE, ESCALATED):
        promises.sweep(now=now)
        seen.append(Promise.objects.values_list("alerted", "next_alert_at").get(pk=promise.pk))
    assert seen == [(1, DUE), (2, ESCALATED), (3, None)]


def test_without_an_escalation_it_ends_with_overdue() -> None:
    promise = make_promise(rule="RP-11/acknowledge")
    promises.sweep(now=MONDAY + timedelta(days=9))
    promises.sweep(now=MONDAY + timedelta(days=9))
    assert (levels(promise), Promise.objects.get().next_alert_at) == ([2], None)


def test_the_limit_of_the_promise_decides_not_the_newest() -> None:
    promise = make_promise(rule=RULE)
    make_limit(RULE, escalate_after=1)
    promises.sweep(now=DUE)
    assert Promise.objects.get(pk=promise.pk).next_alert_at == ESCALATED


def test_nothing_is_dropped_for_being_late() -> None:
    promise = make_promise(rule=RULE)
    years_after = MONDAY + timedelta(days=3000)
    assert [promises.sweep(now=years_after) for _ in range(3)] == [1, 1, 0]
    assert levels(promise) == [2, 3]


def test_what_ended_or_waits_is_left_alone() -> None:
    make_promise(rule="CB-3/rain", waits_for="rain")
    promises.keep(make_promise(rule=RULE), by=None, now=START)
    promises.release(make_promise(rule=RULE), by=None, why="void", now=START)
    assert promises.sweep(now=ESCALATED) == 0
    assert not Alert.objects.exists()


def test_an_alert_that_exists_already_is_not_raised_again_and_holds_up_nothing() -> None:
    promise, other = make_due(2)
    Alert.objects.create(promise=promise, level=Promise.Level.OVERDUE, raised_at=START)
    assert promises.sweep(now=DUE) == 1
    assert (levels(promise), levels(other)) == ([2], [2])
    assert Promise.objects.get(pk=promise.pk).alerted == Promise.Level.OVERDUE
    assert OutboxMessage.objects.get().payload["promise"] == other.pk


def test_what_ended_in_whatever_way_is_left_alone(caplog: pytest.LogCaptureFixture) -> None:
    ended, other = make_due(2)
    Promise.objects.filter(pk=ended.pk).update(ended_at=START, outcome=Promise.Outcome.KEPT)
    assert promises.sweep(now=DUE) == 1
    assert (levels(ended), levels(other), caplog.records) == ([], [2], [])


@pytest.mark.parametrize("now", [WARNED - JUST, WARNED, DUE, ESCALATED])
@pytest.mark.parametrize("swept", [(), (WARNED,), (DUE,), (WARNED, DUE)])
def test_what_would_be_raised_is_what_sweeps_raise(swept: Sequence[datetime], now: datetime) -> None:
    promise = make_promise(rule=RULE)
    for moment in swept:
        promises.sweep(now=moment)
    before = levels(promise)
    told = promises.levels_due(Promise.objects.get(), now)
    while promises.sweep(now=now):
        pass
    assert before + told == levels(promise)


# ── cost ────────────────────────────────────────────────────────────────────
def test_an_idle_tick_is_one_statement() -> None:
    make_promise(rule=RULE)
    assert statements(START) == 1


@pytest.mark.parametrize(("due", "number"), [(1, 1), (3, 1), (499, 1), (500, 2), (1200, 3)])
def test_a_sweep_takes_one_statement_for_a_batch(due: int, number: int) -> None:
    make_due(due)
    assert statements(DUE) == number
    assert Alert.objects.count() == due


# ── several at once ─────────────────────────────────────────────────────────
@pytest.mark.django_db(transaction=True)
def test_eight_sweeps_at_once_raise_each_alert_once() -> None:
    make_due(2000)
    assert sum(together([lambda: promises.sweep(now=DUE)] * 8)) == 2000
    assert Alert.objects.count() == OutboxMessage.objects.count() == 2000


@pytest.mark.django_db(transaction=True)
def test_a_row_that_somebody_holds_waits_for_the_next_sweep_and_holds_up_nobody() -> None:
    held, free = make_due(2)
    with transaction.atomic():
        Promise.objects.select_for_update().get(pk=held.pk)
        assert together([lambda: promises.sweep(now=DUE)]) == [1]
    assert (levels(held), levels(free)) == ([], [2])
    assert promises.sweep(now=DUE) == 1


# ── faults ──────────────────────────────────────────────────────────────────
@contextmanager
def poisoned(table: str, when: str, error: str = "'P0001'") -> Iterator[None]:
    """Let every write to `table` fail for rows of which `when` is true, with the state `error`; both are SQL."""
    run_as_owner(
        "CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql"
        f" AS $$BEGIN RAISE EXCEPTION 'poison' USING ERRCODE = {error}; END$$",
        f"CREATE TRIGGER poison BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW WHEN ({when})"
        " EXECUTE FUNCTION poison()",
    )
    try:
        yield
    finally:
        run_as_owner("DROP FUNCTION poison CASCADE")


def run_as_owner(*written: str) -> None:
    with as_owner(), connection.cursor() as cursor:
        for statement in written:
            cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
def test_a_poison_row_is_set_aside_and_the_other_999_alert_in_the_same_sweep() -> None:
    rows = make_due(1000)
    bad = rows[137]
    with poisoned("office_alert", f"NEW.promise_id = {bad.pk}"):
        assert promises.sweep(now=DUE) == 999
        assert set(Alert.objects.values_list("promise", flat=True)) == {row.pk for row in rows} - {bad.pk}
        assert list(Promise.objects.stuck()) == [bad]
        assert promises.sweep(now=DUE) == 0


@pytest.mark.django_db(transaction=True)
def test_a_poison_row_backs_off_and_never_gives_up() -> None:
    bad = make_due(1)[0]
    pauses = []
    with poisoned("office_alert", f"NEW.promise_id = {bad.pk}"):
        for _ in range(9):
            now = Promise.objects.get().next_alert_at
            assert now is not None
            promises.sweep(now=now)
            again_at = Promise.objects.get().next_alert_at
            assert again_at is not None
            pauses.append((again_at - now).total_seconds() / 60)
    assert (pauses, Promise.objects.get().failures) == ([1, 2, 4, 8, 16, 32, 60, 60, 60], 9)


@pytest.mark.django_db(transaction=True)
def test_a_healed_row_alerts_and_is_not_shown_as_stuck_any_more() -> None:
    bad = make_due(1)[0]
    with poisoned("office_alert", f"NEW.promise_id = {bad.pk}"):
        promises.sweep(now=DUE)
    assert promises.sweep(now=DUE + timedelta(minutes=1)) == 1
    assert (levels(bad), list(Promise.objects.stuck())) == ([2], [])


@pytest.mark.django_db(transaction=True)
def test_more_poison_than_a_batch_holds_up_nobody() -> None:
    rows = make_due(30)
    with poisoned("office_alert", f"NEW.promise_id < {rows[20].pk}"):
        assert promises.sweep(now=DUE, batch=8) == 10
        assert Promise.objects.stuck().count() == 20


@pytest.mark.django_db(transaction=True)
def test_a_row_that_cannot_even_be_set_aside_holds_up_nobody() -> None:
    rows = make_due(9)
    with poisoned("office_promise", f"NEW.id = {rows[4].pk}"):
        assert promises.sweep(now=DUE) == 8
        assert promises.sweep(now=DUE) == 0
    assert promises.sweep(now=DUE) == 1


@pytest.mark.django_db(transaction=True)
def test_a_busy_server_is_no_rows_fault() -> None:
    make_due(3)
    with poisoned("office_alert", "true", error="'57014'"), pytest.raises(OperationalError):
        promises.sweep(now=DUE)
    assert list(Promise.objects.values_list("failures", "alerted").distinct()) == [(0, 0)]
    assert promises.sweep(now=DUE) == 3


@pytest.mark.django_db(transaction=True)
def test_a_server_that_grows_busy_while_halving_is_no_rows_fault() -> None:
    busy, bad, *_ = make_due(4)
    Promise.objects.filter(pk=bad.pk).update(next_alert_at=DUE - timedelta(hours=1))
    state = f"CASE WHEN NEW.promise_id = {busy.pk} THEN '57014' ELSE 'P0001' END"
    with (
        poisoned("office_alert", f"NEW.promise_id IN ({busy.pk}, {bad.pk})", error=state),
        pytest.raises(OperationalError),
    ):
        promises.sweep(now=DUE)
    assert Promise.objects.get(pk=busy.pk).failures == 0
