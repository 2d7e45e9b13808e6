"""`manage.py watch`: sweeps on and on, and ends when it is asked to. (A restart of the database: test_kills.py.)"""

import signal
from datetime import datetime
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.db import transaction

from frontdesk.servers.waiting import until
from frontdesk.tests.machinery import WATCH, Machinery
from office.models import Alert, Heartbeat
from office.promises import database_now
from office.tests.factories import make_promise

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("machinery")]


def last_beat() -> datetime | None:
    return Heartbeat.objects.filter(name="sweep").values_list("at", flat=True).first()


def test_it_is_a_command_of_the_project() -> None:
    assert get_commands()["watch"] == "frontdesk"


def test_it_sweeps_again_and_again_with_no_broker_anywhere(tmp_path: Path) -> None:
    now = database_now()
    with Machinery(tmp_path) as machinery:
        machinery.start(WATCH)
        first = machinery.until(last_beat, patience=20)
        make_promise(rule="RP-11/acknowledge", base_at=now, due_at=now, now=now)
        machinery.until(Alert.objects.exists, patience=10)
        again = machinery.until(lambda: beat if (beat := last_beat()) != first else None, patience=10)
        assert (again - first).total_seconds() > 1.9


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_asked_to_end_between_sweeps_it_ends_at_once(tmp_path: Path, asked: signal.Signals) -> None:
    with Machinery(tmp_path) as machinery:
        (watch,) = machinery.start(WATCH)
        machinery.until(last_beat, patience=20)
        assert watch.popen is not None
        watch.popen.send_signal(asked)
        assert watch.popen.wait(timeout=1.5) == 0
        assert watch.last_words() == ""


def test_asked_to_end_in_the_middle_it_finishes_its_sweep_first(tmp_path: Path) -> None:
    with Machinery(tmp_path) as machinery:
        (watch,) = machinery.start(WATCH)
        before = machinery.until(last_beat, patience=20)
        assert watch.popen is not None
        with transaction.atomic():
            list(Heartbeat.objects.select_for_update())
            machinery.until(waits_for_a_lock, patience=10)
            watch.popen.send_signal(signal.SIGTERM)
            assert not until(lambda: not watch.running, patience=0.3)
        assert watch.popen.wait(timeout=5) == 0
        after = last_beat()
        assert after is not None
        assert after > before


def waits_for_a_lock() -> bool:
    """Whether some statement stands behind a lock."""
    rows = Heartbeat.objects.raw(
        "SELECT 'x' AS name FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    return len(list(rows)) > 0
