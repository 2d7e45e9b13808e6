"""The relay: whom an alert is told, in which language, and what happens when a letter does not arrive."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from office import outbox, promises
from office.models import Department, Notice, OutboxMessage, Promise, Role, Shift, Staff
from office.tests.factories import (
    MONDAY,
    make_community,
    make_department,
    make_limit,
    make_promise,
    make_staff,
    make_unit,
    owed,
)
from office.tests.rosters import put_on
from office.tests.threads import together

pytestmark = [
    pytest.mark.django_db,
]

RULE = "RP-11/dispatch-urgent"  # warned after 3 minutes, due after 5 (head), escalated after 15 (manager)
WARNED, DUE, ESCALATED = (MONDAY + timedelta(minutes=minutes) for minutes in (3, 5, 15))
LEVELS = {Promise.Level.WARNED: WARNED, Promise.Level.OVERDUE: DUE, Promise.Level.ESCALATED: ESCALATED}


class Sink:
    """A stranger's server that takes messages, in its own thread; `broken` or `hanging` on demand."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.received: list[str] = []
        self.broken = False
        self.goes_on = Event()
        self.goes_on.set()

    def address(self, path: str = "") -> str:
        return f"json://127.0.0.1:{self.port}/{path}"


@pytest.fixture
def sink() -> Iterator[Sink]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            found.goes_on.wait(10)
            bad = found.broken or self.path.endswith("bad")
            if not bad:
                found.received.append(body["message"])
            self.send_response(500 if bad else 200)
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Sink(server.server_port)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield found
    found.goes_on.set()
    server.shutdown()
    server.server_close()
    thread.join()


def told(promise: Promise, level: Promise.Level) -> set[Staff]:
    return outbox.recipients(Promise.objects.get(pk=promise.pk), level)


# ── who ─────────────────────────────────────────────────────────────────────
class Desk:
    """Customer service with two people and a head, a manager, and somebody of another department."""

    def __init__(self) -> None:
        self.service = make_department(Department.Kind.CUSTOMER_SERVICE)
        self.anna, self.bo = (make_staff(department=self.service) for _ in range(2))
        self.head, self.manager = make_staff(Role.HEAD), make_staff(Role.MANAGER)
        self.service.head = self.head
        self.service.save(update_fields=["head"])
        self.outsider = make_staff(Role.HEAD, department=make_department(Department.Kind.ENGINEERING))
        self.promise = make_promise(rule=RULE)

    def change(self, staff: Staff, **fields: object) -> None:
        Staff.objects.filter(pk=staff.pk).update(**fields)


def test_a_warning_is_for_the_department_overdue_for_its_head_too_escalated_for_the_manager() -> None:
    desk = Desk()
    assert {level: told(desk.promise, level) for level in LEVELS} == {
        Promise.Level.WARNED: {desk.anna, desk.bo},
        Promise.Level.OVERDUE: {desk.anna, desk.bo, desk.head},
        Promise.Level.ESCALATED: {desk.manager},
    }


def test_whoever_has_it_in_his_hands_is_told_instead_of_the_department() -> None:
    desk = Desk()
    promises.hand_to([desk.promise], desk.bo)
    assert told(desk.promise, Promise.Level.WARNED) == {desk.bo}
    assert told(desk.promise, Promise.Level.OVERDUE) == {desk.bo, desk.head}


def test_a_holder_who_has_left_is_replaced_by_the_department() -> None:
    desk = Desk()
    promises.hand_to([desk.promise], desk.outsider)
    desk.change(desk.outsider, is_active=False)
    assert told(desk.promise, Promise.Level.WARNED) == {desk.anna, desk.bo}


def test_the_deputy_stands_in_for_a_head_who_has_left() -> None:
    desk = Desk()
    deputy = make_staff(Role.HEAD)
    Department.objects.filter(pk=desk.service.pk).update(deputy=deputy)
    desk.change(desk.head, is_active=False)
    assert told(desk.promise, Promise.Level.OVERDUE) == {desk.anna, desk.bo, deputy}


