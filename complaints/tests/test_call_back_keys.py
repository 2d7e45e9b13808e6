"""Calling back about a complaint in a browser: the keyboard alone, and the number shown while something is typed."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from complaints.models import Callback, Complaint
from complaints.tests.factories import a_contact, make_resolved
from complaints.tests.pages import address, status
from office.models import Access, Role
from office.tests.browser import enter
from office.tests.factories import make_staff


@pytest.fixture
def complaint(transactional_db: None) -> Complaint:
    """One that was resolved an hour ago."""
    now = timezone.now() - timedelta(hours=1)
    return make_resolved(contact=a_contact(now=now, phone="+8613800004127"), now=now)


@pytest.fixture
def desk(complaint: Complaint, live_server: LiveServer, page: Page) -> Page:
    """The page on which a receptionist calls back about it."""
    staff = make_staff(Role.RECEPTION, language="en")
    enter(page, live_server, staff, address(complaint, "call_back"))
    return page


def test_cp4_a_no_is_written_down_from_the_keyboard_alone(desk: Page, complaint: Complaint) -> None:
    expect(desk.locator('[name=outcome][value="satisfied"]')).to_be_focused()
    for key in ("Space", "ArrowRight", "Tab", "Tab"):
        desk.keyboard.press(key)
    expect(desk.locator("[name=spoken_to]")).to_be_focused()
    desk.keyboard.press("Tab")
    desk.keyboard.type("Cars again last night.")
    desk.keyboard.press("Control+Enter")
    expect(desk).to_have_url(re.compile(f"/{complaint.number}/$"))
    made = Callback.objects.get()
    assert (made.outcome, made.how, made.said, status(complaint)) == (
        "unsatisfied",
        "phone",
        "Cars again last night.",
        "answered",
    )


def test_rc11_the_number_is_shown_and_logged_and_what_was_typed_stays(desk: Page, complaint: Complaint) -> None:
    number = desk.locator("#complainant-phone")
    desk.fill("[name=said]", "Quiet since.")
    expect(number).not_to_contain_text("0000")
    desk.click("button[form=reveal]")
    expect(number).to_contain_text("0000")
    expect(desk.locator("[name=said]")).to_have_value("Quiet since.")
    assert list(Access.objects.values_list("subject", flat=True)) == [complaint.number]
