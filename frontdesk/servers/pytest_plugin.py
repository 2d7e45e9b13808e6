"""Servers of its own for every test run, up before pytest-django reads the settings (so no conftest can do it)."""

import atexit
import os
import signal
import subprocess
import sys
from collections.abc import Generator
from types import FrameType

import pytest

from frontdesk.servers import kept
from frontdesk.servers.environment import ROOT
from frontdesk.servers.scratch import Scratch

_running: list[Scratch] = []


def _end(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None]:
    """Start the servers; the workers of xdist inherit the addresses of the run that started them."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        scratch = Scratch(durable=False)
        _running.append(scratch)
        # Not only in pytest_unconfigure: settings that fail to load end the run before it was configured.
        atexit.register(pytest_unconfigure)
        mark = kept.fingerprint()
        if not kept.bring(scratch.postgres.folder, mark):
            make_tables(scratch, mark)
        scratch.start()
        os.environ.update(scratch.environ())
        # A polite kill ends a run as Ctrl-C does: with everything cleared away.
        signal.signal(signal.SIGTERM, _end)
    return (yield)


def make_tables(scratch: Scratch, mark: str) -> None:
    """Make the tables of the desk in a new cluster and keep it, for other servers of this run too."""
    scratch.postgres.start()
    environ = {**os.environ, **scratch.environ()}
    subprocess.run([sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity=0"], env=environ, check=True)
    scratch.postgres.process.stop_with = signal.SIGINT
    scratch.postgres.stop()
    kept.keep_cluster(scratch.postgres.folder, mark)


def pytest_unconfigure() -> None:
    """Stop them when the run ends, also when Ctrl-C ended it."""
    while _running:
        _running.pop().stop()
