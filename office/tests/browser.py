"""Signing in with a real browser; by hand, at the page itself, that is done in frontdesk/tests/test_main_job.py."""

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
