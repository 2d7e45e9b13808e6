"""CB-1, CB-2, CB-8, CB-9: a callback that reached somebody, and what follows from it."""

from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, transaction

from office import promises
from office.models import Move, Promise, Role, Staff
from office.tests.factories import MONDAY, make_staff
from repairs import actions as repairs
from repairs.models import Completion, Rectification, Repair, WorkOrder
from visits import actions
from visits.actions import AlreadyMade, NotByTheCrew
from visits.models import Attempt, Callback
from visits.tests.factories import make_callback, make_callbacks, make_completion, make_finished, said
from visits.tests.races import together

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER = MONDAY + 6 * HOUR


def outcomes(repair: Repair) -> list[tuple[str, str, str]]:
    """How each promise of the repair stands: rule, occurrence, outcome."""
    rows = Promise.objects.of(repair.number).order_by("rule", "occurrence")
    return [(row.rule, row.occurrence, row.outcome) for row in rows]


# ── made ────────────────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_cb8_keeps_who_called_whom_when_how_what_was_said_and_the_scores() -> None:
    row, caller = make_callback(), make_staff()
    actions.record(row, said(in_time=5, quality=4, manner=5, charge=3), by=caller, now=LATER)
    row.refresh_from_db()
    assert (row.made_by, row.made_at, row.how, row.spoke_with, row.said) == (
        caller, LATER, "phone", "王小明", "Works well."
    )  # fmt: skip
    assert (row.overall, row.in_time, row.quality, row.manner, row.charge) == (5, 5, 4, 5, 3)
    assert row.rectification is None
    assert (row.promise.outcome, row.promise.ended_at, row.promise.ended_by) == ("kept", LATER, caller)
    assert not row.promise.kept_late


@pytest.mark.django_db
def test_cb10_made_late_stays_late() -> None:
    row = make_callback(urgent=True)
    actions.record(row, said(), by=make_staff(), now=MONDAY + 25 * HOUR)
    row.promise.refresh_from_db()
    assert row.promise.kept_late


@pytest.mark.django_db
def test_cb1_a_satisfied_answer_closes_the_repair() -> None:
    row, caller = make_callback(), make_staff()
    actions.record(row, said(), by=caller, now=LATER)
    row.repair.refresh_from_db()
    assert row.repair.status == Repair.Status.CLOSED
    last = Move.objects.get(subject=row.repair.number)
    assert (last.verb, last.old, last.new, last.by, last.at) == ("close", "finished", "closed", caller, LATER)


@pytest.mark.django_db
def test_cb2_the_second_closes_it_not_the_first() -> None:
    first, second = make_callbacks(urgent=True)
    actions.record(first, said(), by=make_staff(), now=MONDAY)
    assert Repair.objects.get().status == Repair.Status.FINISHED
    second.refresh_from_db()
    actions.record(second, said(), by=make_staff(), now=MONDAY + 2 * DAY)
    assert Repair.objects.get().status == Repair.Status.CLOSED


@pytest.mark.django_db
def test_cb7_waiting_for_rain_does_not_keep_it_open() -> None:
    first, rain = make_callbacks(leak=True)
    actions.record(first, said(), by=make_staff(), now=LATER)
    assert Repair.objects.get().status == Repair.Status.CLOSED
    rain.promise.refresh_from_db()
    assert rain.promise.is_open


@pytest.mark.django_db
def test_cb1_stays_open_while_something_completed_has_no_callback_yet() -> None:
    row = make_callback(repair := make_finished())
    make_completion(repair)
    actions.record(row, said(), by=make_staff(), now=LATER)
    assert Repair.objects.get().status == Repair.Status.FINISHED


@pytest.mark.django_db
def test_cb1_made_while_the_permanent_repair_goes_on_closes_nothing() -> None:
    repair = make_finished(urgent=True, status=Repair.Status.REGISTERED, finished_at=None)
    row = make_callback(repair)
    actions.record(row, said(), by=make_staff(), now=LATER)
    assert Repair.objects.get().status == Repair.Status.REGISTERED


# ── before it opened ────────────────────────────────────────────────────────
@pytest.mark.django_db
def test_cb2_a_call_before_it_opened_is_recorded_and_does_not_keep_it() -> None:
    first, second = make_callbacks(urgent=True)
    caller = make_staff()
    actions.record(first, said(), by=caller, now=MONDAY)
    second.refresh_from_db()
    early = actions.record(second, said(said="Still dry."), by=caller, now=MONDAY + DAY)
    assert isinstance(early, Attempt)
    assert (early.callback, early.outcome, early.at, early.by) == (second, "too_early", MONDAY + DAY, caller)
    assert early.note.endswith("Still dry.")
    second.refresh_from_db()
    assert (second.made_at, second.promise.ended_at) == (None, None)


