"""Brings up sweepers, each to be killed at one place, as fast as a fork: three at a time until enough are dead.

Run as a process of its own on a database of its own (test_kills.py); prints a line when it is ready and the number of
kills by place, as JSON, when it is done. The places are statements that a real sweep sends: the process kills itself
with SIGKILL before or after one of them, so nothing of it is left to be polite.
"""

import json
import math
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import Error, connection, transaction

from frontdesk import sweeps
from frontdesk.servers.waiting import until
from office import promises
from office.models import Department, OutboxMessage, Promise, Role
from office.promises import Owed
from office.tests.factories import make_community, make_department, make_staff

PROMISES, WORKERS, SPAN, PATIENCE = 4000, 3, 16.0, 5.0
SWEEP, FOLD, TELL, BEAT = (
    "WITH due AS",
    "DELETE FROM office_tallydelta",
    'INSERT INTO "office_notice"',
    "office_heartbeat",
)
# Where a sweeper dies: before or after which statement.
PLACES = {
    "before the alerts": (SWEEP, "before"),
    "alerts raised, not committed": (SWEEP, "after"),
    "alerts committed": (FOLD, "before"),
    "told, not committed": (TELL, "after"),
    "told and committed": (BEAT, "before"),
    "all done": (BEAT, "after"),
}
MARK_FIRST, SEND_FIRST = "control: mark first", "control: send first, no lock"
SWEEPERS, CONTROLS = 80, 10


@dataclass(frozen=True)
class Fate:
    """Where one child dies, and not before what second of the run."""

    place: str
    at: float


def fates(seed: int) -> list[Fate]:
    """Everybody's end, spread over the run."""
    places = [place for place in PLACES for _ in range(-(-SWEEPERS // len(PLACES)))][:SWEEPERS]
    random.Random(seed).shuffle(places)
    ends = [Fate(place, SPAN * number / SWEEPERS) for number, place in enumerate(places)]
    controls = [MARK_FIRST, SEND_FIRST] * CONTROLS
    ends += [Fate(place, SPAN * number / len(controls)) for number, place in enumerate(controls)]
    return sorted(ends, key=lambda fate: fate.at)


def make_ledger() -> None:
    """Promises that become due one after the other while the killing goes on, each to be told to two people."""
    community = make_community()
    service = make_department(Department.Kind.CUSTOMER_SERVICE, community=community)
    for _ in range(2):
        make_staff(Role.CREW, community=community, department=service)
    now = promises.database_now()
    step = timedelta(seconds=(SPAN + 2) / PROMISES)
    owed = [
        Owed("RP-11/dispatch", f"R-{n}", "Burst pipe", community, base_at=now, due_at=now + n * step)
        for n in range(PROMISES)
    ]
    # Without heads and managers nobody but those two is concerned.
    promises.make(owed, by=None, now=now)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO control (id, due_at) SELECT id, due_at FROM office_promise")
    connection.close()


# ── the children ────────────────────────────────────────────────────────────
def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def live(work: Callable[[], object], pause: float) -> None:
    """Work until killed, through restarts of the database."""
    until(partial(attempt, work), patience=math.inf, pause=pause)


def attempt(work: Callable[[], object]) -> None:
    """Work once; where the database goes away meanwhile, the next time is on a connection of its own."""
    try:
        work()
    except Error:
        connection.close()


def sweeper(fate: Fate, began: float) -> None:
    statement, when = PLACES[fate.place]

    def bomb(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        late = time.monotonic() - began - fate.at
        armed = late > 0 and statement in sql and (statement != SWEEP or something_due())
        # On a machine so slow that nothing is left to be swept it dies all the same.
        if (armed and when == "before") or (late > PATIENCE and BEAT in sql):
            die()
        result = execute(sql, params, many, context)
        if armed:
            die()
        return result

    with connection.execute_wrapper(bomb):
        live(sweeps.run, pause=0.03)


def something_due() -> bool:
    # Past the wrapper that asks; an error of a server just killed is Django's own all the same.
    with connection.wrap_database_errors, connection.connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM office_promise WHERE next_alert_at <= clock_timestamp())")
        return bool(cursor.fetchone()[0])


def mark_first(fate: Fate, began: float) -> None:
    """A common mistake: done is written before it is done."""

    def work() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE control SET marked = true WHERE id IN (SELECT id FROM control WHERE NOT marked"
                " AND due_at <= clock_timestamp() ORDER BY id LIMIT 5 FOR UPDATE SKIP LOCKED) RETURNING id"
            )
            taken = cursor.fetchall()
            if taken and time.monotonic() - began > fate.at:
                die()
            cursor.executemany("INSERT INTO control_alert (way, id) VALUES ('mark', %s)", taken)

    live(work, pause=0.2)


def send_first(fate: Fate, began: float) -> None:
    """The other common mistake: it is done before it is written, and nobody is kept away meanwhile."""

    def work() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT id FROM control WHERE NOT sent AND due_at <= clock_timestamp() ORDER BY id LIMIT 5")
            found = cursor.fetchall()
            cursor.executemany("INSERT INTO control_alert (way, id) VALUES ('send', %s)", found)
            if found and time.monotonic() - began > fate.at:
                die()
            with transaction.atomic():
                cursor.executemany("UPDATE control SET sent = true WHERE id = %s", found)

    live(work, pause=0.2)


KINDS = {MARK_FIRST: mark_first, SEND_FIRST: send_first}


def bring_up(fate: Fate, began: float) -> int:
    """Fork a child that goes to meet its fate; its process id."""
    child = os.fork()
    if child == 0:
        try:
            KINDS.get(fate.place, sweeper)(fate, began)
        finally:
            os._exit(1)
    return child


def drained() -> bool:
    """Sweep; whether nothing is left to be swept or told. It is not where the database was just restarted."""
    try:
        sweeps.run()
        due = Promise.objects.open().filter(next_alert_at__lte=promises.database_now())
        return not (due.exists() or OutboxMessage.objects.filter(sent_at=None).exists())
    except Error:
        connection.close()
        return False


def main() -> None:
    """Three at a time, until all have met their fates; then what they left undone."""
    make_ledger()
    print("ready", Promise.objects.count(), flush=True)
    connection.close()
    began, waiting = time.monotonic(), fates(int(sys.argv[1]))
    alive: dict[int, Fate] = {}
    dead: Counter[str] = Counter()
    while waiting or alive:
        while waiting and len(alive) < WORKERS:
            fate = waiting.pop(0)
            alive[bring_up(fate, began)] = fate
        child, status = os.wait()
        assert os.WIFSIGNALED(status), f"{alive[child].place}: ended with {status}"
        dead[alive.pop(child).place] += 1
    assert until(drained, patience=60)
    print(json.dumps(dead), flush=True)
