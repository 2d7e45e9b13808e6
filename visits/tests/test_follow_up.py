"""CB-1 to CB-6 and CB-10: what is finished brings its callbacks, each once, whatever happens in between."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime

from office.models import Promise, Role
from office.tests.factories import MONDAY, home, make_department, make_limit, make_promise, make_staff, make_unit
from owners.models import Channel
from owners.tests.factories import make_contact
from repairs import actions as repairs
from repairs.models import Completion, Repair
from repairs.tests.factories import make_order, make_repair
from visits import actions
from visits.models import Callback
from visits.tests.factories import make_callbacks, make_completion, make_finished, said

DAY = timedelta(days=1)
FIRST, SECOND, RAIN = Callback.Step.FIRST, Callback.Step.SECOND, Callback.Step.RAIN
WAITING_SECOND = (SECOND, "CB-2/second", "first callback", None)
WAITING_RAIN = (RAIN, "CB-3/rain", "rain", None)


def local(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=home().zone)


def owed_for(callbacks: list[Callback]) -> list[tuple[str, str, str, str | None]]:
    """What each callback is, under which rule, what it waits for, and when it is due by the community's clock."""
    rows = [(row, row.promise) for row in callbacks]
    due = [f"{localtime(promise.due_at):%m-%d %H:%M}" if promise.due_at else None for _row, promise in rows]
    return [(row.step, promise.rule, promise.waits_for, at) for (row, promise), at in zip(rows, due, strict=True)]


# ── which callbacks, by when ────────────────────────────────────────────────
# Finished on Monday, 11-23, at 10:05. The end of a day shows as 00:00 of the next.
@pytest.mark.parametrize(
    ("urgent", "leak", "safety", "expected"),
    [
        (False, False, False, [(FIRST, "CB-5/first", "", "12-01 00:00")]),
        (False, False, True, [(FIRST, "CB-4/first", "", "11-26 00:00")]),
        (False, True, False, [(FIRST, "CB-3/first", "", "11-27 00:00"), WAITING_RAIN]),
        (False, True, True, [(FIRST, "CB-4/first", "", "11-26 00:00"), WAITING_RAIN]),
        (True, False, False, [(FIRST, "CB-2/first", "", "11-24 10:05"), WAITING_SECOND]),
        (True, False, True, [(FIRST, "CB-2/first", "", "11-24 10:05"), WAITING_SECOND]),
        (True, True, False, [(FIRST, "CB-2/first", "", "11-24 10:05"), WAITING_SECOND, WAITING_RAIN]),
        (True, True, True, [(FIRST, "CB-2/first", "", "11-24 10:05"), WAITING_SECOND, WAITING_RAIN]),
    ],
)
@pytest.mark.django_db
def test_cb6_strictest_first_date_and_every_later_callback(
    urgent: bool, leak: bool, safety: bool, expected: list[tuple[str, str, str, str | None]]
) -> None:
    assert owed_for(make_callbacks(urgent=urgent, leak=leak, safety=safety)) == expected


@pytest.mark.django_db
def test_cb2_burst_kitchen_pipe_has_two_callbacks_and_no_rain() -> None:
    assert [row.step for row in make_callbacks(urgent=True, problem="Kitchen pipe burst")] == [FIRST, SECOND]


@pytest.mark.django_db
def test_cb3_outer_wall_seepage_is_not_urgent_and_waits_for_rain_without_a_date() -> None:
    first, rain = make_callbacks(leak=True, problem="Seepage through the outer wall")
    assert not first.promise.urgent
    assert first.promise.due_at == local(2026, 11, 27)
    waiting = rain.promise
    assert (waiting.due_at, waiting.opens_at, waiting.next_alert_at, waiting.waits_for) == (None, None, None, "rain")
    assert not waiting.is_overdue(MONDAY + 400 * DAY)


@pytest.mark.django_db
def test_cb4_a_safety_installation_finished_just_before_midnight_has_until_the_end_of_the_second_day() -> None:
    (row,) = make_callbacks(safety=True, at=local(2026, 11, 23, 23, 59))
    assert (row.promise.rule, row.promise.due_at) == ("CB-4/first", local(2026, 11, 26))


@pytest.mark.django_db
def test_cb5_everything_else_has_a_week_whatever_the_weekday() -> None:
    (row,) = make_callbacks(at=local(2026, 11, 28, 0, 0))
    assert (row.promise.rule, row.promise.due_at) == ("CB-5/first", local(2026, 12, 6))


