"""Keeps the processes of the desk: starts them in order, starts again what dies, stops them in reverse."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from frontdesk.servers.process import Process

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# Seconds to wait before the first, second, … start within a minute; a process that stays down costs two a minute.
PAUSES = (0, 1, 2, 5, 10, 30)


class Stopped(BaseException):
    """Somebody asked us to end: Ctrl-C, SIGTERM, or the terminal has gone."""


@dataclass
class Ward:
    """One process and when it died lately."""

    process: Process
    deaths: list[float] = field(default_factory=list)
    again_at: float | None = None


class Supervisor:
    """Holds the processes that were started, in order."""

    def __init__(self, say: Callable[[str], None]) -> None:
        """`say` is told, in one line, what a person at the terminal should know."""
        self.say = say
        self.wards: list[Ward] = []

    def start(self, process: Process) -> None:
        """Start a process and keep it from now on."""
        process.start()
        self.keep(process)

    def keep(self, process: Process) -> None:
        """Keep a process that runs already."""
        self.wards.append(Ward(process))

    def look(self, now: float) -> None:
        """Look after each process at `now` (monotonic seconds): note who died, start again whose pause is over."""
        for ward in self.wards:
            if ward.again_at is not None:
                if now >= ward.again_at:
                    ward.again_at = None
                    ward.process.start()
            elif not ward.process.running:
                self._died(ward, now)

    def _died(self, ward: Ward, now: float) -> None:
        ward.process.sweep_up()
        ward.deaths = [death for death in ward.deaths if death > now - 60]
        pause = PAUSES[min(len(ward.deaths), len(PAUSES) - 1)]
        ward.deaths.append(now)
        ward.again_at = now + pause
        process = ward.process
        when = f"in {pause} s" if pause else "now"
        self.say(f"{process.name} ended ({process.how_it_ended}); it is started again {when}. See {process.log}")

    def watch(self) -> None:
        """Look after them until somebody asks us to stop: Stopped."""
        while True:
            self.look(time.monotonic())
            time.sleep(0.25)

    def stop(self) -> None:
        """Stop all in reverse order; whoever asks once more has them killed, but never a database."""
        _on(STOPPING, self._hurry)
        for ward in reversed(self.wards):
            ward.process.stop()
        self.wards.clear()

    def _hurry(self, number: int, frame: FrameType | None) -> None:
        for process in (ward.process for ward in self.wards):
            if process.running and process.popen and not process.precious:
                os.killpg(process.popen.pid, signal.SIGKILL)


def _on(numbers: tuple[signal.Signals, ...], handler: Callable[[int, FrameType | None], None]) -> None:
    for number in numbers:
        # `nohup` has told us to outlive the terminal.
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, handler)


def _stop(number: int, frame: FrameType | None) -> None:
    # Once only: a second signal must not break into the stopping itself.
    _on(STOPPING, _not_again)
    raise Stopped


def _not_again(number: int, frame: FrameType | None) -> None:
    pass


@contextmanager
def supervised(say: Callable[[str], None]) -> Iterator[Supervisor]:
    """Let a supervisor hold what is started inside; on the way out, however it comes, all of it is stopped."""
    supervisor = Supervisor(say)
    _on(STOPPING, _stop)
    try:
        yield supervisor
    except Stopped:
        say("Stopping …")
    finally:
        supervisor.stop()
