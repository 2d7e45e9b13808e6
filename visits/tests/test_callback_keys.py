"""The callback desk in a browser: what is folded away, the keys, and what survives a refused save."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from office.models import Access, Role
from office.tests.browser import enter
from office.tests.factories import make_staff
from repairs.models import Rectification
from visits.models import Attempt, Callback
from visits.tests.factories import make_callback

DAY = timedelta(days=1)


@pytest.fixture
def rows(transactional_db: None) -> list[Callback]:
    """Three callbacks to make, the most pressing first."""
    now = timezone.now()
    return [make_callback(at=now - days * DAY) for days in (3, 2, 1)]


@pytest.fixture
def desk(rows: list[Callback], live_server: LiveServer, page: Page) -> Page:
    """The callback desk of a receptionist, with the first of them open."""
    staff = make_staff(Role.RECEPTION, language="en")
    enter(page, live_server, staff, "/callbacks/")
    expect(page).to_have_url(f"{live_server.url}/callbacks/{rows[0].pk}/")
    return page


def choose(desk: Page, name: str, value: str) -> None:
    desk.click(f'label:has([name="{name}"][value="{value}"])')


def opens(desk: Page, row: Callback) -> None:
    expect(desk).to_have_url(re.compile(f"/callbacks/{row.pk}/$"))


def scale(desk: Page, name: str) -> Locator:
    return desk.locator(f"#id_{name}")


def test_cb9_what_is_wrong_is_asked_only_of_an_unhappy_household(desk: Page) -> None:
    expect(scale(desk, "fault")).to_be_hidden()
    choose(desk, "overall", "2")
    expect(scale(desk, "fault")).to_be_visible()
    choose(desk, "overall", "4")
    expect(scale(desk, "fault")).to_be_hidden()
    desk.check("[name=wrong]")
    expect(scale(desk, "fault")).to_be_visible()


def test_cb8_scores_are_asked_only_of_who_was_reached(desk: Page) -> None:
    expect(scale(desk, "overall")).to_be_visible()
    expect(desk.locator("[name=again_at]")).to_be_hidden()
    choose(desk, "outcome", "later")
    expect(scale(desk, "overall")).to_be_hidden()
    expect(desk.locator("[name=again_at]")).to_be_visible()


def test_cb8_from_the_keyboard_alone(desk: Page, rows: list[Callback]) -> None:
    desk.focus('[name=overall][value="3"]')
    desk.keyboard.press("5")
    desk.keyboard.press("Control+Enter")
    opens(desk, rows[1])
    rows[0].refresh_from_db()
    assert (rows[0].overall, rows[0].spoke_with) == (5, "王小明")
    desk.keyboard.press("Alt+j")
    opens(desk, rows[2])
    desk.keyboard.press("Alt+k")
    opens(desk, rows[1])
    assert not Attempt.objects.exists()


def test_cb9_a_refused_save_keeps_everything_and_takes_the_focus(desk: Page, rows: list[Callback]) -> None:
    choose(desk, "overall", "1")
    choose(desk, "manner", "2")
    desk.fill("[name=said]", "It drips again.")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".error-summary")).to_be_focused()
    expect(desk.locator("[name=said]")).to_have_value("It drips again.")
    expect(desk.locator('[name=overall][value="1"]')).to_be_checked()
    expect(desk.locator('[name=manner][value="2"]')).to_be_checked()
    choose(desk, "fault", "work")
    desk.keyboard.press("Control+Enter")
    opens(desk, rows[1])
    assert Rectification.objects.get().text == "It drips again."


def test_the_number_shown_is_logged_once_however_often_the_page_is_loaded(desk: Page, rows: list[Callback]) -> None:
    desk.reload()
    desk.reload()
    expect(desk.locator(".dial")).to_contain_text("138 0013 8000")
    assert Access.objects.filter(subject=rows[0].repair.number).count() == 1


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1366, 1920])
def test_nothing_stands_out_sideways(desk: Page, width: int) -> None:
    desk.set_viewport_size({"width": width, "height": 800})
    assert desk.evaluate("document.documentElement.scrollWidth") == width
