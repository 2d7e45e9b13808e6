"""What `manage.py` fills in before Django reads the settings, and what it leaves alone."""

from pathlib import Path

from frontdesk.servers import environment
from frontdesk.servers.folders import sockets_of
from frontdesk.servers.postgres import APPLICATION, OWNER, url


def test_start_fills_in_everything(tmp_path: Path) -> None:
    environ = {"FRONTDESK_DATA": str(tmp_path / "data")}
    environment.prepare(environ, starting=True)
    sockets = sockets_of(tmp_path / "data")
    assert environ == {
        "FRONTDESK_DATA": str(tmp_path / "data"),
        "DATABASE_URL": url(sockets, APPLICATION),
        "DATABASE_OWNER_URL": url(sockets, OWNER),
        "FRONTDESK_TLS": "0",
        "REDIS_URL": f"redis+socket://{sockets}/valkey?virtual_host=0",
        "SECRET_KEY": (tmp_path / "data" / "secret").read_text(),
    }


def test_secret_is_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    first = environment.kept_secret(tmp_path / "data")
    assert environment.kept_secret(tmp_path / "data") == first
    assert len(first) >= 50
    assert (tmp_path / "data" / "secret").stat().st_mode & 0o777 == 0o600


def test_second_terminal_finds_the_same_servers(tmp_path: Path) -> None:
    started = {"FRONTDESK_DATA": str(tmp_path / "data")}
    environment.prepare(started, starting=True)
    second = {"FRONTDESK_DATA": str(tmp_path / "data")}
    environment.prepare(second, starting=False)
    assert second == started


def test_other_commands_make_nothing(tmp_path: Path) -> None:
    environ = {"FRONTDESK_DATA": str(tmp_path / "data")}
    environment.prepare(environ, starting=False)
    assert environ == {"FRONTDESK_DATA": str(tmp_path / "data")}
    assert not (tmp_path / "data").exists()


def test_named_servers_are_left_alone(tmp_path: Path) -> None:
    named = {
        "FRONTDESK_DATA": str(tmp_path / "data"),
        "DATABASE_URL": "postgres://desk@db/desk",
        "REDIS_URL": "redis://broker/0",
        "SECRET_KEY": "k" * 60,
    }
    environ = dict(named)
    environment.prepare(environ, starting=True)
    assert environ == named
    assert (environment.own_database(environ), environment.own_broker(environ)) == (False, False)


def test_named_database_keeps_the_demands_of_a_real_site(tmp_path: Path) -> None:
    environ = {"FRONTDESK_DATA": str(tmp_path / "data"), "DATABASE_URL": "postgres://desk@db/desk"}
    environment.prepare(environ, starting=True)
    assert "FRONTDESK_TLS" not in environ
    assert "DATABASE_OWNER_URL" not in environ
    assert environment.own_broker(environ)
