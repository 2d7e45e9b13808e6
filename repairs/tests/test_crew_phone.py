"""The crew's pages in a real browser, as wide as a telephone (RP-4, RP-5, RP-6)."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from office.models import Role, Staff
from office.tests.browser import sign_in, violations
from office.tests.factories import make_staff, make_unit
from repairs import actions
from repairs.models import Quote, Repair
from repairs.tests import jobs
from repairs.tests.factories import make_category, make_dispatched, make_price

pytestmark = pytest.mark.django_db(transaction=True)
# What a thumb hits: at least 52 px high, links inside a sentence excepted.
TARGETS = "main .go, main .btn, main .job-actions > *, .bottom-nav a, main .phone-link, .bottom-bar .btn"
TOO_LOW = f"[...document.querySelectorAll('{TARGETS}')].filter(e => e.offsetParent && e.offsetHeight < 52)"


@pytest.fixture
def crew() -> Staff:
    return make_staff(Role.CREW, name="孙德胜", language="en")


@pytest.fixture
def phone(page: Page, live_server: LiveServer, crew: Staff) -> Page:
    """The crew's telephone, signed in."""
    sign_in(page, live_server, crew)
    page.set_viewport_size({"width": 390, "height": 844})
    return page


def report(crew: Staff, **fields: object) -> Repair:
    """A job of his, reported an hour ago: the pages read the clock."""
    return make_dispatched(crew, now=timezone.now() - timedelta(hours=1), unit=make_unit(), **fields)


def test_rp4_from_accepting_to_finishing_on_the_telephone(phone: Page, live_server: LiveServer, crew: Staff) -> None:
    make_price(name="Fitting", price=Decimal("40.00"), unit="h")
    make_price(name="Valve", price=Decimal("33.33"), unit="pc", kind="material")
    repair = report(crew)
    phone.goto(live_server.url + reverse("repairs:jobs"))
    phone.get_by_role("button", name="Accept the job").click()
    phone.get_by_role("button", name="I am there").click()
    phone.get_by_role("link", name="Quote", exact=True).click()
    phone.get_by_label("Item").select_option(label="Valve　33.33/pc")
    phone.get_by_label("Quantity").fill("3")
    expect(phone.locator("#lines-sums")).to_contain_text("99.99")
    phone.get_by_role("button", name="Add a line").click()
    second = phone.get_by_role("group", name="Line 2")
    second.get_by_label("Item").select_option(label="Fitting　40.00/h")
    expect(phone.locator("#lines-sums")).to_contain_text("壹佰叁拾玖元玖角玖分")
    phone.get_by_role("button", name="Quote this").click()
    phone.get_by_role("link", name="The household agrees").click()
    phone.get_by_role("button", name="Agreed: 139.99 yuan").click()
    phone.get_by_role("link", name="Finish").click()
    phone.get_by_label("What was found and done").fill("New valve.")
    phone.get_by_role("button", name="Finish").click()
    expect(phone.get_by_text("The signed order goes back to the desk.")).to_be_visible()
    repair.refresh_from_db()
    account = Quote.objects.get(final=True)
    assert (repair.status, account.total, account.lines.count()) == (Repair.Status.FINISHED, Decimal("139.99"), 2)


def test_rp5_the_heads_price_is_asked_for_only_where_the_list_has_none(
    phone: Page, live_server: LiveServer, crew: Staff
) -> None:
    make_staff(Role.HEAD, name="周主任")
    make_price(name="Rewiring", price=None, unit="place")
    make_price(name="Valve", price=Decimal("26.00"), unit="pc")
    repair = report(crew)
    actions.arrive(repair, by=crew, now=timezone.now())
    phone.goto(live_server.url + reverse("repairs:quote", args=[repair.number]))
    named = phone.get_by_label("Price named by")
    expect(named).to_have_count(0)
    phone.get_by_label("Item").select_option(label="Rewiring　by agreement/place")
    named.select_option(label="周主任")
    phone.get_by_label("Price, yuan").fill("300")
    expect(phone.locator("#lines-sums")).to_contain_text("300.00")
    phone.get_by_label("Item").select_option(label="Valve　26.00/pc")
    expect(named).to_have_count(0)
    expect(phone.locator("#lines-sums")).to_contain_text("26.00")


def test_rp6_only_what_applies_is_asked_when_finishing(phone: Page, live_server: LiveServer, crew: Staff) -> None:
    repair = jobs.make_agreed(crew)
    phone.goto(live_server.url + reverse("repairs:finish", args=[repair.number]))
    why_free, lines, why = (
        phone.get_by_text("Why free of charge"),
        phone.locator("#lines"),
        phone.get_by_label("In words"),
    )
    expect(lines).to_be_hidden()
    expect(why).to_be_hidden()
    phone.get_by_text("not signed", exact=True).click()
    expect(why).to_be_visible()
    phone.get_by_text("less", exact=True).click()
    expect(lines).to_be_visible()
    phone.get_by_text("free of charge", exact=True).click()
    expect(why_free).to_be_visible()
    phone.get_by_text("parts missing").click()
    expect(why_free).to_be_hidden()
    expect(phone.get_by_label("What was found and done")).to_be_visible()


def pages(crew: Staff) -> list[str]:
    """The address of every page of the crew, with every status in the list."""
    urgent = jobs.make_quoted(crew, unit=make_unit("12-1-1602"), category=make_category(urgent=True))
    agreed, there, sent = jobs.make_agreed(crew), jobs.make_on_site(crew), make_dispatched(crew)
    steps = [(urgent, "agree"), (urgent, "refuse"), (urgent, "make_safe"), (agreed, "finish"), (there, "quote")]
    steps += [(there, "nobody_home"), (sent, "hand_back"), (sent, "postpone")]
    lists = [reverse(f"repairs:{name}") for name in ("jobs", "done_jobs", "find_job")]
    single = [reverse("repairs:job", args=[repair.number]) for repair in (urgent, agreed, there, sent)]
    return lists + single + [reverse(f"repairs:{verb}", args=[repair.number]) for repair, verb in steps]


@pytest.mark.parametrize("width", [360, 430])
def test_every_page_fits_the_telephone(phone: Page, live_server: LiveServer, crew: Staff, width: int) -> None:
    phone.set_viewport_size({"width": width, "height": 800})
    for address in pages(crew):
        phone.goto(live_server.url + address)
        assert (address, phone.evaluate("document.documentElement.scrollWidth")) == (address, width)
        assert (address, phone.evaluate(f"{TOO_LOW}.map(e => e.outerHTML)")) == (address, [])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_can_be_read_and_used_by_everybody(
    phone: Page, live_server: LiveServer, crew: Staff, theme: str
) -> None:
    Staff.objects.filter(pk=crew.pk).update(theme=theme)
    for address in pages(crew):
        phone.goto(live_server.url + address)
        assert phone.locator("html").get_attribute("data-bs-theme") == theme
        assert (re.sub(r"\d", "", address), violations(phone)) == (re.sub(r"\d", "", address), [])