def test_without_head_and_deputy_every_head_is_told() -> None:
    desk = Desk()
    desk.change(desk.head, is_active=False)
    assert told(desk.promise, Promise.Level.OVERDUE) == {desk.anna, desk.bo, desk.outsider}


def test_without_any_head_the_manager_is_told() -> None:
    desk = Desk()
    desk.change(desk.head, is_active=False)
    desk.change(desk.outsider, roles=[Role.CREW])
    assert told(desk.promise, Promise.Level.OVERDUE) == {desk.anna, desk.bo, desk.manager}


def test_an_empty_department_does_not_swallow_a_warning() -> None:
    desk = Desk()
    for staff in (desk.anna, desk.bo):
        desk.change(staff, is_active=False)
    assert told(desk.promise, Promise.Level.WARNED) == {desk.manager}


def test_nobody_of_another_community_is_told() -> None:
    desk = Desk()
    make_staff(Role.MANAGER, community=make_community(), department=desk.service)
    assert told(desk.promise, Promise.Level.WARNED) == {desk.anna, desk.bo}
    assert told(desk.promise, Promise.Level.ESCALATED) == {desk.manager}


def test_nobody_is_told_what_is_hidden_from_him() -> None:
    desk = Desk()
    about_anna = make_promise(rule=RULE, hidden_from=desk.anna)
    about_head = make_promise(rule=RULE, hidden_from=desk.head)
    assert told(about_anna, Promise.Level.OVERDUE) == {desk.bo, desk.head}
    assert told(about_head, Promise.Level.OVERDUE) == {desk.anna, desk.bo}


def test_what_is_confidential_goes_to_who_may_know() -> None:
    desk = Desk()
    confidential = make_promise(rule=RULE, confidential=True)
    assert {level: told(confidential, level) for level in LEVELS} == {level: {desk.manager} for level in LEVELS}


def test_a_limit_may_send_it_to_somebody_else() -> None:
    desk = Desk()
    company = make_staff(Role.COMPANY)
    make_limit(RULE, overdue_to=Role.COMPANY)
    promise = make_promise(rule=RULE)
    assert told(promise, Promise.Level.OVERDUE) == {desk.anna, desk.bo, company}


# ── who is on duty (RC-13) ──────────────────────────────────────────────────
def told_at(now: datetime) -> set[Staff]:
    """Who is told of what is raised at this moment, above the department left aside."""
    promises.sweep(now=now)
    outbox.relay(now=now)
    return {notice.staff for notice in Notice.objects.select_related("staff")}


def test_rc13_whoever_is_on_duty_is_told_instead_of_the_department() -> None:
    desk = Desk()
    put_on(desk.bo, desk.service)
    put_on(desk.anna, desk.service, shift=Shift.NIGHT)
    assert told_at(WARNED) == {desk.bo}
    assert told_at(DUE) == {desk.bo, desk.head}


def test_rc13_after_midnight_it_is_the_night_shift_of_the_day_before() -> None:
    desk = Desk()
    night, early = MONDAY + timedelta(hours=11), MONDAY + timedelta(hours=17)
    Promise.objects.filter(pk=desk.promise.pk).update(next_alert_at=None)
    make_promise(rule=RULE, base_at=early, now=early)
    put_on(desk.anna, desk.service, shift=Shift.NIGHT)
    put_on(desk.bo, desk.service, day=early.date(), shift=Shift.NIGHT)
    assert (night.date(), early.date()) == (MONDAY.date(), MONDAY.date() + timedelta(days=1))
    assert told_at(early + timedelta(minutes=3)) == {desk.anna}


def test_rc13_where_nobody_is_on_the_roster_everybody_of_the_department_is_told() -> None:
    desk = Desk()
    put_on(desk.bo, desk.service, day=MONDAY.date() + timedelta(days=1))
    assert told_at(WARNED) == {desk.anna, desk.bo}