@pytest.mark.django_db
def test_cb6_follows_the_limits_in_force_of_the_community() -> None:
    make_limit("CB-4/first", community=home(), amount=5)
    first, _rain = make_callbacks(leak=True, safety=True)
    assert first.promise.rule == "CB-3/first"


@pytest.mark.django_db
def test_cb1_customer_service_answers_for_it_and_it_knows_its_home() -> None:
    service = make_department()
    unit = make_unit()
    (row,) = make_callbacks(unit=unit)
    promise = row.promise
    assert promise.department == service
    assert (promise.unit, promise.place, promise.about) == (unit, "3-2-501", "The door handle is broken.")
    assert (promise.subject, promise.occurrence, promise.base_at) == (row.repair.number, "1.1", MONDAY)
    assert not row.inspection


@pytest.mark.django_db
def test_cb1_found_on_patrol_is_looked_at_again_within_the_same_limits() -> None:
    contact = make_contact(channel=Channel.PATROL, name="", phone="", capacity="")
    first, second = make_callbacks(urgent=True, contact=contact)
    assert (first.inspection, second.inspection) == (True, True)
    assert first.promise.due_at == MONDAY + DAY


@pytest.mark.django_db
def test_cb1_a_voided_repair_owes_none() -> None:
    completion = make_completion(urgent=True)
    voided = make_repair(status=Repair.Status.VOID, urgent=True)
    order = make_order(voided, finished_at=MONDAY)
    Completion.objects.create(repair=voided, order=order, round=1, at=MONDAY, urgent=True, follow_up_at=MONDAY)
    assert actions.follow_up(now=MONDAY) == 2
    assert {row.repair for row in Callback.objects.all()} == {completion.repair}
    assert not actions.pending_follow_ups().exists()


# ── the second one ──────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_cb2_second_is_made_with_the_first_and_waits_visibly() -> None:
    first, second = make_callbacks(urgent=True)
    assert (second.promise.waits_for, second.promise.due_at) == ("first callback", None)
    assert list(Callback.objects.to_make(MONDAY)) == [first]
    assert list(Callback.objects.waiting(MONDAY)) == [second]


@pytest.mark.django_db
def test_cb2_second_opens_on_the_second_day_after_the_first_was_made() -> None:
    first, second = make_callbacks(urgent=True)
    actions.record(first, said(), by=make_staff(), now=local(2026, 11, 23, 16, 30))
    second.promise.refresh_from_db()
    promise = second.promise
    assert (promise.opens_at, promise.due_at) == (local(2026, 11, 25), local(2026, 11, 26))
    assert promise.base_at == local(2026, 11, 23, 16, 30)
    assert list(Callback.objects.to_make(local(2026, 11, 24, 23, 59))) == []
    assert list(Callback.objects.to_make(local(2026, 11, 25))) == [second]


@pytest.mark.django_db
def test_cb2_second_of_a_first_made_late_counts_from_that_call() -> None:
    first, second = make_callbacks(urgent=True)
    actions.record(first, said(), by=make_staff(), now=local(2026, 11, 24, 23, 50))
    second.promise.refresh_from_db()
    assert (second.promise.opens_at, second.promise.due_at) == (local(2026, 11, 26), local(2026, 11, 27))


# ── made safe first ─────────────────────────────────────────────────────────
def made_safe(leak: bool = False) -> Repair:
    """An urgent repair whose danger is removed at MONDAY, its permanent repair still to come."""
    crew = make_staff(Role.CREW)
    repair = make_finished(urgent=True, leak=leak, status=Repair.Status.ON_SITE, finished_at=None)
    make_order(repair, crew=[crew], arrived_at=MONDAY)
    repairs.make_safe(repair, findings="Valve shut", permanent_on=date(2026, 11, 25), by=crew, now=MONDAY)
    return repair


def finish_again(repair: Repair, now: datetime) -> Repair:
    crew = make_staff(Role.CREW)
    signed = repairs.Signature(name="王小明", capacity="owner")
    repairs.dispatch(repair, [crew], by=make_staff(), now=now)
    repairs.arrive(repair, by=crew, now=now)
    return repairs.finish(
        repair, findings="New pipe", signature=signed, by=crew, now=now, finished_at=now, free="common"
    )


