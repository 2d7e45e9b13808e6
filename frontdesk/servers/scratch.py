"""Throw-away servers: for the tests, and for one command (`python -m frontdesk.servers.scratch bench`)."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from frontdesk.servers import postgres, valkey
from frontdesk.servers.environment import ROOT, new_secret
from frontdesk.servers.folders import FolderLock, private_folder, sockets_of
from frontdesk.servers.postgres import Postgres
from frontdesk.servers.process import ServerError
from frontdesk.servers.valkey import Valkey

PREFIX = "frontdesk-scratch-"
MEMORY = Path("/dev/shm")  # noqa: S108
ROOM = 2 * 1024**3
FRESH = 60


def scratch_root(*, durable: bool) -> Path:
    """Give the folder for new scratch folders: memory for what need not last, if it has room, else the disk."""
    roomy = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    return MEMORY if roomy and not durable else Path(tempfile.gettempdir())


class Scratch:
    """PostgreSQL and Valkey in a folder that goes when they stop; one that a killed run left goes with the next."""

    def __init__(self, *, durable: bool) -> None:
        """Nothing is started yet. `durable` waits for the disk as a real server does."""
        remove_leftovers()
        self.data = private_folder(Path(tempfile.mkdtemp(prefix=PREFIX, dir=scratch_root(durable=durable))))
        self.sockets = private_folder(sockets_of(self.data))
        self.lock = FolderLock(self.data)
        self.lock.take()
        log = self.data / "log"
        held = [self.lock.servers]
        self.postgres = Postgres(
            self.data / "postgres", self.sockets, log / "postgres.log", durable=durable, keep_open=held, createdb=True
        )
        self.valkey = Valkey(self.data / "valkey", self.sockets, log / "valkey.log", keep_open=held)

    def environ(self) -> dict[str, str]:
        """Give what the settings have to be told to use these servers."""
        return {
            "DATABASE_URL": postgres.url(self.sockets, postgres.APPLICATION),
            "DATABASE_OWNER_URL": postgres.url(self.sockets, postgres.OWNER),
            "REDIS_URL": valkey.url(self.sockets),
            "SECRET_KEY": new_secret(),
            "FRONTDESK_DATA": str(self.data),
            "FRONTDESK_TLS": os.environ.get("FRONTDESK_TLS", "0"),
        }

    def start(self) -> None:
        """Start both servers. Raises ServerError."""
        self.postgres.start()
        self.valkey.start()

    def stop(self) -> None:
        """Stop both and remove all they wrote."""
        self.valkey.stop()
        self.postgres.stop()
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.rmtree(self.sockets, ignore_errors=True)
        self.lock.give_back()

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()


def remove_leftovers() -> None:
    """Remove the folders of scratch servers that were killed: nobody holds their lock any more."""
    for folder in [*MEMORY.glob(f"{PREFIX}*"), *Path(tempfile.gettempdir()).glob(f"{PREFIX}*")]:
        # Another run may be removing it too.
        with suppress(FileNotFoundError):
            found = folder.lstat()
            # A fresh one may not have taken its lock yet.
            if found.st_uid == os.geteuid() and found.st_mtime < time.time() - FRESH:
                remove_if_left(folder)


def remove_if_left(folder: Path) -> None:
    """Remove one of them and its sockets, unless its servers live."""
    lock = FolderLock(folder)
    try:
        lock.take(patience=0)
        shutil.rmtree(sockets_of(folder), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
    except ServerError:
        pass
    finally:
        lock.give_back()


def main() -> int:
    """Run one management command on servers of its own and give its exit code."""
    with Scratch(durable=True) as scratch:
        words = [sys.executable, str(ROOT / "manage.py"), *sys.argv[1:]]
        return subprocess.run(words, env={**os.environ, **scratch.environ()}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