def test_rc13_whoever_has_it_in_his_hands_is_told_whoever_is_on_duty() -> None:
    desk = Desk()
    promises.hand_to([desk.promise], desk.anna)
    put_on(desk.bo, desk.service)
    assert told_at(WARNED) == {desk.anna}


def test_rc13_what_is_hidden_from_who_is_on_duty_goes_to_his_department() -> None:
    desk = Desk()
    Promise.objects.filter(pk=desk.promise.pk).update(hidden_from=desk.bo)
    put_on(desk.bo, desk.service)
    assert told_at(WARNED) == {desk.anna}


def test_rc13_somebody_of_another_department_may_be_on_duty_nobody_who_left() -> None:
    desk = Desk()
    put_on(desk.outsider, desk.service)
    put_on(desk.bo, desk.service)
    desk.change(desk.bo, is_active=False)
    assert told_at(WARNED) == {desk.outsider}


# ── what ────────────────────────────────────────────────────────────────────
def test_every_alert_is_told_once_on_everybodys_page_in_his_language() -> None:
    service = make_department(Department.Kind.CUSTOMER_SERVICE)
    chinese, english = make_staff(department=service), make_staff(department=service, language="en")
    promise = make_promise(rule=RULE, subject="R-20261123-0007", unit=make_unit("3-2-501"), about="Burst pipe")
    promises.sweep(now=WARNED)
    assert [outbox.relay(now=WARNED) for _ in range(2)] == [1, 0]
    notices = {notice.staff: notice for notice in Notice.objects.select_related("staff")}
    assert set(notices) == {chinese, english}
    assert notices[english].text == "due soon: dispatch, Burst pipe, 3-2-501, due 11-23 10:10 (RP-11)"
    assert {(row.subject, row.at, row.read_at, row.delivered_at) for row in notices.values()} == {
        (promise.subject, WARNED, None, None)
    }
    message = OutboxMessage.objects.get()
    assert (message.sent_at, message.attempts, message.last_error) == (WARNED, 1, "")


def test_times_are_the_communitys() -> None:
    west = make_community(time_zone="America/New_York")
    make_staff(Role.MANAGER, community=west, language="en")
    make_promise(rule=RULE, community=west, place="Building 2 lift", about="Lift stuck")
    promises.sweep(now=WARNED)
    outbox.relay(now=WARNED)
    assert Notice.objects.get().text == "due soon: dispatch, Lift stuck, Building 2 lift, due 11-22 21:10 (RP-11)"


def test_the_words_of_a_line_are_translated_for_the_reader() -> None:
    service = make_department(Department.Kind.CUSTOMER_SERVICE)
    make_staff(department=service, language="zh-hans")
    make_promise(rule=RULE)
    promises.sweep(now=WARNED)
    outbox.relay(now=WARNED)
    assert Notice.objects.get().text.startswith("临期预警")


def test_where_there_is_nobody_the_message_says_so() -> None:
    make_promise(rule=RULE)
    promises.sweep(now=WARNED)
    outbox.relay(now=WARNED)
    message = OutboxMessage.objects.get()
    assert (message.sent_at, message.last_error) == (WARNED, "nobody to tell")


@pytest.mark.parametrize("alerts", [1, 30])
def test_a_batch_is_told_in_as_many_statements_as_one_alert(alerts: int) -> None:
    department = make_department(Department.Kind.CUSTOMER_SERVICE)
    make_staff(department=department)
    promises.make([owed(rule=RULE) for _ in range(alerts)], by=None, now=MONDAY)
    promises.sweep(now=WARNED)
    with CaptureQueriesContext(connection) as captured:
        assert outbox.relay(now=WARNED) == alerts
    framing = ("SAVEPOINT", "RELEASE")
    # Messages, promises, staff, roster, notices, sent; then two looks that find nothing more.
    assert sum(not query["sql"].startswith(framing) for query in captured.captured_queries) == 8


