"""With the broker gone, or one that accepts and never answers, every page answers as ever: none speaks to it."""

import http.client
import socket
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from frontdesk.tests.machinery import WEB, Machinery
from office.models import Role
from office.tests.factories import home, make_staff, make_unit
from repairs.models import Repair
from repairs.tests.factories import make_category, make_dispatched

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("machinery")]

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Site:
    """One web server of the desk, with a broker of its own."""

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


@pytest.mark.parametrize("broker", ["gone", "stalled"])
def test_every_page_answers_and_none_speaks_to_the_broker(tmp_path: Path, broker: str) -> None:
    client = Client()
    client.force_login(make_staff(Role.RECEPTION))
    make_unit("3-2-501")
    repair, category = make_dispatched(), make_category(urgent=True)
    client.get("/reception/")
    token = client.cookies["csrftoken"].value
    cookies = "; ".join(f"{name}={cookie.value}" for name, cookie in client.cookies.items())
    pages = ["/board/", "/board/refresh/", "/repairs/", f"/{repair.number}/", "/callbacks/", "/reception/"]
    with Machinery(tmp_path) as machinery, stalled() as listener:
        port = listener.getsockname()[1] if broker == "stalled" else 1
        site = Site(machinery, cookies, broker=f"redis://127.0.0.1:{port}/0")
        assert machinery.until(partial(site.ask, "GET", "/board/"), patience=40) == 200
        assert {page: site.ask("GET", page) for page in pages} == dict.fromkeys(pages, 200)
        assert site.ask("POST", "/reception/", repair_form(category.pk), **FORM, **{"X-CSRFToken": token}) == 302
        assert Repair.objects.count() == 2
        with pytest.raises(BlockingIOError):
            listener.accept()
        # Who does speak to it is heard: the page that says how the desk is.
        site.ask("GET", "/healthz")
        if broker == "stalled":
            listener.accept()[0].close()
