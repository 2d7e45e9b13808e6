"""A complaint at the reception screen in a browser: what recurs is shown while it is being taken (CP-7)."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from complaints.models import Complaint, Type
from complaints.tests.factories import a_contact, make_complaint
from office.models import Department, Role
from office.tests.browser import enter, violations
from office.tests.factories import make_department, make_staff

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def earlier() -> Complaint:
    """Somebody complained of the garage a week ago."""
    make_department(Department.Kind.CUSTOMER_SERVICE)
    now = timezone.now() - timedelta(days=7)
    return make_complaint(contact=a_contact(now=now), now=now, about_place="地库 B1", type=Type.SAFETY)


@pytest.fixture
def desk(earlier: Complaint, live_server: LiveServer, page: Page) -> Page:
    """The screen of a receptionist with the block of a complaint."""
    staff = make_staff(Role.RECEPTION, language="en")
    page.set_viewport_size({"width": 1366, "height": 900})
    enter(page, live_server, staff, "/reception/")
    expect(page.locator("[name=room]")).to_be_focused()
    return page


def test_cp7_the_same_place_is_shown_without_a_home_and_kept_with_the_complaint(desk: Page, earlier: Complaint) -> None:
    desk.locator("[data-opens=complaint]").click()
    block = desk.locator("[data-case=complaint-1]")
    block.locator("summary").click()
    place = block.locator("[name=complaint-1-about_place]")
    place.fill("地库Ｂ１")
    place.blur()
    hint = block.locator("[data-alike]")
    expect(hint).to_contain_text("1 complaint about 地库Ｂ１ from any home within 90 days")
    expect(hint.get_by_role("link", name=earlier.number)).to_be_visible()
    assert violations(desk) == []
