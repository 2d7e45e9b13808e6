"""What the settings read from the environment, for a site that sets nothing: our own servers and a key of its own."""

import os
import secrets
from collections.abc import MutableMapping
from pathlib import Path

from frontdesk.servers import postgres, valkey
from frontdesk.servers.folders import private_folder, sockets_of

ROOT = Path(__file__).resolve().parents[2]


def data_folder(environ: MutableMapping[str, str]) -> Path:
    """Give the folder of all that the desk keeps: FRONTDESK_DATA, or `.data` in the project."""
    return Path(environ.get("FRONTDESK_DATA") or ROOT / ".data").resolve()


def new_secret() -> str:
    """Give a fresh secret key of 86 characters."""
    return secrets.token_urlsafe(64)


def kept_secret(data: Path) -> str:
    """Give the secret key of this data folder; the first run makes it, for the owner's eyes only."""
    kept = private_folder(data) / "secret"
    if not kept.exists():
        side = data / "secret.new"
        side.unlink(missing_ok=True)
        with os.fdopen(os.open(side, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(new_secret())
        side.rename(kept)
    return kept.read_text()


def own_database(environ: MutableMapping[str, str]) -> bool:
    """Tell whether the database is the embedded one."""
    ours = postgres.url(sockets_of(data_folder(environ)), postgres.APPLICATION)
    return environ.get("DATABASE_URL", ours) == ours


def own_broker(environ: MutableMapping[str, str]) -> bool:
    """Tell whether the broker is the embedded one."""
    ours = valkey.url(sockets_of(data_folder(environ)))
    return environ.get("REDIS_URL", ours) == ours


def prepare(environ: MutableMapping[str, str], *, starting: bool) -> None:
    """Fill in what is not set, before Django reads the settings.

    `starting` is `manage.py up`, which makes the data folder. Any other command fills in only what a run of it has
    left behind, so that a second terminal speaks to the same servers.
    """
    data = data_folder(environ)
    if not starting and not (data / "secret").exists():
        return
    sockets = sockets_of(data)
    environ["FRONTDESK_DATA"] = str(data)
    if own_database(environ):
        environ["DATABASE_URL"] = postgres.url(sockets, postgres.APPLICATION)
        environ["DATABASE_OWNER_URL"] = postgres.url(sockets, postgres.OWNER)
        environ.setdefault("FRONTDESK_TLS", "0")
    if own_broker(environ):
        environ["REDIS_URL"] = valkey.url(sockets)
    if not environ.get("SECRET_KEY"):
        environ["SECRET_KEY"] = kept_secret(data)
