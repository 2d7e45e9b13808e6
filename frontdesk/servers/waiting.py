"""Waiting for something to answer, but not for ever."""

import time
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")


def until(
    ask: Callable[[], Answer | None],
    *,
    patience: float,
    meanwhile: Callable[[], bool | None] = lambda: None,
    pause: float = 0.02,
) -> Answer | None:
    """Ask every `pause` seconds until there is an answer that counts as true, and give it.

    Gives None when `patience` seconds are over, or when `meanwhile`, called in between, says True: it is hopeless.
    """
    end = time.monotonic() + patience
    while not (answer := ask()):
        if time.monotonic() > end or meanwhile():
            return None
        time.sleep(pause)
    return answer
