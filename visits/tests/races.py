"""Two people at the same time: each on a connection of his own, started together."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection


def together(*works: Callable[[], object]) -> list[object]:
    """Run all at the same moment; what each gave, or the exception it raised, in their order."""
    start = Barrier(len(works))

    def run(work: Callable[[], object]) -> object:
        try:
            start.wait(10)
            return work()
        except Exception as error:  # noqa: BLE001  what was raised is what the test asks for
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as threads:
        return [row.result(30) for row in [threads.submit(run, work) for work in works]]
