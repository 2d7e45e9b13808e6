from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.utils import translation
from pytest_django import Settings

from frontdesk.tests.everywhere import Estate, make_estate
from repairs.tests.notices import ORDERED


@pytest.fixture
def estate(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Iterator[Estate]:
    """One of everything, six hours after the reports of MONDAY; in another language where a test names one."""
    settings.MEDIA_ROOT = tmp_path
    language = getattr(request, "param", "en")
    with time_machine.travel(ORDERED, tick=False):
        with translation.override(language):
            made = make_estate(language)
        yield made
