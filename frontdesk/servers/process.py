"""One child process that never outlives whoever started it."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
LOG_SIZE = 10_000_000
_libc = ctypes.CDLL(None, use_errno=True)


class ServerError(RuntimeError):
    """A server did not come up; the text is meant for the person at the terminal."""


def dying_with_parent(with_signal: int) -> Callable[[], None]:
    """Give what a fresh child has to run so that the kernel sends it `with_signal` when its parent is gone."""
    parent = os.getpid()

    def ask_kernel() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, with_signal)
        # The parent may have died between the fork and the line above.
        if os.getppid() != parent:
            os._exit(1)

    return ask_kernel


@dataclass
class Process:
    """A child in a session of its own: the terminal's Ctrl-C reaches only its supervisor, which stops it in turn.

    `stop_with` asks it to end, within `grace` seconds; `when_orphaned` is what the kernel sends it when we are gone.
    `precious` is who holds data and is never killed out of impatience.
    """

    name: str
    argv: Sequence[str | Path]
    log: Path
    stop_with: signal.Signals = signal.SIGTERM
    when_orphaned: signal.Signals = signal.SIGKILL
    grace: float = 30.0
    environ: dict[str, str] | None = None
    keep_open: Sequence[int] = ()
    precious: bool = False
    popen: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def start(self) -> None:
        """Start the child; what it says goes to the log (a long one is put aside first).

        Call it from the main thread only: the child dies with the thread that made it.
        """
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_SIZE:
            self.log.replace(self.log.with_suffix(".old.log"))
        with self.log.open("ab") as log:
            self.popen = subprocess.Popen(
                [str(word) for word in self.argv],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=self.environ,
                pass_fds=self.keep_open,
                start_new_session=True,
                preexec_fn=dying_with_parent(self.when_orphaned),  # noqa: PLW1509
            )

    @property
    def running(self) -> bool:
        """Tell whether the child lives."""
        return self.popen is not None and self.popen.poll() is None

    @property
    def how_it_ended(self) -> str:
        """Give the end of a child that is gone, in words."""
        code = self.popen.returncode if self.popen else None
        if code is None:
            return "not started"
        return f"signal {-code}" if code < 0 else f"exit code {code}"

    def stop(self, *, grace: float | None = None) -> None:
        """Ask the child to end, wait `grace` seconds (its own, if none are given), then end it and all its children."""
        if self.popen is None:
            return
        if self.running:
            self.popen.send_signal(self.stop_with)
            try:
                self.popen.wait(self.grace if grace is None else grace)
            except subprocess.TimeoutExpired:
                print(f"{self.name} did not stop when asked to and was killed.", file=sys.stderr)
        self.sweep_up()

    def sweep_up(self) -> None:
        """End whatever is left of the child's session."""
        if self.popen is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait()

    def last_words(self, lines: int = 5) -> str:
        """Give the last lines of the log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
