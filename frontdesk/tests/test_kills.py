"""kill -9, again and again: nothing is lost, no alert is raised twice (T1, T2), and the machinery comes back (T4).

On servers of its own that wait for the disk as in service. Two controls run beside it, the two usual ways to do it:
they must lose, and double, in the same run. A green control would mean that nothing was proven.
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from celery import Celery

from frontdesk.servers import kept, postgres, valkey
from frontdesk.servers.environment import ROOT
from frontdesk.servers.process import Process
from frontdesk.servers.scratch import Scratch
from frontdesk.servers.waiting import until
from frontdesk.tests.machinery import BEAT, WATCH, WORKER, Machinery
from frontdesk.tests.nursery import CONTROLS, MARK_FIRST, PLACES, PROMISES, SEND_FIRST, SPAN, SWEEPERS

pytestmark = pytest.mark.xdist_group("machinery")
SEED = 20261124
KILLED_FROM_OUTSIDE = ["postgres"] * 5 + ["pool"] * 9 + ["worker"] * 3 + ["beat"] * 3
CONTROL_TABLES = """
CREATE TABLE control (id bigint PRIMARY KEY, due_at timestamptz NOT NULL,
                      marked boolean NOT NULL DEFAULT false, sent boolean NOT NULL DEFAULT false);
CREATE TABLE control_alert (way text NOT NULL, id bigint NOT NULL);
GRANT ALL ON control, control_alert TO frontdesk;
"""


@pytest.fixture(scope="module")
def servers() -> Iterator[Scratch]:
    """Servers of their own, with the tables of the desk."""
    scratch = Scratch(durable=True)
    kept.bring(scratch.postgres.folder, kept.fingerprint())
    with scratch:
        manage(scratch, "migrate", "--verbosity", "0")
        assert scratch.postgres.answers() == str(scratch.postgres.folder.resolve())
        assert ask(scratch, "SHOW fsync") == [("on",)]
        yield scratch


def environ(scratch: Scratch) -> dict[str, str]:
    return {**os.environ, **scratch.environ(), "DJANGO_SETTINGS_MODULE": "frontdesk.settings"}


def manage(scratch: Scratch, *words: str) -> str:
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=ROOT, env=environ(scratch), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def ask(scratch: Scratch, question: str, role: str = postgres.OWNER) -> list[tuple[Any, ...]]:
    """Ask the database as its owner, on a connection of its own."""
    with closing(psycopg2.connect(host=str(scratch.sockets), user=role, dbname=postgres.DATABASE)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(question)
            return list(cursor.fetchall()) if cursor.description else []


def number(scratch: Scratch, question: str) -> int:
    return int(ask(scratch, question)[0][0])


# ── the killing ─────────────────────────────────────────────────────────────
def kill_postgres(scratch: Scratch) -> None:
    """Kill the server with all its processes and start it again."""
    popen = scratch.postgres.process.popen
    assert popen is not None
    backends = children(popen.pid)
    popen.kill()
    popen.wait()
    for pid in backends:
        kill(pid)
    assert until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in backends), patience=10)
    scratch.postgres.start()


def kill_and_restart(process: Process) -> None:
    assert process.popen is not None
    process.popen.kill()
    process.sweep_up()
    process.start()


def kill_pool(worker: Process) -> None:
    """Kill a process of the worker's pool; the worker brings up another, or ends and is started again."""
    pool = until(lambda: children(worker.popen.pid) if worker.popen else [], patience=20, meanwhile=restart(worker))
    assert pool
    kill(pool[-1])


def restart(process: Process) -> Callable[[], None]:
    """What a supervisor does: start again what has died."""
    return lambda: None if process.running else process.start()


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def killed_from_outside(scratch: Scratch, machinery: Machinery, nursery: "subprocess.Popen[str]") -> int:
    """Kill server, worker, its pool and beat, spread over the run, ringing the bell all the while; how many died."""
    worker, beat = machinery.started
    ways: dict[str, Callable[[], None]] = {
        "postgres": lambda: kill_postgres(scratch),
        "pool": lambda: kill_pool(worker),
        "worker": lambda: kill_and_restart(worker),
        "beat": lambda: kill_and_restart(beat),
    }
    bell = Celery(broker=valkey.url(scratch.sockets))
    victims = list(KILLED_FROM_OUTSIDE)
    random.Random(SEED).shuffle(victims)
    began = time.monotonic()
    for n, victim in enumerate(victims):
        bell.send_task("frontdesk.tasks.sweep")
        until(lambda: nursery.poll() is not None, patience=max(0, began + n * SPAN / len(victims) - time.monotonic()))
        ways[victim]()
    return len(victims)