def test_a_message_that_cannot_be_told_holds_up_no_other_and_is_tried_again() -> None:
    Desk()
    promises.sweep(now=WARNED)
    bad = OutboxMessage.objects.create(
        dedupe_key="bad", kind="alert", payload={"promise": 0, "level": 1}, created_at=WARNED, next_at=WARNED
    )
    outbox.relay(now=WARNED)
    assert Notice.objects.count() == 2
    bad.refresh_from_db()
    assert (bad.sent_at, bad.attempts, bad.next_at, bad.last_error) == (
        None,
        1,
        WARNED + timedelta(minutes=2),
        "KeyError(0)",
    )


def test_other_kinds_are_not_touched() -> None:
    OutboxMessage.objects.create(dedupe_key="x", kind="print", payload={}, created_at=WARNED, next_at=WARNED)
    assert outbox.relay(now=DUE) == 0
    assert OutboxMessage.objects.get().attempts == 0


# ── out of the house ────────────────────────────────────────────────────────
def make_alerted(*addresses: str, alerts: int = 1) -> list[Staff]:
    """People of one department with these addresses, and alerts that wait to be told to them."""
    department = make_department(Department.Kind.CUSTOMER_SERVICE)
    people = [make_staff(department=department, notify=address, language="en") for address in addresses]
    promises.make([owed(rule=RULE, about=f"Case {n}", place="A") for n in range(alerts)], by=None, now=MONDAY)
    promises.sweep(now=WARNED)
    return people


def letters(**fields: object) -> list[OutboxMessage]:
    return list(OutboxMessage.objects.filter(kind="notify", **fields).order_by("pk"))


def test_a_letter_leaves_the_house(sink: Sink) -> None:
    make_alerted(sink.address())
    assert outbox.relay(now=WARNED) == 2
    assert sink.received == ["due soon: dispatch, Case 0, A, due 11-23 10:10 (RP-11)"]
    assert Notice.objects.get().delivered_at == WARNED
    assert [(row.sent_at, row.attempts, row.last_error) for row in letters()] == [(WARNED, 1, "")]
    assert outbox.relay(now=DUE + timedelta(days=1)) == 0
    assert len(sink.received) == 1


@pytest.mark.parametrize("address", ["no address at all", "json://", "json://127.0.0.1:1/"])
def test_a_bad_address_rings_nobody_else_twice(sink: Sink, address: str) -> None:
    bad, _good = make_alerted(address, sink.address())
    now = WARNED
    for _ in range(3):
        outbox.relay(now=now)
        now += timedelta(minutes=10)
    assert len(sink.received) == 1
    assert [(row.payload["staff"], row.attempts, row.last_error) for row in letters(sent_at=None)] == [
        (bad.pk, 3, "not delivered")
    ]
    assert Notice.objects.count() == 2


def test_a_letter_is_tried_again_ever_later_until_it_arrives(sink: Sink) -> None:
    make_alerted(sink.address())
    sink.broken = True
    pauses, now = [], WARNED
    for _ in range(7):
        outbox.relay(now=now)
        again_at = letters()[0].next_at
        assert again_at is not None
        pauses.append((again_at - now).total_seconds() / 60)
        assert outbox.relay(now=again_at - timedelta(seconds=1)) == 0
        now = again_at
    assert pauses == [2, 4, 8, 16, 32, 60, 60]
    sink.broken = False
    outbox.relay(now=now)
    assert (len(sink.received), letters()[0].sent_at, letters()[0].attempts) == (1, now, 8)


def test_a_letter_that_never_arrives_is_given_up_visibly(sink: Sink) -> None:
    make_alerted(sink.address())
    sink.broken = True
    for hours in range(12):
        outbox.relay(now=WARNED + timedelta(hours=2 * hours))
    (letter,) = letters()
    assert (letter.sent_at, letter.next_at, letter.attempts, letter.last_error) == (
        None,
        None,
        outbox.ATTEMPTS,
        "not delivered",
    )
    assert Notice.objects.get().delivered_at is None


