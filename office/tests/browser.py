"""Signing in with a real browser (by hand, at the page, in frontdesk/tests/test_main_job.py), and what axe says."""

from functools import cache

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from office.models import Staff


def sign_in(page: Page, server: LiveServer, user: Staff) -> None:
    """Give the browser the session of this user."""
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": server.url}])


def enter(page: Page, server: LiveServer, user: Staff, path: str) -> None:
    """Go to the page as this user."""
    sign_in(page, server, user)
    page.goto(f"{server.url}{path}")


@cache
def _axe() -> str:
    return str(Axe().axe_script)


def violations(page: Page) -> list[str]:
    """What axe finds on the page: the rule and the first thing that breaks it. All that it approves of stays there."""
    page.evaluate(_axe())
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then(results => results.violations)")
    return [f"{rule['id']}: {rule['nodes'][0]['html']}" for rule in found]


def faults(page: Page) -> list[str]:
    """What axe finds, and whether the page is wider than its window."""
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return [*violations(page), *["scrolls sideways"] * wide]
