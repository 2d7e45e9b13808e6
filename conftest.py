"""What every test may use: the database as the application sees it, and a browser."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from pytest_django.plugin import DjangoDbBlocker

from frontdesk.servers import chromium
from office.database import as_owner

# Playwright's synchronous face runs an event loop of its own in this thread, and Django takes it for ours.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def pytest_configure() -> None:
    """Spare the tests what only costs time: hashed static files (test_up.py sees those) and slow password hashes."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STATIC_ROOT.mkdir(exist_ok=True)


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
    yield
    with django_db_blocker.unblock(), as_owner():
        teardown_databases(made, verbosity=verbosity)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium for all tests of one worker. A missing one fails the test: it is never skipped."""
    path = chromium.find()
    if path is None:
        pytest.fail(f"No Chromium. Set CHROMIUM to its path, or as root: {chromium.MEND}")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=path)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page as the desk sees it: Chinese, China's time. An error of a script or of the policy fails the test."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    opened = context.new_page()
    faults: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            faults.append(message.text)

    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", heard)
    yield opened
    context.close()
    assert faults == []
