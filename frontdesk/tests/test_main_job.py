"""The main job from the first ring to the last callback, as reception and crew do it, with every real part running."""

from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from frontdesk.demo.registers import PASSWORD, open_office
from frontdesk.tests.machinery import BEAT, WATCH, WORKER, Machinery
from office.models import Alert, Notice, Promise, TimeLimit
from office.tests.factories import make_limit, make_unit
from owners.tests.factories import make_occupancy, make_person
from repairs.models import Category, PriceItem, Repair
from visits.models import Callback

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("machinery")]


def sign_in(page: Page, address: str, name: str) -> None:
    page.goto(address)
    page.fill("[name=username]", name)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "login" not in url)


def take_the_call(page: Page) -> Repair:
    """ "Kitchen pipe burst, 3-2-501": the room in the caller's own words, saved and sent on with one key."""
    page.keyboard.press("F4")
    page.wait_for_url("**/reception/**")
    page.fill("[name=room]", "3栋2单元501")
    page.wait_for_selector("#found [role=option]")
    page.keyboard.press("Enter")
    page.click("#card li:has-text('Zhang Guilan') button")
    page.wait_for_selector("[name=name][value='Zhang Guilan']")
    page.fill("[name=content]", "Kitchen pipe burst")
    page.keyboard.press("F2")
    burst = Category.objects.get(name="水管爆裂（进水表以内）")
    page.select_option("[name=repair-1-category]", str(burst.pk))
    page.wait_for_selector("#repair-1-says .seal")
    page.keyboard.press("F9")
    page.wait_for_url("**/dispatch/")
    return Repair.objects.get()


def send_the_crew(page: Page) -> None:
    page.get_by_role("radio", name="孙德胜").check()
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/R-*/")


def print_the_order(page: Page, address: str, repair: Repair) -> str:
    page.goto(f"{address}/repairs/print/?order={repair.number}-1")
    return page.inner_text("main")


def do_the_work(page: Page, repair: Repair) -> None:
    """Accept, arrive, quote, hear the household agree, finish with a signature: on the phone."""
    for step in ("accept", "arrive"):
        page.click(f"#{step}-{repair.number}")
        page.wait_for_load_state()
    page.click(f"#quote-{repair.number}")
    item = PriceItem.objects.get(name="更换角阀、水阀")
    page.select_option("[name$=-item]", str(item.pk))
    page.keyboard.press("Control+Enter")
    page.click(f"#agree-{repair.number}")
    page.get_by_role("radio", name="Zhang Guilan").first.check()
    page.locator("[name=how][value=paper]").check()
    page.keyboard.press("Control+Enter")
    page.click(f"#finish-{repair.number}")
    page.fill("[name=findings]", "Elbow replaced, dry")
    page.fill("[name=name]", "Zhang Guilan")
    page.locator("[name=capacity][value=owner]").check()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: "finish" not in url)


def call_back(page: Page, address: str, callback: Callback) -> None:
    """The household is not satisfied: it still drips."""
    page.goto(f"{address}/p/{callback.promise_id}/")
    page.locator("[name=overall][value='2']").check()
    page.fill("[name=said]", "It still drips")
    page.locator("[name=wrong]").check()
    page.locator("[name=fault][value=work]").check()
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: str(callback.pk) not in url)


def test_cb2_from_the_burst_pipe_to_the_missed_callback_and_the_rework(
    page: Page, browser: Browser, live_server: LiveServer, tmp_path: Path
) -> None:
    open_office("Pine Court", accounts=True, now=timezone.now())
    make_occupancy(unit=make_unit("3-2-501"), person=make_person(name="Zhang Guilan"))
    # So that a callback can be missed while one looks on.
    make_limit("CB-2/first", amount=0, unit=TimeLimit.Unit.MINUTES)
    address = live_server.url

    sign_in(page, address, "reception")
    repair = take_the_call(page)
    assert (repair.place, repair.urgent, repair.leak) == ("3-2-501", True, False)
    send_the_crew(page)
    sheet = print_the_order(page, address, repair)
    assert [word for word in (f"{repair.number}-1", "3-2-501", "孙德胜") if word not in sheet] == []

    phone = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
    sign_in(phone, address, "crew")
    do_the_work(phone, repair)
    phone.context.close()
    repair.refresh_from_db()
    assert repair.status == Repair.Status.FINISHED

    with Machinery(tmp_path) as machinery:
        machinery.broker.start()
        machinery.start(WORKER, BEAT, WATCH)
        machinery.until(Notice.objects.filter(message__payload__level=Promise.Level.OVERDUE).exists, patience=90)
        callbacks = Callback.objects.select_related("promise").order_by("pk")
        assert [(row.step, row.promise.waits_for) for row in callbacks] == [("first", ""), ("second", "first callback")]
        assert [row.level for row in Alert.objects.filter(promise=callbacks[0].promise)] == [Promise.Level.OVERDUE]

        page.goto(f"{address}/board/?due=overdue")
        assert page.locator("tr.is-overdue", has_text="CB-2").count() == 1
        page.goto(f"{address}/board/?due=waiting")
        assert page.locator(".state-wait").count() == 1
        call_back(page, address, callbacks[0])

        repair.refresh_from_db()
        assert repair.status == Repair.Status.REGISTERED
        assert list(repair.orders.order_by("sequence").values_list("number", flat=True)) == [
            f"{repair.number}-1",
            f"{repair.number}-2",
        ]
        assert Promise.objects.open().filter(rule="CB-9/notice").count() == 1
        assert machinery.dead() == []
