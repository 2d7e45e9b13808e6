from collections.abc import Iterator

import pytest
from pytest_django.plugin import DjangoDbBlocker

from frontdesk.tests.everywhere import Estate, Walk, estate_of_monday, walked
from office.tests.keeping import kept


@pytest.fixture(scope="module")
def estate(
    request: pytest.FixtureRequest,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Estate]:
    """One of everything; in another language than English where a test names one. What a test does to it is undone."""
    language, folder = getattr(request, "param", "en"), tmp_path_factory.mktemp("estate")
    with kept(django_db_blocker), estate_of_monday(language, folder) as made:
        yield made


@pytest.fixture(scope="session")
def walk(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """What everybody was answered by every page, in English: asked once for all tests of the group that look at it."""
    with kept(django_db_blocker), estate_of_monday("en", tmp_path_factory.mktemp("walk")) as made:
        return walked(made)
