"""The four processes of the desk itself: the web, the worker and two metronomes."""

import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from frontdesk.servers.process import Process


def desk_processes(port: int, logs: Path, keep_open: Sequence[int]) -> list[Process]:
    """Give them in the order of their start. `keep_open` are the file descriptors that they inherit."""
    python = [sys.executable, "-m"]
    celery = [*python, "celery", "--app", "frontdesk"]
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    web = ["--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--workers", "2", "--threads", "4"]
    return [
        Process(
            "The web server",
            [*python, "gunicorn", "frontdesk.wsgi", "--preload", "--no-control-socket", *web],
            logs / "web.log",
            when_orphaned=signal.SIGQUIT,
            keep_open=keep_open,
        ),
        Process(
            "The sweeper",
            [sys.executable, "manage.py", "watch"],
            logs / "watch.log",
            keep_open=keep_open,
        ),
        Process(
            "The worker",
            [*celery, "worker", "--concurrency", "2", "--loglevel", "warning", *quiet],
            logs / "worker.log",
            when_orphaned=signal.SIGQUIT,
            keep_open=keep_open,
        ),
        Process(
            "The beat",
            [*celery, "beat", "--loglevel", "warning", "--pidfile", ""],
            logs / "beat.log",
            keep_open=keep_open,
        ),
    ]
