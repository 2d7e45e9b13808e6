"""`manage.py up`: the whole desk, from its servers to the page."""

import os
import shutil
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError
from django.core.management.base import BaseCommand

from frontdesk.servers import environment
from frontdesk.servers.desk import page_and_sweeper, worker_and_beat
from frontdesk.servers.folders import FolderLock, private_folder, sockets_of
from frontdesk.servers.postgres import Postgres
from frontdesk.servers.preparation import prepare_desk
from frontdesk.servers.process import ServerError
from frontdesk.servers.readiness import port_must_be_free, wait_until_ready
from frontdesk.servers.supervisor import Supervisor, supervised
from frontdesk.servers.valkey import Valkey

ACCOUNTS = "Sign in as reception, manager, crew, finance, head or company, password frontdesk."


class Command(BaseCommand):
    """Starts the servers that nobody named, prepares the database and runs the desk until it is told to stop."""

    help = "Run the whole desk until Ctrl-C: database, broker, web, worker, beat and sweeper."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Run until somebody stops us. Raises CommandError when something does not come up."""
        data = private_folder(settings.DATA_DIR)
        lock = FolderLock(data)
        try:
            lock.take()
            with supervised(self.say) as supervisor:
                self.run_desk(supervisor, data, lock.servers)
            shutil.rmtree(sockets_of(data), ignore_errors=True)
        except ServerError as error:
            raise CommandError(str(error)) from error
        finally:
            lock.give_back()

    def run_desk(self, supervisor: Supervisor, data: Path, lock: int) -> None:
        """Bring all of it up in order and look after it."""
        port = int(os.environ.get("FRONTDESK_PORT") or 8000)
        port_must_be_free(port)
        self.start_servers(supervisor, data, lock)
        own = environment.own_database(os.environ)
        prepare_desk(self.say, with_demo=own)
        for process in page_and_sweeper(port, data / "log", [lock]):
            supervisor.start(process)
        # The page first: on a small machine the other two would only slow it down.
        wait_until_ready(port, lambda: supervisor.look(time.monotonic()))
        for process in worker_and_beat(data / "log", [lock]):
            supervisor.start(process)
        self.say(f"Ready: http://127.0.0.1:{port}/  {ACCOUNTS if own else ''}".rstrip())
        supervisor.watch()

    def start_servers(self, supervisor: Supervisor, data: Path, lock: int) -> None:
        """Start the database and the broker, unless the environment names others."""
        sockets, logs = private_folder(sockets_of(data)), data / "log"
        if environment.own_database(os.environ):
            postgres = Postgres(data / "postgres", sockets, logs / "postgres.log", keep_open=[lock])
            supervisor.keep(postgres.process)
            self.say("Starting PostgreSQL …")
            postgres.start()
        if environment.own_broker(os.environ):
            valkey = Valkey(data / "valkey", sockets, logs / "valkey.log", keep_open=[lock])
            supervisor.keep(valkey.process)
            self.say("Starting Valkey …")
            valkey.start()

    def say(self, line: str) -> None:
        """Tell the person at the terminal, at once also where the output is a pipe."""
        self.stdout.write(line)
        self.stdout.flush()
