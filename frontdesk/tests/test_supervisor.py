"""The supervisor: starts in order, starts again what dies, stops in reverse, whatever the signal."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from frontdesk.servers.environment import ROOT
from frontdesk.servers.process import Process
from frontdesk.servers.supervisor import PAUSES, Supervisor
from frontdesk.servers.waiting import until

# Three children that write down their end; the last one ignores the polite request if told to.
DESK = """
import signal, sys
from pathlib import Path
from frontdesk.servers.process import Process
from frontdesk.servers.supervisor import supervised
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # shielded from it, as by nohup, a supervisor rightly does not hear it
notes, stubborn = Path(sys.argv[1]), sys.argv[2] == "stubborn"
def child(name, refuses=False):
    end = "" if refuses else f"echo {name} >> {notes}; exit"
    script = f"trap '{end}' TERM; echo >> {notes}.up; while :; do sleep 0.05; done"
    return Process(name, ["sh", "-c", script], notes.with_suffix(".log"), grace=60)
with supervised(lambda line: print(line, flush=True)) as supervisor:
    for process in [child("database"), child("web"), child("worker", stubborn)]:
        supervisor.start(process)
    print("Ready:", *[ward.process.popen.pid for ward in supervisor.wards], flush=True)
    supervisor.watch()
print("Stopped.", flush=True)
"""


class Desk:
    """A supervisor in a process of its own, with three children."""

    def __init__(self, notes: Path, manner: str = "meek") -> None:
        self.notes = notes
        up = notes.with_suffix(".up")
        up.touch()
        self.process = subprocess.Popen(
            [sys.executable, "-c", DESK, str(notes), manner], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        self.children = [Path("/proc") / pid for pid in self.line().split()[1:]]
        # A shell that has not set its trap yet would die without a note.
        assert until(lambda: len(up.read_text().splitlines()) == len(self.children), patience=30)

    def line(self) -> str:
        """Read what it says next."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def nobody_left(self) -> bool:
        """Tell whether it and its children are gone."""
        return self.process.poll() is not None and not any(child.exists() for child in self.children)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    started = Desk(tmp_path / "notes")
    yield started
    end(started)


def end(desk: Desk) -> None:
    """Leave nothing behind, whatever a test has found."""
    desk.process.kill()
    desk.process.communicate()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_stops_all_in_reverse(desk: Desk, number: signal.Signals) -> None:
    desk.process.send_signal(number)
    assert [desk.line(), desk.line()] == ["Stopping …", "Stopped."]
    assert desk.process.wait(30) == 0
    assert desk.notes.read_text().split() == ["worker", "web", "database"]
    assert desk.nobody_left()


def test_second_signal_kills_who_does_not_listen(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "notes", "stubborn")
    desk.process.send_signal(signal.SIGINT)
    assert desk.line() == "Stopping …"

    def worker_is_gone() -> bool:
        if desk.children[-1].exists():
            desk.process.send_signal(signal.SIGINT)
        return not desk.children[-1].exists()

    assert until(worker_is_gone, patience=30, pause=0.1)
    assert desk.process.wait(30) == 0
    assert desk.nobody_left()
    end(desk)


def test_killed_supervisor_leaves_nobody(desk: Desk) -> None:
    desk.process.kill()
    assert until(desk.nobody_left, patience=30)


def test_dead_child_is_started_again(desk: Desk) -> None:
    pid = int(desk.children[1].name)
    subprocess.run(["kill", "-9", str(pid)], check=True)
    assert desk.line().startswith("web ended (signal 9); it is started again now. See ")


def test_pauses_grow_and_the_others_go_on(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = Supervisor(said.append)
    steady = Process("The web", ["sleep", "60"], tmp_path / "log")
    failing = Process("The worker", ["sh", "-c", "exit 3"], tmp_path / "log")
    supervisor.start(steady)
    supervisor.start(failing)
    for pause in PAUSES:
        assert failing.popen is not None
        failing.popen.wait(10)
        supervisor.look(1000.0)
        supervisor.look(1000.0 + pause)
    told = "The worker ended (exit code 3); it is started again {}. See " + str(failing.log)
    assert said == [told.format(when) for when in ("now", "in 1 s", "in 2 s", "in 5 s", "in 10 s", "in 30 s")]
    assert steady.running
    supervisor.stop()
    assert not steady.running