@pytest.mark.django_db
def test_cb2_so_is_one_that_still_waits_for_the_first() -> None:
    _first, second = make_callbacks(urgent=True)
    early = actions.record(second, said(), by=make_staff(), now=LATER)
    assert isinstance(early, Attempt)
    assert Promise.objects.get(pk=second.promise_id).is_open


@pytest.mark.django_db
def test_cb9_what_is_wrong_is_put_right_even_when_it_was_heard_too_early() -> None:
    first, second = make_callbacks(urgent=True)
    caller = make_staff()
    actions.record(first, said(), by=caller, now=MONDAY)
    second.refresh_from_db()
    early = actions.record(second, said(overall=1, fault="work", said="It drips."), by=caller, now=MONDAY + DAY)
    assert isinstance(early, Attempt)
    second.refresh_from_db()
    assert (second.made_at, second.promise.outcome) == (None, "released")
    assert second.rectification == Rectification.objects.get()
    assert Repair.objects.get().status == Repair.Status.REGISTERED


# ── something is wrong ──────────────────────────────────────────────────────
@pytest.mark.django_db
def test_cb9_bad_work_brings_a_notice_a_new_order_on_the_same_repair_and_releases_the_rest() -> None:
    crew, caller = make_staff(Role.CREW), make_staff()
    first, second, rain = make_callbacks(urgent=True, leak=True, crew=[crew])
    actions.record(first, said(overall=2, fault="work", said="The base still drips."), by=caller, now=LATER)
    first.refresh_from_db()
    notice = Rectification.objects.get()
    assert first.rectification == notice
    assert (notice.fault, notice.text, notice.to, notice.ordered_at, notice.ordered_by) == (
        "work", "The base still drips.", crew, LATER, caller
    )  # fmt: skip
    assert (notice.served_at, notice.settled_at) == (None, None)
    repair = Repair.objects.get(status="registered")
    orders = list(WorkOrder.objects.order_by("sequence").values_list("number", flat=True))
    assert orders == [f"{repair.number}-1", f"{repair.number}-2"]
    assert outcomes(repair) == [
        ("CB-2/first", "1.1", "kept"),
        ("CB-2/second", "1.2", "released"),
        ("CB-3/rain", "1.3", "released"),
        ("CB-9/notice", notice.number, ""),
        ("RP-11/dispatch-urgent", "rework 2", ""),
        ("RP-9/finish-urgent", "rework 2", ""),
    ]
    released = Promise.objects.filter(pk__in=[second.promise_id, rain.promise_id])
    assert all(notice.number in row.why for row in released)


@pytest.mark.django_db
def test_cb9_the_notice_is_owed_within_twelve_hours_by_the_caller_and_the_work_counts_from_it() -> None:
    row, caller = make_callback(urgent=True), make_staff()
    actions.record(row, said(overall=2, fault="work", said="Drips."), by=caller, now=LATER)
    served = Promise.objects.get(rule="CB-9/notice")
    assert (served.due_at, served.holder) == (LATER + 12 * HOUR, caller)
    assert Promise.objects.get(rule="RP-9/finish-urgent").due_at == LATER + DAY


@pytest.mark.django_db
def test_cb9_the_work_done_again_begins_a_new_round() -> None:
    first, _second = make_callbacks(urgent=True)
    actions.record(first, said(overall=1, fault="work", said="Drips."), by=make_staff(), now=LATER)
    crew, repair = make_staff(Role.CREW), Repair.objects.get()
    again = LATER + 3 * HOUR
    repairs.dispatch(repair, [crew], by=make_staff(), now=LATER)
    repairs.arrive(repair, by=crew, now=again)
    signed = repairs.Signature(name="王小明", capacity="owner")
    repairs.finish(
        repair, findings="New seal", signature=signed, by=crew, now=again, finished_at=again, free="warranty"
    )
    assert actions.follow_up(now=again) == 1
    fresh = [row for row in Callback.objects.of(repair) if row.completion.round == 2]
    assert [(row.step, row.promise.occurrence) for row in fresh] == [("first", "2.1"), ("second", "2.2")]
    assert fresh[0].promise.due_at == again + DAY
    assert fresh[0].completion.order.number == f"{repair.number}-2"
    with pytest.raises(NotByTheCrew):
        actions.record(fresh[0], said(), by=crew, now=again + HOUR)


