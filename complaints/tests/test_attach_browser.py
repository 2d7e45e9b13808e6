"""Photos and recordings in a browser: chosen together, looked at, listened to from the middle."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import FilePayload, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from complaints.models import Complaint
from complaints.tests.factories import a_contact, make_complaint
from complaints.tests.files import picture
from complaints.tests.test_attach_page import page_of
from office.models import Role
from office.tests.browser import enter, violations
from office.tests.factories import make_staff
from office.tests.recordings import wav

FILES: list[FilePayload] = [
    {"name": "gate.png", "mimeType": "image/png", "buffer": picture("PNG")},
    {"name": "call.wav", "mimeType": "audio/wav", "buffer": wav(60)},
]


@pytest.fixture
def complaint(transactional_db: None, settings: Settings, tmp_path: Path) -> Complaint:
    """One that was taken a minute ago."""
    settings.MEDIA_ROOT = tmp_path
    now = timezone.now() - timedelta(minutes=1)
    return make_complaint(contact=a_contact(now=now), now=now)


@pytest.fixture
def desk(complaint: Complaint, live_server: LiveServer, page: Page) -> Page:
    """The page on which a receptionist adds to it."""
    staff = make_staff(Role.RECEPTION, language="en")
    page.set_viewport_size({"width": 1366, "height": 768})
    enter(page, live_server, staff, page_of(complaint))
    return page


def test_what_was_chosen_is_looked_at_and_listened_to_from_the_middle(desk: Page, complaint: Complaint) -> None:
    assert violations(desk) == []
    desk.set_input_files("[name=enclosed]", FILES)
    desk.fill("[name=caption]", "The gate at night")
    desk.keyboard.press("Control+Enter")
    expect(desk).to_have_url(re.compile(f"/{complaint.number}/$"))
    photo, sound = desk.locator(".attached img"), desk.locator(".attached audio")
    photo.scroll_into_view_if_needed()
    expect(photo).to_have_js_property("naturalWidth", 40)
    heard = sound.evaluate(
        """async audio => {
            audio.preload = "auto";
            audio.load();
            await new Promise(done => audio.addEventListener("loadedmetadata", done, {once: true}));
            const sought = new Promise(done => audio.addEventListener("seeked", done, {once: true}));
            audio.currentTime = 50;
            await sought;
            return [audio.duration, audio.currentTime, audio.seekable.end(0)];
        }"""
    )
    assert heard == [60, 50, 60]
    assert violations(desk) == []


def test_what_is_refused_is_said_and_the_words_are_kept(desk: Page) -> None:
    desk.set_input_files(
        "[name=enclosed]", {"name": "film.mkv", "mimeType": "video/x-matroska", "buffer": b"\x1aE\xdf\xa3"}
    )
    desk.fill("[name=caption]", "The gate at night")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".error-summary")).to_contain_text("film.mkv: Taken are photos")
    expect(desk.locator("[name=caption]")).to_have_value("The gate at night")
