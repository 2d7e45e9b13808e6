"""The dashboard in a real browser: the policy is kept to the letter on every page, and its menus work under it."""

import base64
import hashlib
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from office import promises
from office.models import Staff, TimeLimit
from office.tests.factories import home, make_department, make_promise, make_unit
from office.tests.pages import manager_of
from owners.models import Person
from owners.tests.factories import make_contact, make_person
from repairs.tests.factories import make_price, make_repair

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("browser")]
STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)


@pytest.fixture
def signed_in(page: Page, live_server: LiveServer) -> Page:
    """The manager's browser on the dashboard of a community with one row of everything."""
    client, _manager = manager_of(home())
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
    unit, now = make_unit("3-2-501"), timezone.now()
    make_department()
    make_person(unit=unit)
    make_price()
    make_repair(unit=unit, contact=make_contact(unit=unit), reported_at=now, recorded_at=now)
    make_promise(unit=unit, now=now - timedelta(days=9), base_at=now - timedelta(days=9))
    promises.sweep(now=now)
    page.goto(f"{live_server.url}/admin/")
    return page


def hashes(page: Page) -> set[str]:
    """The style elements of a page as its policy names them."""
    digests = (hashlib.sha256(text.encode()).digest() for text in STYLE.findall(page.content()))
    return {f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests}


def test_no_page_breaks_the_policy(signed_in: Page, live_server: LiveServer) -> None:
    limit, person, staff = TimeLimit.objects.get(rule="CB-2/first"), Person.objects.get(), Staff.objects.first()
    assert staff
    paths = [
        "", "office/promise/", "office/alert/", "office/timelimit/", f"office/timelimit/{limit.pk}/change/",
        "office/staff/", f"office/staff/{staff.pk}/change/", f"office/staff/{staff.pk}/password/", "office/staff/add/",
        f"owners/person/{person.pk}/change/", f"owners/person/{person.pk}/history/", "office/unit/add/",
        "repairs/repair/", "repairs/category/", "repairs/priceitem/add/", "office/outboxmessage/", "office/nothing/",
    ]  # fmt: skip
    allowed = {
        source for source in settings.ADMIN_CONTENT_SECURITY_POLICY["DIRECTIVES"]["style-src"] if "sha" in source
    }
    for path in paths:
        signed_in.goto(f"{live_server.url}/admin/{path}")
        signed_in.wait_for_load_state("networkidle")
        assert hashes(signed_in) <= allowed
    # The `page` fixture fails the test for anything that a page said against the policy.
    assert len(paths) > 10


def policy(path: str) -> dict[str, list[str]]:
    """What a page tells the browser, directive by directive."""
    parts = (part.split() for part in Client().get(path)["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in parts}


def test_the_policy_is_what_it_should_be() -> None:
    admin_page, desk_page = policy("/admin/"), policy("/login/")
    assert desk_page["script-src"] == desk_page["style-src"] == ["'self'"]
    assert desk_page["frame-ancestors"] == desk_page["base-uri"] == ["'none'"]
    assert "style-src-attr" not in desk_page
    assert admin_page["script-src"] == ["'self'", "'unsafe-eval'"]
    assert len(admin_page.pop("style-src")) == 3
    assert admin_page.pop("style-src-attr") == ["'unsafe-inline'"]
    assert {**admin_page, "script-src": ["'self'"], "style-src": ["'self'"]} == desk_page


def test_filters_and_menus_open(signed_in: Page, live_server: LiveServer) -> None:
    signed_in.goto(f"{live_server.url}/admin/office/promise/")
    sheet = signed_in.locator("#changelist-filter")
    assert not sheet.is_visible()
    signed_in.locator("#changelist a", has_text="Filters").first.click()
    sheet.wait_for(state="visible")
    sheet.get_by_text("overdue", exact=True).click()
    signed_in.wait_for_url("**state=overdue")
    assert signed_in.locator("#result_list tbody tr").count() == 1


def test_a_figure_leads_to_its_records_and_back_to_the_desk(signed_in: Page, live_server: LiveServer) -> None:
    assert signed_in.locator("h2", has_text="Open repairs by age").is_visible()
    signed_in.locator("li", has_text="under 1 hour").locator("a").click()
    signed_in.wait_for_url("**/admin/repairs/repair/?age=1h")
    assert signed_in.locator("#result_list tbody tr").count() == 1
    signed_in.get_by_role("link", name="Back to the desk").click()
    signed_in.wait_for_url("**/board/")


def test_a_manager_changes_a_limit(signed_in: Page, live_server: LiveServer) -> None:
    limit = TimeLimit.objects.get(rule="CB-2/first")
    signed_in.goto(f"{live_server.url}/admin/office/timelimit/{limit.pk}/change/")
    signed_in.get_by_label("Limit").fill("0")
    signed_in.get_by_role("button", name="Save", exact=True).click()
    signed_in.get_by_text("At least 1.").wait_for()
    signed_in.get_by_label("Limit").fill("12")
    signed_in.get_by_role("button", name="Save", exact=True).click()
    signed_in.wait_for_url("**/admin/office/timelimit/")
    assert TimeLimit.objects.filter(rule="CB-2/first").latest("version").amount == 12


def test_a_home_is_chosen_by_typing_its_number(signed_in: Page, live_server: LiveServer) -> None:
    person, second = Person.objects.get(), make_unit("7-1-101")
    signed_in.goto(f"{live_server.url}/admin/owners/person/{person.pk}/change/")
    signed_in.get_by_text("Add another occupancy").click()
    signed_in.locator("#id_occupancies-1-unit + .select2").click()
    signed_in.locator(".select2-search__field").fill("7栋1单元101")
    signed_in.locator(".select2-results__option", has_text="7-1-101").click()
    signed_in.locator("#id_occupancies-1-capacity").select_option("owner")
    signed_in.locator("#id_occupancies-1-since").fill("2026-01-01")
    signed_in.get_by_role("button", name="Save", exact=True).click()
    signed_in.wait_for_url("**/admin/owners/person/")
    assert set(person.occupancies.values_list("unit__number", flat=True)) == {"3-2-501", second.number}