@pytest.mark.parametrize("fault", ["delay", "manner", "charge", "other"])
@pytest.mark.django_db
def test_cb9_what_is_not_about_the_work_leaves_the_work_finished_and_open_until_settled(fault: str) -> None:
    crew = make_staff(Role.CREW)
    row = make_callback(crew=[crew])
    actions.record(row, said(overall=4, fault=fault, said="He smoked."), by=make_staff(), now=LATER)
    repair, notice = Repair.objects.get(), Rectification.objects.get()
    assert (notice.fault, notice.to) == (fault, crew)
    assert repair.status == Repair.Status.FINISHED
    assert repair.orders.count() == 1
    assert outcomes(repair) == [("CB-5/first", "1.1", "kept"), ("CB-9/notice", notice.number, "")]


@pytest.mark.django_db
def test_cb9_bad_work_found_after_it_was_made_safe_goes_into_the_order_in_hand() -> None:
    hand = make_staff(Role.CREW)
    repair = make_finished(urgent=True, status=Repair.Status.REGISTERED, finished_at=None)
    first, second = make_callbacks(repair, crew=[hand])
    actions.record(first, said(overall=2, fault="work", said="The valve drips."), by=make_staff(), now=LATER)
    repair.refresh_from_db()
    assert repair.status == Repair.Status.REGISTERED
    assert repair.orders.count() == 1
    assert Rectification.objects.get().to == hand
    assert Promise.objects.get(pk=second.promise_id).outcome == "released"


@pytest.mark.django_db
def test_cb9_found_after_rain_reopens_the_closed_repair() -> None:
    first, rain = make_callbacks(leak=True)
    caller = make_staff()
    actions.record(first, said(), by=caller, now=LATER)
    rained = LATER + 10 * DAY
    promises.start(Promise.objects.get(pk=rain.promise_id), base_at=rained)
    rain.refresh_from_db()
    actions.record(rain, said(overall=1, fault="work", said="Wet again."), by=caller, now=rained + DAY)
    assert Repair.objects.get().status == Repair.Status.REGISTERED


@pytest.mark.django_db
def test_cb9_what_was_overdue_already_is_not_released_with_the_rest_but_late_for_ever() -> None:
    first, second, rain = make_callbacks(urgent=True, leak=True)
    caller = make_staff()
    actions.record(first, said(), by=caller, now=MONDAY)
    promises.start(Promise.objects.get(pk=rain.promise_id), base_at=MONDAY)
    second.refresh_from_db()
    actions.record(second, said(overall=1, fault="work", said="Wet."), by=caller, now=MONDAY + 9 * DAY)
    rain.refresh_from_db()
    assert (rain.made_at, rain.promise.outcome, rain.promise.kept_late) == (None, "kept", True)


# ── refused, and nothing changed ────────────────────────────────────────────
def rows() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Attempt, Completion, Move, Promise, Rectification, WorkOrder))


@pytest.mark.django_db
def test_cb1_not_by_the_crew_that_did_it() -> None:
    one, two = make_staff(Role.CREW), make_staff(Role.CREW, Role.RECEPTION)
    row, before = make_callback(crew=[one, two]), rows()
    with pytest.raises(NotByTheCrew):
        actions.record(row, said(overall=1, fault="work"), by=two, now=LATER)
    row.refresh_from_db()
    assert (row.made_at, row.promise.is_open, rows()) == (None, True, before)


@pytest.mark.django_db
def test_cb10_not_twice() -> None:
    row, caller = make_callback(), make_staff()
    again = Callback.objects.get(pk=row.pk)
    actions.record(row, said(), by=caller, now=LATER)
    before = rows()
    with pytest.raises(AlreadyMade, match=caller.name):
        actions.record(again, said(overall=1, fault="work"), by=make_staff(), now=LATER + HOUR)
    row.refresh_from_db()
    assert (row.made_at, row.overall, rows()) == (LATER, 5, before)


