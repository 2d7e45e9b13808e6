"""Taking a repair in a browser, from the keyboard: what loads while one types, and what survives a refused save."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from office.models import Role
from office.tests.factories import PASSWORD, make_staff, make_unit
from owners.tests.factories import make_person
from repairs.models import Repair
from repairs.tests.factories import make_category

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(live_server: LiveServer, page: Page) -> Page:
    """The page of a receptionist; 张桂兰 lives in 3-2-501."""
    make_person("张桂兰", unit=make_unit("3-2-501"))
    staff = make_staff(Role.RECEPTION, language="en")
    page.goto(f"{live_server.url}/login/?next=/repairs/new/")
    page.fill("[name=username]", staff.username)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("[name=room]")).to_be_focused()
    return page


def test_typing_a_room_loads_its_people_and_choosing_one_fills_the_caller(desk: Page) -> None:
    desk.keyboard.type("3栋2单元501")
    household = desk.locator("#household")
    expect(household).to_contain_text("138****8000")
    expect(desk.locator("[name=room]")).to_be_focused()
    household.get_by_role("button").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("[name=name]")).to_have_value("张桂兰")
    expect(desk.locator("[name=phone]")).to_have_value("138****8000")


def test_an_unknown_room_says_so_at_its_field_until_it_is_right(desk: Page) -> None:
    desk.keyboard.type("3-2-502")
    says = desk.locator("#id_room_error")
    expect(says).to_have_text("No room 3-2-502. Check the entrance or floor. Near: 3-2-501.")
    desk.keyboard.press("Backspace")
    desk.keyboard.type("1")
    expect(says).to_be_empty()
    expect(desk.locator("#household")).to_contain_text("张桂兰")


def test_what_is_not_ours_asks_at_once_to_whom_it_was_reported(desk: Page) -> None:
    category = make_category("Before the meter", ours=False)
    desk.reload()
    expect(desk.locator("[name=utility_told]")).to_have_count(0)
    desk.select_option("[name=category]", str(category.pk))
    expect(desk.locator("[name=utility_told]")).to_be_visible()


def test_a_refused_save_takes_the_focus_and_keeps_what_was_typed(desk: Page) -> None:
    category = make_category("Burst pipe", urgent=True)
    desk.reload()
    desk.fill("[name=room]", "3-2-501")
    desk.fill("[name=phone]", "12345")
    desk.select_option("[name=category]", str(category.pk))
    desk.keyboard.press("Control+Enter")
    summary = desk.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(2)
    expect(desk.locator("[name=phone]")).to_have_value("12345")
    desk.fill("[name=phone]", "13800138000")
    desk.fill("[name=problem]", "Kitchen pipe burst")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("h1")).to_contain_text("Kitchen pipe burst")
    assert list(Repair.objects.values_list("place", "urgent")) == [("3-2-501", True)]


def test_the_number_is_shown_in_place_and_only_when_asked_for(desk: Page) -> None:
    category = make_category()
    desk.reload()
    desk.fill("[name=room]", "3-2-501")
    desk.fill("[name=phone]", "13800138000")
    desk.fill("[name=problem]", "Kitchen pipe burst")
    desk.select_option("[name=category]", str(category.pk))
    desk.keyboard.press("Control+Enter")
    number = desk.locator("#caller-phone")
    expect(number).to_contain_text("138****8000")
    number.get_by_role("button").click()
    expect(number).to_contain_text("138 0013 8000")
