"""With the broker gone, or one that accepts and never answers, every page is as quick as ever: none speaks to it."""

import http.client
import socket
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from frontdesk.servers import valkey
from frontdesk.tests.machinery import WEB, Machinery
from office.models import Role
from office.tests.factories import home, make_staff, make_unit
from repairs.models import Repair
from repairs.tests.factories import make_category, make_dispatched

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("machinery")]

ROUNDS = 9
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Site:
    """One web server of the desk, and how long its pages took."""

    def __init__(self, machinery: Machinery, cookies: str, *, broker: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.cookies = cookies
        machinery.start(WEB, port=self.port, broker=broker)

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> int:
        """The status of the answer; 0 when nobody answers yet."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            try:
                connection.request(method, path, body, {"Cookie": self.cookies, **headers})
            except ConnectionRefusedError:
                return 0
            answer = connection.getresponse()
            answer.read()
            return answer.status

    def seconds(self, method: str, path: str, body: str = "", **headers: str) -> float:
        began = time.perf_counter()
        status = self.ask(method, path, body, **headers)
        assert status == (200 if method == "GET" else 302), (path, status)
        return time.perf_counter() - began


@contextmanager
def stalled() -> Iterator[socket.socket]:
    """A broker that accepts and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        listener.setblocking(False)
        yield listener


def repair_form(category: int) -> str:
    """What reception types for a new repair."""
    typed: dict[str, Any] = {"community": home().pk, "channel": "hotline", "room": "3-2-501", "name": "张桂兰"}
    typed |= {"capacity": "owner", "phone": "138 0013 8000", "content": "Kitchen pipe burst", "case": "repair-1"}
    return urlencode({**typed, "repair-1-category": category, "then": "save", "form_key": str(uuid.uuid4())})


def test_pages_stay_within_twice_the_normal_time_and_never_speak_to_the_broker(tmp_path: Path) -> None:
    client = Client()
    client.force_login(make_staff(Role.RECEPTION))
    make_unit("3-2-501")
    repair, category = make_dispatched(), make_category(urgent=True)
    client.get("/reception/")
    token = client.cookies["csrftoken"].value
    cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items())
    pages = ["/board/", "/board/refresh/", "/repairs/", f"/{repair.number}/", "/callbacks/", "/reception/"]
    with Machinery(tmp_path) as machinery, stalled() as listener:
        machinery.broker.start()
        sites = {
            "normal": Site(machinery, cookies, broker=valkey.url(machinery.sockets)),
            "gone": Site(machinery, cookies, broker="redis://127.0.0.1:1/0"),
            "stalled": Site(machinery, cookies, broker=f"redis://127.0.0.1:{listener.getsockname()[1]}/0"),
        }
        for site in sites.values():
            assert machinery.until(partial(site.ask, "GET", "/board/"), patience=40) == 200
        took: dict[tuple[str, str], list[float]] = {}
        for _ in range(ROUNDS):
            for name, site in sites.items():
                for page in pages:
                    took.setdefault((page, name), []).append(site.seconds("GET", page))
                body = repair_form(category.pk)
                posted = site.seconds("POST", "/reception/", body, **FORM, **{"X-CSRFToken": token})
                took.setdefault(("POST", name), []).append(posted)
        # The quickest of each: who waits for a broker waits every time, who waits for the processor does not.
        slow = {
            (page, name): min(times) / min(took[page, "normal"])
            for (page, name), times in took.items()
            if min(times) > 2 * min(took[page, "normal"])
        }
        assert slow == {}
        assert Repair.objects.count() == 1 + ROUNDS * len(sites)
        with pytest.raises(BlockingIOError):
            listener.accept()
