"""Real threads with database connections of their own, for tests of races."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

T = TypeVar("T")


def together(works: Sequence[Callable[[], T]]) -> list[T]:
    """Run all of them at the same time and give their results in order; what one raises is raised here."""
    with ThreadPoolExecutor(len(works)) as pool:
        return [future.result() for future in [pool.submit(_alone, work) for work in works]]


def _alone(work: Callable[[], T]) -> T:
    try:
        return work()
    finally:
        connection.close()
