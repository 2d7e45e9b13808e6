"""`manage.py bench broker`: the pages with the broker up, gone, and accepting without ever answering."""

import http.client
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.test import Client

from frontdesk.bench.timing import rounds
from frontdesk.servers.desk import page_and_sweeper
from frontdesk.servers.process import Process, ServerError
from frontdesk.servers.waiting import until
from office.models import Community, Role, Staff
from repairs.models import Repair

# Times the page with the broker up.
ASKED_RATIO = 2.0
# Seconds until a web server answers, and those after which a page counts as hanging.
PATIENCE, HANGING = 60.0, 20
PAGES = ("/board/", "/board/refresh/", "/repairs/", "/callbacks/", "/reception/")


class Site:
    """One web server of the desk with a broker of its own, and a receptionist who is signed in."""

    def __init__(self, name: str, broker: str, cookies: str) -> None:
        """Nothing is started yet. `broker` is an address as Celery reads it."""
        self.name = name
        self.cookies = cookies
        self.port = free_port()
        own = Path(settings.DATA_DIR) / f"bench-{name}"
        self.process: Process = page_and_sweeper(self.port, own, [])[0]
        self.process.environ = {**os.environ, "REDIS_URL": broker}

    def get(self, path: str) -> int:
        """The status of the answer; 0 while nobody listens."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=HANGING)) as asked:
            try:
                asked.request("GET", path, headers={"Cookie": self.cookies})
            except ConnectionRefusedError:
                return 0
            answer = asked.getresponse()
            answer.read()
            return answer.status

    @contextmanager
    def running(self) -> Iterator["Site"]:
        """Serve until the block is left. Raises ServerError when it does not come up."""
        self.process.start()
        try:
            up = until(
                lambda: self.get("/board/") == 200, patience=PATIENCE, meanwhile=lambda: not self.process.running
            )
            if not up:
                raise ServerError(f"{self.name}: no web server:\n{self.process.last_words()}")
            yield self
        finally:
            self.process.stop()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def measured(count: int) -> list[str]:
    """The medians of `count` rounds in words, beside what was asked."""
    staff = Staff.objects.at(Community.objects.order_by("pk")[0]).with_role(Role.RECEPTION).order_by("pk")[0]
    desk = Client(HTTP_HOST="localhost")
    desk.force_login(staff, backend="office.roles.RolesBackend")
    cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in desk.cookies.items())
    repair = Repair.objects.order_by("-pk")[0].number
    with ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        brokers = {
            "up": os.environ["REDIS_URL"],
            "gone": f"redis+socket://{settings.DATA_DIR}/{uuid4()}?virtual_host=0",
            "stalled": f"redis://127.0.0.1:{listener.getsockname()[1]}/0",
        }
        sites = [stack.enter_context(Site(name, broker, cookies).running()) for name, broker in brokers.items()]
        return [_line(page, {site.name: partial(site.get, page) for site in sites}, count)
                for page in [*PAGES, f"/{repair}/"]]  # fmt: skip


def _line(page: str, runs: dict[str, Callable[[], int]], count: int) -> str:
    taken = rounds(runs, count)
    said = ", ".join(f"{name} {took:.1f} ms ({took / taken['up']:.2f} ×)" for name, took in taken.items())
    return f"{page}: {said} (asked ≤ {ASKED_RATIO:.0f} ×)"
