"""The relay: what leaves the house, and what happens when a letter does not arrive."""

import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from office import outbox, promises
from office.models import Department, Notice, OutboxMessage, Promise, Staff
from office.tests.factories import (
    MONDAY,
    make_department,
    make_staff,
    owed,
)
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
