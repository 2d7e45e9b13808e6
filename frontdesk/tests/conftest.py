from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from frontdesk.tests.everywhere import Estate, Walk, estate_of_monday, walked


@pytest.fixture
def estate(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Estate]:
    """One of everything; in another language than English where a test names one."""
    with estate_of_monday(getattr(request, "param", "en"), tmp_path) as made:
        yield made


@pytest.fixture(scope="session")
def walk(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """What everybody was answered by every page, in English: asked once for all tests of the group that look at it."""
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        estate_of_monday("en", tmp_path_factory.mktemp("w")) as made,
    ):
        answers = walked(made)
        transaction.set_rollback(True)
    return answers
