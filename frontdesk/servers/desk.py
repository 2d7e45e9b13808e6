"""The four processes of the desk itself: the web, the worker and two metronomes."""

import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from frontdesk.servers.process import Process

PYTHON = (sys.executable, "-m")


def page_and_sweeper(port: int, logs: Path, keep_open: Sequence[int]) -> list[Process]:
    """Give the two that make a desk which answers and sweeps; `keep_open` are file descriptors that they inherit."""
    web = ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--workers", "2", "--threads", "4"]
    return [
        Process(
            "The web server",
            [*PYTHON, "gunicorn", "frontdesk.wsgi", "--preload", "--no-control-socket", *web],
            logs / "web.log",
            when_orphaned=signal.SIGQUIT,
            keep_open=keep_open,
        ),
        Process("The sweeper", [sys.executable, "manage.py", "watch"], logs / "watch.log", keep_open=keep_open),
    ]


def worker_and_beat(logs: Path, keep_open: Sequence[int]) -> list[Process]:
    """Give the two that speak through the broker; the desk goes on without them."""
    celery = [*PYTHON, "celery", "--app", "frontdesk"]
    quiet = ["--loglevel", "warning"]
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    return [
        Process(
            "The worker",
            [*celery, "worker", "--concurrency", "2", *quiet, *alone],
            logs / "worker.log",
            when_orphaned=signal.SIGQUIT,
            keep_open=keep_open,
        ),
        Process("The beat", [*celery, "beat", "--pidfile", "", *quiet], logs / "beat.log", keep_open=keep_open),
    ]
