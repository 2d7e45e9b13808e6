"""What every test may use: the database as the application sees it, and a browser."""

import fcntl
import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import TransactionTestCase
from django.test.client import ClientMixin
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from frontdesk.servers import chromium
from frontdesk.servers.waiting import until
from office.database import as_owner
from office.tests import sessions
from office.tests.emptied import Emptier

# Playwright's synchronous face runs an event loop of its own in this thread, and Django takes it for ours.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_configure() -> None:
    """Spare the tests what only costs time: hashed static files (test_up.py sees those) and slow password hashes."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    # Thousands of collected tests live as long as the run: looked through as often as Python would, they cost a tenth.
    gc.set_threshold(50_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Name every test's group behind its name: xdist keeps together what is named alike, and begins with the largest.

    It does so itself, but where pytest 9.2 no longer looks (pytest-dev/pytest-xdist#1386).
    """
    for item in items:
        group = item.get_closest_marker("xdist_group")
        if group and item.parent:
            item._id = item.parent.id.child(f"{item.name}@{group.args[0]}")


@contextmanager
def one_worker_at_a_time() -> Iterator[None]:
    """Let the workers of one run take turns: nobody may be connected to a database that is being copied."""
    with (settings.DATA_DIR / "template.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """Make, migrate and drop the test database as its owner; every test runs as the application.

    The tables are made once, in the desk's own database; the test database of each worker is a copy of it.
    """
    verbosity = request.config.option.verbose
    with django_db_blocker.unblock(), one_worker_at_a_time(), as_owner():
        call_command("migrate", verbosity=verbosity, interactive=False)
        template = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["TEST"]["TEMPLATE"] = template
        made = setup_databases(verbosity=verbosity, interactive=False)
    with django_db_blocker.unblock():
        emptier = Emptier()
    with (
        patch.object(TransactionTestCase, "_fixture_teardown", lambda case: emptier.empty()),
        patch.object(ClientMixin, "force_login", sessions.force_login),
    ):
        yield
    emptier.close()
    with django_db_blocker.unblock(), as_owner():
        until(is_alone, patience=10)
        teardown_databases(made, verbosity=verbosity)


def is_alone() -> bool:
    """Whether nobody else is connected: the server of the pages hangs up a moment after the browser has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return bool(cursor.fetchone() == (1,))


@pytest.fixture(scope="session")
def browser(django_db_setup: None) -> Iterator[Browser]:
    """A headless Chromium for all tests of one worker, closed before the database that its pages are made of goes.

    A missing one fails the test: it is never skipped.
    """
    path = chromium.find()
    if path is None:
        pytest.fail(f"No Chromium. Set CHROMIUM to its path, or as root: {chromium.MEND}")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """The profile of the browser as the desk has it, Chinese, China's time: making one costs a second."""
    made = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    yield made
    made.close()


@pytest.fixture
def page(profile: BrowserContext) -> Iterator[Page]:
    """A fresh page in a browser that remembers nothing. An error of a script or of the policy fails the test."""
    opened = profile.new_page()
    faults: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            faults.append(message.text)

    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", heard)
    yield opened
    profile.new_cdp_session(opened).send("Storage.clearDataForOrigin", {"origin": "*", "storageTypes": "all"})
    profile.clear_cookies()
    for left in profile.pages:
        left.close()
    assert faults == []
