"""Interleaved rounds: what is compared takes turns, so that a busy moment hits all of them."""

import statistics
from collections.abc import Callable, Mapping
from time import perf_counter

from django.db import connection
from django.test.utils import CaptureQueriesContext


def rounds(runs: Mapping[str, Callable[[], object]], count: int) -> dict[str, float]:
    """The median milliseconds of each run over `count` rounds in which all take turns; one round goes before."""
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(count + 1):
        for name, run in runs.items():
            start = perf_counter()
            run()
            if turn:
                taken[name].append((perf_counter() - start) * 1000)
    return {name: statistics.median(times) for name, times in taken.items()}


def statements(run: Callable[[], object]) -> int:
    """How many statements it takes."""
    with CaptureQueriesContext(connection) as queries:
        run()
    return len(queries)