# ── what must be true ───────────────────────────────────────────────────────
def test_t1_t2_a_hundred_kills_lose_nothing_and_double_nothing_and_the_controls_do(
    servers: Scratch, tmp_path: Path
) -> None:
    ask(servers, CONTROL_TABLES)
    with Machinery(tmp_path, database=servers.environ()["DATABASE_URL"]) as machinery:
        machinery.start(WORKER, BEAT, broker=valkey.url(servers.sockets))
        with opened_nursery(servers) as nursery:
            outside = killed_from_outside(servers, machinery, nursery)
            said, _ = nursery.communicate(timeout=90)
    died = json.loads(said)
    assert sum(died[place] for place in PLACES) + outside >= SWEEPERS + outside == 100
    assert (died[MARK_FIRST], died[SEND_FIRST]) == (CONTROLS, CONTROLS)
    found = invariants(servers)
    assert found == dict.fromkeys(found, 0)
    assert number(servers, "SELECT count(*) FROM office_alert") == PROMISES
    assert number(servers, "SELECT count(*) FROM office_notice") == 2 * PROMISES
    lost, doubled = controls(servers)
    assert lost >= 1
    assert doubled >= 1


@contextmanager
def opened_nursery(scratch: Scratch) -> Iterator["subprocess.Popen[str]"]:
    """The process that brings up one sweeper after the other, ready."""
    code = "import django; django.setup(); from frontdesk.tests.nursery import main; main()"
    command = [sys.executable, "-c", code, str(SEED)]
    with subprocess.Popen(command, cwd=ROOT, env=environ(scratch), stdout=subprocess.PIPE, text=True) as nursery:
        try:
            assert nursery.stdout is not None
            assert nursery.stdout.readline() == f"ready {PROMISES}\n"
            yield nursery
        finally:
            for pid in children(nursery.pid):
                kill(pid)
            nursery.kill()


def invariants(scratch: Scratch) -> dict[str, int]:
    """How often each thing that must never be is."""
    questions = {
        "due and no alert": "SELECT count(*) FROM office_promise p WHERE NOT EXISTS"
        " (SELECT FROM office_alert a WHERE a.promise_id = p.id AND a.level = 2)",
        "moved on and no alert": "SELECT count(*) FROM office_promise p WHERE p.alerted <> coalesce("
        " (SELECT max(level) FROM office_alert a WHERE a.promise_id = p.id), 0)",
        "raised twice": "SELECT count(*) - count(DISTINCT (promise_id, level)) FROM office_alert",
        "raised before it was due": "SELECT count(*) FROM office_alert a JOIN office_promise p ON p.id = a.promise_id"
        " WHERE a.raised_at < p.due_at",
        "an alert without its message": "SELECT count(*) FROM office_alert a WHERE NOT EXISTS (SELECT FROM"
        " office_outboxmessage m WHERE m.dedupe_key = 'alert:' || a.promise_id || ':' || a.level)",
        "a message not sent": "SELECT count(*) FROM office_outboxmessage WHERE sent_at IS NULL",
        "told twice": "SELECT count(*) - count(DISTINCT (message_id, staff_id)) FROM office_notice",
        "set aside": "SELECT count(*) FROM office_promise WHERE failures > 0",
    }
    return {name: number(scratch, question) for name, question in questions.items()}


def controls(scratch: Scratch) -> tuple[int, int]:
    """What marking first has lost, and what sending first has doubled."""
    lost = number(
        scratch,
        "SELECT count(*) FROM control c WHERE marked"
        " AND NOT EXISTS (SELECT FROM control_alert a WHERE a.id = c.id AND a.way = 'mark')",
    )
    doubled = number(scratch, "SELECT count(*) - count(DISTINCT id) FROM control_alert WHERE way = 'send'")
    return lost, doubled


def test_t4_the_loop_lives_through_a_restart_of_postgresql(servers: Scratch, tmp_path: Path) -> None:
    with Machinery(tmp_path, database=servers.environ()["DATABASE_URL"]) as machinery:
        (watch,) = machinery.start(WATCH)
        machinery.until(lambda: swept(servers), patience=20)
        servers.postgres.process.stop()
        assert machinery.dead() == []
        assert until(lambda: "does not answer" in watch.last_words(20), patience=10)
        servers.postgres.start()
        machinery.until(lambda: swept(servers), patience=10)


def swept(scratch: Scratch) -> bool:
    """Whether there was a sweep since the server started."""
    question = "SELECT count(*) FROM office_heartbeat WHERE name = 'sweep' AND at > pg_postmaster_start_time()"
    return number(scratch, question) > 0