@pytest.mark.django_db
def test_cb2_made_safe_starts_the_urgent_callbacks_and_no_rain() -> None:
    repair = made_safe(leak=True)
    actions.follow_up(now=MONDAY)
    assert owed_for(list(Callback.objects.of(repair))) == [
        (FIRST, "CB-2/first", "", "11-24 10:05"),
        WAITING_SECOND,
    ]


@pytest.mark.django_db
def test_cb6_the_finish_after_it_starts_a_round_of_its_own() -> None:
    repair = made_safe(leak=True)
    actions.follow_up(now=MONDAY)
    finish_again(repair, MONDAY + DAY)
    actions.follow_up(now=MONDAY + DAY)
    rounds = list(Callback.objects.of(repair))
    assert [row.promise.occurrence for row in rounds] == ["1.1", "1.2", "2.1", "2.3"]
    assert owed_for(rounds[2:]) == [(FIRST, "CB-3/first", "", "11-28 00:00"), WAITING_RAIN]


@pytest.mark.django_db
def test_cb1_made_safe_and_then_voided_before_the_sweep_owes_none() -> None:
    repair = made_safe()
    repairs.void(repair, "Reported twice", by=make_staff(), now=MONDAY)
    assert actions.follow_up(now=MONDAY) == 1
    assert not Callback.objects.exists()


# ── each once, whatever happens ─────────────────────────────────────────────
@pytest.mark.django_db
def test_cb10_a_completion_is_followed_up_once() -> None:
    make_completion(urgent=True)
    assert [actions.follow_up(now=MONDAY), actions.follow_up(now=MONDAY)] == [1, 0]
    assert Callback.objects.count() == 2


class Crash(Exception):
    pass


@transaction.atomic
def follow_up_and_crash() -> None:
    actions.follow_up(now=MONDAY)
    raise Crash


@pytest.mark.django_db(transaction=True)
def test_cb10_a_crash_before_the_commit_leaves_the_marker_and_no_callback() -> None:
    completion = make_completion(urgent=True)
    with pytest.raises(Crash):
        follow_up_and_crash()
    assert (Callback.objects.count(), Promise.objects.count()) == (0, 0)
    completion.refresh_from_db()
    assert completion.follow_up_at == MONDAY
    assert actions.follow_up(now=MONDAY) == 1
    assert Callback.objects.count() == 2


def follow_up_elsewhere() -> int:
    """Sweep over a connection of its own."""
    try:
        return actions.follow_up(now=MONDAY)
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_cb10_a_sweep_passes_over_what_another_one_holds() -> None:
    held, free = make_completion(), make_completion()
    with transaction.atomic(), ThreadPoolExecutor(1) as other:
        Completion.objects.select_for_update().get(pk=held.pk)
        assert other.submit(follow_up_elsewhere).result() == 1
    assert list(actions.pending_follow_ups()) == [held]
    assert [row.completion for row in Callback.objects.all()] == [free]


@pytest.mark.django_db(transaction=True)
def test_cb10_several_sweeps_at_once_make_each_callback_once() -> None:
    for _ in range(40):
        make_completion(urgent=True)
    with ThreadPoolExecutor(4) as others:
        taken = [row.result() for row in [others.submit(follow_up_elsewhere) for _ in range(4)]]
    actions.follow_up(now=MONDAY)
    assert sum(taken) <= 40
    assert Callback.objects.count() == 80
    assert not actions.pending_follow_ups().exists()


@pytest.mark.django_db
def test_cb10_a_faulty_completion_holds_up_no_other(caplog: pytest.LogCaptureFixture) -> None:
    rows = [make_completion() for _ in range(5)]
    faulty = rows[2]
    make_promise(rule="CB-5/first", subject=faulty.repair.number, occurrence="1.1")
    assert actions.follow_up(now=MONDAY) == 4
    assert list(actions.pending_follow_ups()) == [faulty]
    assert Callback.objects.count() == 4
    assert [record.getMessage() for record in caplog.records] == [f"completion {faulty.pk} could not be followed up"]


@pytest.mark.django_db
def test_follow_up_takes_as_many_statements_for_thirty_as_for_one() -> None:
    counts = []
    for amount in (1, 30):
        for _ in range(amount):
            make_completion(urgent=True, leak=True)
        with CaptureQueriesContext(connection) as seen:
            assert actions.follow_up(now=MONDAY) == amount
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] <= 16
