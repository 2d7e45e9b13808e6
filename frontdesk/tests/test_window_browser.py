"""Boxes, missed calls and the quality sample in a browser: by the keyboard alone, and nothing that axe finds."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from office.models import Department, Role, Staff
from office.tests.browser import enter, faults
from office.tests.factories import home, make_department, make_staff
from owners.actions import boxes, calls, samples
from owners.models import BoxOpening, CheckedContact, LineOutage, MissedCall
from owners.tests.desk_things import draw, make_box, make_call
from owners.tests.factories import make_contact

pytestmark = pytest.mark.django_db(transaction=True)

DAY = timedelta(days=1)


@pytest.fixture
def manager() -> Staff:
    make_department(Department.Kind.CUSTOMER_SERVICE)
    return make_staff(Role.MANAGER)


def test_rc7_a_box_is_opened_and_its_first_letter_begun_without_the_mouse(
    live_server: LiveServer, page: Page, manager: Staff
) -> None:
    box = make_box(since=timezone.localdate())
    boxes.promise_openings(now=timezone.now())
    enter(page, live_server, manager, f"/{box.number}/")
    expect(page.locator("[name=count]")).to_be_focused()
    page.keyboard.type("3")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".callout-ok")).to_be_visible()
    opening = BoxOpening.objects.get()
    assert opening.count == 3
    expect(page.locator("[data-key=F9]")).to_have_attribute("href", f"/reception/?opening={opening.pk}")


def test_rc12_a_call_is_noted_and_rung_back_without_the_mouse(
    live_server: LiveServer, page: Page, manager: Staff
) -> None:
    enter(page, live_server, manager, "/calls/")
    page.keyboard.press("Alt+W")
    expect(page.locator("[name=phone]")).to_be_focused()
    page.keyboard.type("13800138000")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#call-phone")).to_contain_text("138****8000")
    call = MissedCall.objects.get()
    page.get_by_role("button", name="显示号码").or_(page.locator("button[form=reveal]")).first.press("Enter")
    expect(page.locator("#call-phone")).to_contain_text("138 0013 8000")
    expect(page.locator("[data-key=F9]")).to_have_attribute("href", f"/reception/?call={call.number}")


def test_rc9_marks_are_given_with_the_digits(live_server: LiveServer, page: Page, manager: Staff) -> None:
    make_contact(at=timezone.now() - 7 * DAY)
    (sample,) = draw(timezone.now())
    enter(page, live_server, manager, f"/{sample.number}/")
    page.locator("[name=record]").first.focus()
    for digit in ("5", "4", "3"):
        page.keyboard.press(digit)
        page.keyboard.press("Tab")
    page.keyboard.type("先问房号")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".callout-ok")).to_be_visible()
    row = CheckedContact.objects.get()
    assert (row.record_mark, row.etiquette_mark, row.rules_mark, row.guidance) == (5, 4, 3, "先问房号")


def make_everything(manager: Staff) -> list[str]:
    """A page of everything, with something on it."""
    now = timezone.now()
    box = make_box(since=timezone.localdate() - DAY)
    boxes.promise_openings(now=now)
    boxes.note_opening(BoxOpening(box=box, at=now, count=2), by=manager, now=now)
    make_contact(opening=BoxOpening.objects.get())
    call = make_call(now=now - timedelta(minutes=20))
    calls.tried(call, by=manager, now=now)
    calls.note_outage(LineOutage(community=home(), line="热线", since=now, instead="8321 5678"), by=manager)
    for _ in range(6):
        make_contact(at=now - 7 * DAY, taken_by=manager)
    (sample,) = draw(now)
    for row in list(sample.contacts.select_related("contact", "receptionist"))[:5]:
        samples.mark(row, samples.Marks(5, 4, 3, "先问房号"), by=manager, now=now)
    pages = ["/boxes/", f"/{box.number}/", "/calls/", "/calls/?which=all", "/calls/new/", f"/{call.number}/"]
    pages += [f"/calls/{call.number}/tried/", f"/calls/{call.number}/give_up/", "/samples/", f"/{sample.number}/"]
    ends = f"/owners/lines/{LineOutage.objects.get().pk}/end/"
    return [*pages, *(f"/owners/{name}/" for name in ("lines", "guidance", "marks", "phrases")), ends]


@pytest.mark.parametrize(("theme", "width"), [("light", 1366), ("dark", 390)])
def test_every_page_is_accessible(live_server: LiveServer, page: Page, manager: Staff, theme: str, width: int) -> None:
    paths, user = make_everything(manager), make_staff(Role.MANAGER, theme=theme)
    CheckedContact.objects.update(receptionist=user)
    page.set_viewport_size({"width": width, "height": 768})
    enter(page, live_server, user, "/boxes/")
    seen = {}
    for path in paths:
        page.goto(live_server.url + path)
        seen[path] = faults(page)
    assert {path: found for path, found in seen.items() if found} == {}
