"""Two people at the same time, for the tests of the reception's cases."""

from collections.abc import Callable
from functools import partial
from threading import Barrier

from office.statuses import InvalidMove
from office.tests.threads import together


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run all at the same moment; what each gave, or how it was refused, in their order."""
    start = Barrier(len(works), timeout=10)

    def run(work: Callable[[], object]) -> object:
        start.wait()
        try:
            return work()
        except InvalidMove as refused:
            return refused

    return together([partial(run, work) for work in works])