@pytest.mark.parametrize("change", [{"is_active": False}, {"notify": ""}])
def test_who_has_left_or_taken_his_address_back_is_not_written_to(sink: Sink, change: dict[str, object]) -> None:
    (person,) = make_alerted(sink.address())
    sink.broken = True
    outbox.relay(now=WARNED)
    sink.broken = False
    Staff.objects.filter(pk=person.pk).update(**change)
    outbox.relay(now=WARNED + timedelta(minutes=2))
    assert (sink.received, letters(sent_at=None), Notice.objects.get().delivered_at) == ([], [], None)


def test_one_address_that_fails_lets_all_others_pass(sink: Sink) -> None:
    bad, good = make_alerted(sink.address("bad"), sink.address(), alerts=5)
    outbox.relay(now=WARNED)
    assert len(sink.received) == 5
    assert sorted(row.attempts for row in letters(payload__staff=bad.pk)) == [0, 0, 0, 0, 1]
    assert not letters(payload__staff=good.pk, sent_at=None)


@pytest.mark.django_db(transaction=True)
def test_a_crash_while_sending_repeats_a_letter_and_loses_none(sink: Sink) -> None:
    make_alerted(sink.address(), sink.address())

    class Crash(BaseException):
        pass

    def crash_before_it_is_marked(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("UPDATE") and sink.received:
            raise Crash
        return execute(sql, params, many, context)

    with pytest.raises(Crash), connection.execute_wrapper(crash_before_it_is_marked):
        outbox.relay(now=WARNED)
    assert len(sink.received) == 1
    assert [(row.attempts, row.last_error) for row in letters()] == [(1, "interrupted"), (0, "")]
    outbox.relay(now=WARNED)
    outbox.relay(now=WARNED + timedelta(minutes=2))
    assert (len(sink.received), letters(sent_at=None)) == (3, [])


@pytest.mark.django_db(transaction=True)
def test_a_hanging_server_keeps_no_row_locked_and_is_asked_once_at_a_time(sink: Sink) -> None:
    make_alerted(sink.address())
    sink.goes_on.clear()

    def look_and_let_go() -> list[str]:
        asked = Event()
        while not (found := letters()) or not found[0].attempts:
            asked.wait(0.01)
        with transaction.atomic():
            locked = OutboxMessage.objects.select_for_update(nowait=True).get(pk=found[0].pk)
            second = outbox.relay(now=WARNED)
        sink.goes_on.set()
        return [locked.last_error, str(second)]

    assert together([lambda: [str(outbox.relay(now=WARNED))], look_and_let_go]) == [["2"], ["interrupted", "0"]]
    assert len(sink.received) == 1


@pytest.mark.django_db(transaction=True)
def test_eight_relays_at_once_tell_and_send_everything_once(sink: Sink) -> None:
    make_alerted(sink.address(), sink.address(), alerts=20)
    together([lambda: outbox.relay(now=WARNED)] * 8)
    outbox.relay(now=WARNED)
    assert Notice.objects.count() == 40
    assert sorted(sink.received) == sorted(notice.text for notice in Notice.objects.all())


def test_a_run_sends_no_longer_than_its_time(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    make_alerted(sink.address(), alerts=3)
    monkeypatch.setattr(outbox, "SECONDS", 0.0)
    assert outbox.relay(now=WARNED) == 3
    assert (Notice.objects.count(), sink.received) == (3, [])
    monkeypatch.setattr(outbox, "SECONDS", 5.0)
    assert outbox.relay(now=WARNED) == 3


def test_at_most_as_many_as_asked_for() -> None:
    make_alerted("", alerts=5)
    assert [outbox.relay(now=WARNED, most=2) for _ in range(4)] == [2, 2, 1, 0]


def test_what_was_not_due_yet_is_not_told() -> None:
    make_alerted("")
    assert outbox.relay(now=WARNED - timedelta(seconds=1)) == 0
