"""The message slip through a printer: one sheet of A5, however much was said, and at one key (RC-6)."""

from pathlib import Path

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader
from pytest_django.live_server_helper import LiveServer

from office.models import Department, Role
from office.tests.browser import sign_in
from office.tests.factories import make_department, make_staff, make_unit
from owners.actions import messages
from owners.models import Message
from owners.tests.cases import SOON, make_message
from owners.tests.factories import make_contact

pytestmark = pytest.mark.django_db(transaction=True)

A5 = [148, 210]


def longest() -> Message:
    """A slip on which everything is as long as it may be, and the addressee is not the one who was told."""
    make_department(name="业户服务部", day_phone="0531-0000-6800", night_phone="0531-0000-6801")
    department = make_department(Department.Kind.ENGINEERING, name="工程部" * 10)
    addressee = make_staff(Role.CREW, name="欧阳" * 15, department=department)
    contact = make_contact(unit=make_unit("12-1-1602"), name="买买提" * 20)
    message = make_message(addressee, contact=contact, text="水龙头的事" * 80)
    messages.tell(message, make_staff(name="诸葛" * 15), Message.How.RADIO, by=message.taken_by, now=SOON)
    return messages.ring_back(message, "周五上午来" * 40, rung_back_at=SOON, by=addressee, now=SOON)


@pytest.fixture
def desk(live_server: LiveServer, page: Page) -> Page:
    """A receptionist signed in."""
    sign_in(page, live_server, make_staff(Role.RECEPTION))
    return page


def test_rc6_however_much_was_said_it_is_one_sheet(live_server: LiveServer, desk: Page, tmp_path: Path) -> None:
    desk.goto(f"{live_server.url}/owners/messages/{longest().number}/print/")
    file = tmp_path / "slip.pdf"
    desk.pdf(path=file, prefer_css_page_size=True, print_background=False)
    sheets = PdfReader(file).pages
    assert [[round(float(side) / 72 * 25.4) for side in sheet.mediabox[2:]] for sheet in sheets] == [A5]


def test_rc6_from_the_record_it_is_one_key_away(live_server: LiveServer, desk: Page) -> None:
    message = make_message()
    desk.goto(f"{live_server.url}/{message.number}/")
    desk.keyboard.press("Control+p")
    desk.wait_for_url(f"**/owners/messages/{message.number}/print/")
    assert message.number in desk.inner_text(".letterhead .no")
