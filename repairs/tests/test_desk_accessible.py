"""The desk's pages of repairs: nothing that axe finds, no sideways scrolling, wide or narrow, by day or by night."""

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from office.models import Role
from office.tests.browser import enter, faults
from office.tests.factories import make_staff, make_unit
from owners.tests.factories import make_person
from repairs.tests.factories import make_registered
from repairs.tests.jobs import make_quoted

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("theme", "width"), [("light", 1366), ("dark", 390)])
def test_the_desks_pages_are_accessible(live_server: LiveServer, page: Page, theme: str, width: int) -> None:
    unit = make_unit("3-2-501")
    make_person("张桂兰", unit=unit)
    quoted, waiting = make_quoted(unit=unit, urgent=True).number, make_registered(unit=unit).number
    staff = make_staff(Role.MANAGER, theme=theme)
    page.set_viewport_size({"width": width, "height": 768})
    enter(page, live_server, staff, "/repairs/")
    seen = {"/repairs/": faults(page)}
    for path in (
        "/repairs/?q=xx",
        f"/{quoted}/",
        f"/repairs/{waiting}/dispatch/",
        f"/repairs/{waiting}/extend/",
        f"/repairs/{waiting}/recategorise/",
    ):
        page.goto(live_server.url + path)
        seen[path] = faults(page)
    assert {path: found for path, found in seen.items() if found} == {}