@pytest.mark.django_db
def test_cb9_not_after_another_callback_reopened_the_repair() -> None:
    first, second = make_callbacks(urgent=True)
    caller = make_staff()
    stale = Callback.objects.select_related("promise", "repair").get(pk=second.pk)
    actions.record(first, said(overall=2, fault="work", said="Drips."), by=caller, now=LATER)
    with pytest.raises(AlreadyMade):
        actions.record(stale, said(), by=caller, now=MONDAY + 3 * DAY)
    second.refresh_from_db()
    assert second.made_at is None


@pytest.mark.django_db
def test_cb8_the_database_refuses_a_callback_that_does_not_say_how_it_went() -> None:
    row = make_callback()
    with pytest.raises(IntegrityError):
        Callback.objects.filter(pk=row.pk).update(made_at=LATER, made_by=make_staff(), how="phone")


# ── two at the same time ────────────────────────────────────────────────────
def stale(row: Callback, times: int = 2) -> list[Callback]:
    """The callback as so many people have it before them."""
    return [Callback.objects.select_related("promise", "repair").get(pk=row.pk) for _ in range(times)]


def record_naively(row: Callback, by: Staff) -> Callback:
    """The control: asks what it read earlier whether the callback is still to be made, as careless code does."""
    assert row.promise.is_open
    Callback.objects.filter(pk=row.pk).update(made_at=LATER, made_by=by, overall=5, how="phone")
    return row


@pytest.mark.django_db(transaction=True)
def test_control_careless_code_logs_a_callback_twice() -> None:
    one, two = stale(make_callback())
    by = make_staff()
    results = together(lambda: record_naively(one, by), lambda: record_naively(two, by))
    assert [type(result).__name__ for result in results] == ["Callback", "Callback"]


@pytest.mark.django_db(transaction=True)
def test_cb10_logged_by_two_people_at_once_is_made_once() -> None:
    row, callers = make_callback(urgent=True), [make_staff(), make_staff()]
    one, two = stale(row)
    results = together(
        lambda: actions.record(one, said(), by=callers[0], now=LATER),
        lambda: actions.record(two, said(), by=callers[1], now=LATER),
    )
    assert sorted(type(result).__name__ for result in results) == ["AlreadyMade", "Callback"]
    winner = next(result for result in results if isinstance(result, Callback))
    row.refresh_from_db()
    assert row.made_by == winner.made_by
    assert outcomes(row.repair) == [("CB-2/first", "1.1", "kept"), ("CB-2/second", "1.2", "")]


def two_open_rounds() -> list[Callback]:
    """The last callback of each of two rounds, both to be made."""
    repair = make_finished()
    return [make_callback(repair), make_callback(repair)]


def close_naively(row: Callback, both: Barrier) -> bool:
    """The control: ends the callback, then asks without a lock whether it was the last."""
    with transaction.atomic():
        promises.keep(row.promise, by=None, now=LATER)
        both.wait(10)
        last = not Callback.objects.open().filter(repair=row.repair).exists()
        both.wait(10)
    return last


@pytest.mark.django_db(transaction=True)
def test_control_without_a_lock_neither_of_the_last_two_closes_the_repair() -> None:
    one, two = (stale(row, 1)[0] for row in two_open_rounds())
    both = Barrier(2)
    assert together(lambda: close_naively(one, both), lambda: close_naively(two, both)) == [False, False]


@pytest.mark.django_db(transaction=True)
def test_cb1_of_the_last_two_at_once_one_closes_the_repair() -> None:
    one, two = (stale(row, 1)[0] for row in two_open_rounds())
    by = make_staff()
    results = together(
        lambda: actions.record(one, said(), by=by, now=LATER), lambda: actions.record(two, said(), by=by, now=LATER)
    )
    assert [type(result).__name__ for result in results] == ["Callback", "Callback"]
    assert Repair.objects.get().status == Repair.Status.CLOSED


@pytest.mark.django_db(transaction=True)
def test_cb9_reopened_by_one_callback_while_another_is_logged_stays_reopened() -> None:
    one, two = (stale(row, 1)[0] for row in two_open_rounds())
    by = make_staff()
    results = together(
        lambda: actions.record(one, said(overall=1, fault="work", said="Drips."), by=by, now=LATER),
        lambda: actions.record(two, said(), by=by, now=LATER),
    )
    assert [type(result).__name__ for result in results] == ["Callback", "Callback"]
    repair = Repair.objects.get()
    assert repair.status == Repair.Status.REGISTERED
    assert Promise.objects.filter(rule="CB-9/notice").count() == 1
    assert not Move.objects.filter(subject=repair.number, verb="close").exists()
