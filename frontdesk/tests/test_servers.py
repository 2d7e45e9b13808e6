"""The servers of a desk that names none: private, found again, gone with whoever started them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
import redis

from frontdesk.servers import environment, postgres, valkey
from frontdesk.servers.folders import FolderLock, private_folder, sockets_of
from frontdesk.servers.postgres import Postgres
from frontdesk.servers.process import Process, ServerError
from frontdesk.servers.scratch import Scratch, remove_leftovers
from frontdesk.servers.waiting import until


@pytest.fixture(scope="module")
def scratch() -> Iterator[Scratch]:
    with Scratch(durable=False) as started:
        yield started


def ask(address: str, question: str) -> object:
    """Ask a database one thing."""
    connection = psycopg2.connect(address)
    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0]
    finally:
        connection.close()


def test_both_roles_reach_the_database_on_its_socket(scratch: Scratch) -> None:
    environ = scratch.environ()
    assert ask(environ["DATABASE_URL"], "SELECT current_user") == "frontdesk"
    assert ask(environ["DATABASE_OWNER_URL"], "SELECT current_user") == "frontdesk_owner"
    assert scratch.postgres.answers() == str(scratch.data / "postgres")
    assert ask(environ["DATABASE_URL"], "SHOW listen_addresses") == ""


def test_application_role_may_only_connect(scratch: Scratch) -> None:
    question = (
        "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls FROM pg_roles WHERE rolname = 'frontdesk'"
    )
    assert ask(scratch.environ()["DATABASE_URL"], question) is False
    question = "SELECT string_agg(acl::text, ' ' ORDER BY acl::text) FROM pg_database, unnest(datacl) acl"
    granted = "frontdesk=c/frontdesk_owner frontdesk_owner=CTc/frontdesk_owner"
    assert ask(scratch.environ()["DATABASE_URL"], f"{question} WHERE datname = 'frontdesk'") == granted


def test_names_sort_by_code_point_in_utf8(scratch: Scratch) -> None:
    question = "SELECT concat_ws(' ', datlocprovider, datlocale, pg_encoding_to_char(encoding)) FROM pg_database"
    assert ask(scratch.environ()["DATABASE_URL"], f"{question} WHERE datname = 'frontdesk'") == "b C.UTF-8 UTF8"


def test_broker_keeps_a_log_and_drops_nothing(scratch: Scratch) -> None:
    with redis.Redis(unix_socket_path=str(scratch.sockets / "valkey")) as client:
        wanted = {"appendonly": "yes", "maxmemory-policy": "noeviction", "port": "0"}
        assert {key: client.config_get(key)[key] for key in wanted} == wanted


def test_sockets_are_private_and_short(scratch: Scratch) -> None:
    assert scratch.sockets.stat().st_mode & 0o777 == 0o700
    assert len(os.fsencode(sockets_of(Path("/a" * 200)) / ".s.PGSQL.5432.lock")) <= 107


def test_another_server_in_our_place_is_noticed(scratch: Scratch, tmp_path: Path) -> None:
    second = Postgres(tmp_path / "postgres", scratch.sockets, tmp_path / "log", durable=False)
    second.create()
    second.process.argv = ["sleep", "5"]
    try:
        with pytest.raises(ServerError, match="Another PostgreSQL"):
            second.start()
    finally:
        second.stop()


def test_server_that_ends_at_once_says_why(tmp_path: Path) -> None:
    server = valkey.Valkey(tmp_path / "valkey", tmp_path, tmp_path / "log")
    server.process.argv = ["sh", "-c", "echo no room; exit 3"]
    with pytest.raises(ServerError, match="no room"):
        server.start()


def test_killed_creation_leaves_no_half_cluster(tmp_path: Path) -> None:
    server = Postgres(tmp_path / "postgres", tmp_path, tmp_path / "log", durable=False)
    (tmp_path / "postgres.new").mkdir()
    (tmp_path / "postgres.new" / "half").touch()
    server.create()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["postgres"]
    assert not (tmp_path / "postgres" / "half").exists()


@pytest.mark.parametrize("refused", [[], ["unshare"]])
def test_root_hands_postgresql_to_nobody_either_way(
    refused: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if refused:
        monkeypatch.setattr(postgres, "mapped", lambda: ["false"])
    data = private_folder(tmp_path / "deep")
    server = Postgres(data / "postgres", data, tmp_path / "log", durable=False)
    server.start()
    try:
        assert server.process.popen is not None
        runs_as = Path(f"/proc/{server.process.popen.pid}").stat().st_uid
        expected = os.geteuid() or (postgres.NOBODY if refused else 0)
        assert (runs_as, server.folder.stat().st_uid) == (expected, expected)
        assert Postgres(data / "postgres", data, tmp_path / "log").way == server.way
    finally:
        server.stop()


def test_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path)
    with pytest.raises(ServerError, match="belongs to somebody else"):
        private_folder(tmp_path / "link")


def test_open_folder_is_closed(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    assert private_folder(tmp_path / "open").stat().st_mode & 0o777 == 0o700


def test_one_run_at_a_time_in_a_folder(tmp_path: Path) -> None:
    first, second = FolderLock(tmp_path), FolderLock(tmp_path)
    first.take()
    with pytest.raises(ServerError, match="Another run uses"):
        second.take()
    first.give_back()
    second.give_back()


def test_next_run_waits_for_the_servers_of_a_killed_one(tmp_path: Path) -> None:
    first, second = FolderLock(tmp_path), FolderLock(tmp_path)
    first.take()
    server = Process("A server", ["sleep", "60"], tmp_path / "log", keep_open=[first.servers])
    server.start()
    first.give_back()
    with pytest.raises(ServerError, match="earlier run"):
        second.take(patience=0)
    server.stop()
    third = FolderLock(tmp_path)
    second.give_back()
    third.take()
    third.give_back()


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_child_dies_with_its_parent(end: signal.Signals, tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from frontdesk.servers.process import Process\n"
        "child = Process('A child', ['sleep', '60'], Path(sys.argv[1])); child.start()\n"
        "print(child.popen.pid, flush=True); time.sleep(60)"
    )
    words = [sys.executable, "-c", script, str(tmp_path / "log")]
    with subprocess.Popen(words, cwd=environment.ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        child = Path("/proc") / parent.stdout.readline().strip()
        assert child.exists()
        parent.send_signal(end)
    assert until(lambda: not child.exists(), patience=5)


def test_scratch_goes_with_its_folder() -> None:
    with Scratch(durable=False) as started:
        data, sockets = started.data, started.sockets
        assert (data / "postgres").exists()
    assert (data.exists(), sockets.exists()) == (False, False)


def test_killed_scratch_is_cleared_by_the_next() -> None:
    script = "from frontdesk.servers.scratch import Scratch; import os; s = Scratch(durable=False); s.start()\n"
    script += "print(s.data, s.sockets, flush=True); os.kill(os.getpid(), 9)"
    words = [sys.executable, "-c", script]
    done = subprocess.run(words, cwd=environment.ROOT, stdout=subprocess.PIPE, text=True, check=False)
    left = [Path(word) for word in done.stdout.split()]
    assert len(left) == 2
    os.utime(left[0], (0, 0))

    def cleared() -> bool:
        remove_leftovers()
        return not any(path.exists() for path in left)

    assert until(cleared, patience=10)
