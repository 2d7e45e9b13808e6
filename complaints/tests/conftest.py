from collections.abc import Iterator

import pytest
import time_machine
from django.utils import translation

from complaints.tests.clock import LATER


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """What actions say is compared in English, whatever is translated; pages speak their reader's language."""
    with translation.override("en"):
        yield


@pytest.fixture
def two_hours_later() -> Iterator[None]:
    """Pages read the clock: it stands two hours after the complaints of MONDAY."""
    with time_machine.travel(LATER, tick=False):
        yield
