"""Servers of its own for every test run, up before pytest-django reads the settings (so no conftest can do it)."""

import atexit
import os
import signal
from collections.abc import Generator
from dataclasses import dataclass
from types import FrameType

import psycopg2
import pytest

from frontdesk.servers import kept, postgres
from frontdesk.servers.scratch import Scratch


@dataclass
class Run:
    """The servers of this run; `mark` is set where their cluster is worth keeping for the next."""

    scratch: Scratch
    mark: str | None = None


_running: list[Run] = []


def _end(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Start the servers; the workers of xdist inherit the addresses of the run that started them."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        run = Run(Scratch(durable=False))
        _running.append(run)
        # Not only in pytest_unconfigure: settings that fail to load end the run before it was configured.
        atexit.register(pytest_unconfigure)
        mark = kept.fingerprint()
        if not kept.bring(run.scratch.postgres.folder, mark):
            run.mark = mark
        run.scratch.start()
        os.environ.update(run.scratch.environ())
        # A polite kill ends a run as Ctrl-C does: with everything cleared away.
        signal.signal(signal.SIGTERM, _end)
    return (yield)


def pytest_unconfigure() -> None:
    """Stop them when the run ends, also when Ctrl-C ended it."""
    while _running:
        run = _running.pop()
        if run.mark and only_the_template_is_left(run.scratch):
            run.scratch.postgres.process.stop_with = signal.SIGINT
            run.scratch.postgres.stop()
            kept.keep_cluster(run.scratch.postgres.folder, run.mark)
        run.scratch.stop()


def only_the_template_is_left(scratch: Scratch) -> bool:
    """Tell whether the desk's database has its tables and every test database made from it is gone."""
    try:
        with psycopg2.connect(postgres.url(scratch.sockets, postgres.OWNER)) as connection, connection.cursor() as ask:
            ask.execute(
                "SELECT to_regclass('django_migrations') IS NOT NULL"
                " AND NOT EXISTS (SELECT FROM pg_database WHERE datname LIKE 'test%')"
            )
            return bool(ask.fetchone()[0])
    except psycopg2.Error:
        return False
