"""The folders that nobody else may enter, and the one that two runs may not share."""

import fcntl
import hashlib
import os
import stat
from pathlib import Path

from frontdesk.servers.process import ServerError
from frontdesk.servers.waiting import until


def private_folder(path: Path) -> Path:
    """Make a folder that only we may enter, or take the one that is there.

    Raises ServerError when it is somebody else's, a link, or open to others.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.geteuid():
        raise ServerError(f"{path} belongs to somebody else. Remove it or choose another folder.")
    if found.st_mode & 0o077:
        path.chmod(0o700)
    return path


def sockets_of(data: Path) -> Path:
    """Name the folder of a data folder's sockets: short, since a socket's path may be 107 bytes long at most."""
    mark = hashlib.sha256(os.fsencode(data.resolve())).hexdigest()[:12]
    return Path("/tmp") / f"frontdesk-{os.geteuid()}-{mark}"  # noqa: S108


class FolderLock:
    """One run at a time in a data folder.

    `run.lock` says that somebody is at it. `servers.lock` is inherited by every server and so held until the last of
    them is gone: a run that follows a killed one waits for what the kernel is still ending.
    """

    def __init__(self, data: Path) -> None:
        self.data = data
        self.run = self._open("run.lock")
        self.servers = self._open("servers.lock")

    def _open(self, name: str) -> int:
        return os.open(self.data / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def take(self, *, patience: float = 30.0) -> None:
        """Take both locks, waiting up to `patience` seconds for the servers of a killed run.

        Raises ServerError when another run is at it.
        """
        if not _take(self.run):
            raise ServerError(f"Another run uses {self.data}. Stop it, or set FRONTDESK_DATA to another folder.")
        if not until(lambda: _take(self.servers), patience=patience):
            raise ServerError(f"Servers of an earlier run still use {self.data}.")

    def give_back(self) -> None:
        """Let the next run in."""
        os.close(self.servers)
        os.close(self.run)


def _take(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
