"""`manage.py up`, the real thing: from an empty folder to a page, and nothing left behind however it ends."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from frontdesk.servers.environment import ROOT
from frontdesk.servers.waiting import until

pytestmark = pytest.mark.xdist_group("up")
# What the run of the tests has set for itself.
NOT_OURS = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY", "FRONTDESK_TLS"}


class Up:
    """A desk in a folder of its own, on a free port."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.data = data
        self.address = f"http://127.0.0.1:{port}"
        ours = {"FRONTDESK_DATA": str(data), "FRONTDESK_PORT": str(port)}
        self.environ = {key: value for key, value in os.environ.items() if key not in NOT_OURS} | ours
        self.process = self.start()
        self.said = ""

    def start(self) -> "subprocess.Popen[str]":
        """Start one more in the same folder."""
        words = [sys.executable, "manage.py", "up"]
        return subprocess.Popen(
            words, cwd=ROOT, env=self.environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    def ready(self) -> str:
        """Read on until it says that it is ready, and give that line."""
        said = []
        for line in self.process.stdout or ():
            said.append(line)
            if line.startswith("Ready: "):
                return line.strip()
        pytest.fail("It ended before it was ready:\n" + "".join(said))

    def get(self, path: str) -> tuple[int, str]:
        """Fetch a page."""
        with urllib.request.urlopen(self.address + path, timeout=10) as answer:
            return answer.status, answer.read().decode()

    def left(self) -> list[str]:
        """Name every process that was started in this folder and lives: each has inherited its name."""
        mark = f"FRONTDESK_DATA={self.data}\0".encode()
        return [found for pid in Path("/proc").glob("[0-9]*") if (found := named(pid, mark))]


def named(pid: Path, mark: bytes) -> str:
    """Give the command of a live process that carries the mark in its environment."""
    try:
        return (pid / "cmdline").read_text().replace("\0", " ") if mark in (pid / "environ").read_bytes() else ""
    except OSError:
        return ""


@pytest.fixture(scope="module")
def up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Up]:
    started = Up(tmp_path_factory.mktemp("desk") / "data")
    try:
        started.said = started.ready()
        yield started
    finally:
        started.process.send_signal(signal.SIGTERM)
        started.process.communicate(timeout=60)


def test_first_start_names_address_and_accounts(up: Up) -> None:
    told = "Sign in as reception, manager, crew, finance, head or company, password frontdesk."
    assert up.said == f"Ready: {up.address}/  {told}"


def test_health_and_the_first_page_answer(up: Up) -> None:
    assert up.get("/healthz")[0] == 200
    status, page = up.get("/login/")
    sheets = re.findall(r'href="(/static/[^"]+\.css)"', page)
    assert (status, bool(sheets)) == (200, True)
    assert [up.get(sheet)[0] for sheet in sheets] == [200] * len(sheets)


def test_second_run_in_the_same_folder_is_refused(up: Up) -> None:
    second = up.start()
    said, _ = second.communicate(timeout=30)
    assert (second.returncode, said.strip()) == (
        1,
        f"CommandError: Another run uses {up.data}. Stop it, or set FRONTDESK_DATA to another folder.",
    )
    assert up.get("/healthz")[0] == 200


def test_killed_supervisor_leaves_nobody_and_the_next_start_works(up: Up) -> None:
    names = ["postgres", "valkey-server", "gunicorn", "watch", "worker", "beat"]
    running = " ".join(up.left())
    assert [name for name in names if name not in running] == []
    up.process.kill()
    up.process.communicate()
    assert until(lambda: up.left() == [], patience=15), up.left()
    up.process = up.start()
    assert up.ready().startswith(f"Ready: {up.address}/")


def test_dead_web_server_is_started_again(up: Up) -> None:
    assert up.process.stdout is not None
    web = subprocess.run(["pgrep", "-P", str(up.process.pid), "-f", "gunicorn"], stdout=subprocess.PIPE, check=True)
    os.kill(int(web.stdout), signal.SIGKILL)
    assert up.process.stdout.readline().startswith("The web server ended (signal 9); it is started again now.")
    assert until(lambda: answers(up), patience=15)


def answers(up: Up) -> bool:
    """Tell whether the desk answers."""
    try:
        return up.get("/healthz")[0] == 200
    except OSError:
        return False


def test_sigterm_stops_everything(up: Up) -> None:
    up.process.send_signal(signal.SIGTERM)
    said, _ = up.process.communicate(timeout=60)
    assert (up.process.returncode, said.splitlines()[-1]) == (0, "Stopping …")
    assert up.left() == []
