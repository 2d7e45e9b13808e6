"""Another appointment in two keys, the crew told, the paper superseded (RP-11, RP-3)."""

from datetime import datetime, timedelta

import pytest
import time_machine
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from office.models import Role
from office.tests.browser import sign_in
from office.tests.factories import MONDAY, home, make_staff
from repairs import actions
from repairs.forms.appointments import next_windows, windows
from repairs.models import Repair
from repairs.tests.factories import make_dispatched, make_order, make_registered, make_repair
from repairs.tests.pages import desk
from repairs.tests.sheets import printed

HOUR = timedelta(hours=1)


def at(day: int, hour: int) -> datetime:
    return MONDAY.replace(day=day, hour=hour, minute=0)


@pytest.mark.django_db
def test_the_next_times_at_which_the_crew_usually_comes_are_offered() -> None:
    rows = next_windows(home(), MONDAY)
    assert [(row.start, row.end) for row in rows] == [
        (at(23, 11), at(23, 13)),
        (at(23, 14), at(23, 16)),
        (at(23, 16), at(23, 18)),
        (at(23, 18), at(23, 20)),
        (at(24, 9), at(24, 11)),
        (at(24, 11), at(24, 13)),
    ]
    assert [str(row) for row in rows[:5:4]] == ["11:00–13:00", "tomorrow 09:00–11:00"]


@pytest.mark.django_db
@pytest.mark.parametrize(("minute", "first"), [(25, 11), (35, 14)])
def test_none_is_offered_so_soon_that_nobody_could_be_there(minute: int, first: int) -> None:
    now = MONDAY.replace(minute=minute)
    assert next_windows(home(), now)[0].start == at(23, first)
    assert windows(home(), now)[0].start == at(23, 11)


@pytest.mark.django_db
@pytest.mark.usefixtures("two_hours_later")
def test_rp11_one_button_is_one_time() -> None:
    repair = make_registered()
    page = desk().get(f"/repairs/{repair.number}/postpone/").content.decode()
    assert 'name="window" value="2026-11-23T14:00" data-key="1"' in page
    answer = desk().post(f"/repairs/{repair.number}/postpone/", {"window": "2026-11-23T16:00"})
    repair.refresh_from_db()
    assert (answer["Location"], repair.appointment_from, repair.appointment_until) == (
        f"/{repair.number}/",
        at(23, 16),
        at(23, 18),
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("two_hours_later")
@pytest.mark.parametrize("window", ["2026-11-23T11:00", "2026-11-23T14:30", "2027-01-01T09:00", "1", "\0"])
def test_a_time_that_is_not_offered_is_refused(window: str) -> None:
    repair = make_registered()
    answer = desk().post(f"/repairs/{repair.number}/postpone/", {"window": window})
    assert answer.status_code == 422
    assert "This time is not offered any more. Choose another." in answer.content.decode()
    assert Repair.objects.get().appointment_from is None


@pytest.mark.django_db
@pytest.mark.usefixtures("two_hours_later")
def test_rp3_record_and_print_page_say_that_the_paper_is_superseded() -> None:
    repair, client = make_dispatched(), desk()
    order = actions.note_print(repair.orders.get(), by=make_staff(), now=MONDAY + HOUR)
    words = "The paper of 11:05 is superseded: print again."
    assert words not in client.get(f"/{repair.number}/").content.decode()
    client.post(f"/repairs/{repair.number}/postpone/", {"window": "2026-11-23T16:00"})
    assert words in client.get(f"/{repair.number}/").content.decode()
    sheet = client.get(f"/repairs/print/?order={order.number}").content.decode()
    assert "is superseded: print again." in sheet
    assert "Issue 2, replaces the one of 23 Nov 11:05" in sheet
    client.post("/repairs/print/", {"order": order.number})
    again = client.get(f"/repairs/print/?order={order.number}").content.decode()
    assert ("is superseded" in again, "Issue 2, replaces the one of 23 Nov 11:05" in again) == (False, True)


# ── with the keyboard ───────────────────────────────────────────────────────
def enter_reception(server: LiveServer, page: Page) -> None:
    staff = make_staff(Role.RECEPTION, name="林晓燕", language="en")
    sign_in(page, server, staff)
    page.add_init_script("window.print = () => { window.printedNow = (window.printedNow || 0) + 1; }")


@pytest.mark.django_db(transaction=True)
def test_rp11_another_appointment_takes_two_keys(live_server: LiveServer, page: Page) -> None:
    repair = make_registered()
    second = next_windows(repair.community, datetime.now(tz=MONDAY.tzinfo))[1]
    enter_reception(live_server, page)
    page.goto(f"{live_server.url}/{repair.number}/")
    page.keyboard.press("Alt+t")
    page.wait_for_url("**/postpone/")
    page.keyboard.press("2")
    page.wait_for_url(f"**/{repair.number}/")
    repair.refresh_from_db()
    assert repair.appointment_from == second.start


@pytest.mark.django_db(transaction=True)
def test_rp11_enter_takes_the_next_time_and_digits_can_be_typed_for_another(
    live_server: LiveServer, page: Page
) -> None:
    repair = make_registered()
    enter_reception(live_server, page)
    page.goto(f"{live_server.url}/repairs/{repair.number}/postpone/")
    page.click("main summary")
    page.focus("[name=appointment]")
    page.keyboard.press("1")
    assert page.url.endswith("/postpone/")
    page.reload()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{repair.number}/")
    assert Repair.objects.get().appointment_from is not None


@pytest.mark.django_db(transaction=True)
def test_rp3_one_key_on_the_dispatch_page_sends_and_prints(live_server: LiveServer, page: Page) -> None:
    repair, idle = make_registered(), make_staff(Role.CREW, name="idle")
    make_order(make_repair(status=Repair.Status.DISPATCHED), crew=[make_staff(Role.CREW, name="busy")])
    enter_reception(live_server, page)
    page.goto(f"{live_server.url}/repairs/{repair.number}/dispatch/")
    page.keyboard.press("F9")
    page.wait_for_function("window.printedNow === 1")
    order = repair.orders.get()
    assert (list(order.crew.all()), printed(order)) == ([idle], [1])


@pytest.mark.django_db
def test_after_the_last_hours_of_a_day_the_next_day_is_offered_first() -> None:
    with time_machine.travel(MONDAY.replace(hour=22), tick=False):
        page = desk().get(f"/repairs/{make_registered().number}/postpone/").content.decode()
    assert 'value="2026-11-24T09:00" data-key="1"' in page
