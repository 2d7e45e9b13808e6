"""The real processes of the machinery on the database of a test, with a broker of their own that may be missing."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar
from urllib.parse import quote

from django.db import connection

from frontdesk.servers import valkey
from frontdesk.servers.desk import page_and_sweeper, worker_and_beat
from frontdesk.servers.folders import private_folder, sockets_of
from frontdesk.servers.process import Process
from frontdesk.servers.valkey import Valkey
from frontdesk.servers.waiting import until

WEB, WATCH, WORKER, BEAT = range(4)
Answer = TypeVar("Answer")


def database_url() -> str:
    """The address of the database that this test speaks to, for another process."""
    found = connection.settings_dict
    return f"postgres://{found['USER']}@{quote(str(found['HOST']), safe='')}/{found['NAME']}"


class Machinery:
    """Starts the desk's own processes, as `manage.py up` would, and ends all of them when the test is over."""

    def __init__(self, folder: Path, *, database: str = "") -> None:
        """`folder` is the test's own; `database` an address other than that of the test's database."""
        self.folder = folder
        self.sockets = private_folder(sockets_of(folder))
        self.broker = Valkey(folder / "valkey", self.sockets, folder / "valkey.log")
        self.database = database or database_url()
        self.started: list[Process] = []

    def start(self, *which: int, port: int = 0, broker: str = "") -> list[Process]:
        """Start these processes, each with a folder of its own; `broker` may name another one."""
        return [self._start(number, port, broker or valkey.url(self.sockets)) for number in which]

    def _start(self, which: int, port: int, broker: str) -> Process:
        own = self.folder / f"process{len(self.started)}"
        (own / "beat").mkdir(parents=True)
        process = [*page_and_sweeper(port, own, []), *worker_and_beat(own, [])][which]
        # Louder than in service, so that a test can tell that a beat has ticked.
        process.argv = ["info" if word == "warning" else word for word in process.argv]
        process.environ = {
            **os.environ,
            "DATABASE_URL": self.database,
            "REDIS_URL": broker,
            "FRONTDESK_DATA": str(own),
            # Pages without collected static files; the same for every web server that is compared.
            "DEBUG": "1" if which == WEB else "0",
        }
        process.start()
        self.started.append(process)
        return process

    def until(self, ask: Callable[[], Answer | None], *, patience: float, pause: float = 0.02) -> Answer:
        """Wait until there is an answer that counts as true, and give it; fails when a process has died meanwhile."""
        answer = until(ask, patience=patience, meanwhile=lambda: bool(self.dead()), pause=pause)
        assert answer, f"nothing in {patience} s; dead: {self.dead()}"
        return answer

    def dead(self) -> list[str]:
        """The processes that have ended by themselves."""
        return [process.name for process in self.started if not process.running]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for process in self.started:
            if error:
                print(process.name, process.last_words(20))
            process.sweep_up()
        self.broker.stop()
        shutil.rmtree(self.sockets, ignore_errors=True)
