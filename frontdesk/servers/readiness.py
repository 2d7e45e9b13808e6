"""Whether the port is free before the start, and whether the desk answers after it."""

import socket
from collections.abc import Callable
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException

from frontdesk.servers.process import ServerError
from frontdesk.servers.waiting import until

HOST = "127.0.0.1"


def port_must_be_free(port: int) -> None:
    """Raise ServerError when something listens on the port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise ServerError(f"Port {port} is taken. Set FRONTDESK_PORT to another one.") from error


def health(port: int) -> tuple[int, str]:
    """Give the status and the text of /healthz; status 0 when nobody answers."""
    connection = HTTPConnection(HOST, port, timeout=5)
    try:
        # What a TLS proxy in front would say: where the site demands TLS, the answer would else be a redirect.
        connection.request("GET", "/healthz", headers={"X-Forwarded-Proto": "https"})
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    except (OSError, HTTPException) as error:
        return 0, str(error)
    finally:
        connection.close()


def wait_until_ready(port: int, meanwhile: Callable[[], None], *, patience: float = 120.0) -> None:
    """Wait up to `patience` seconds until the desk says that it is well, calling `meanwhile` in between.

    Raises ServerError with its last words.
    """
    if not until(lambda: health(port)[0] == HTTPStatus.OK, patience=patience, meanwhile=meanwhile, pause=0.05):
        status, text = health(port)
        raise ServerError(f"The desk is not well after {patience:.0f} s: {status or 'no answer'} {text}")
