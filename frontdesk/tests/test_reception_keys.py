"""The reception screen from the keyboard alone: from the first key to the printed order, and what keys must not do."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from office.models import Department, Role, Staff, ToldOutside
from office.tests.browser import enter, faults
from office.tests.factories import PASSWORD, make_department, make_staff, make_unit
from office.tests.test_outside import make_number
from owners.models import Contact, Matter, Message, Person
from owners.tests.factories import make_person
from repairs.models import ProblemText, Repair
from repairs.tests.factories import make_category, make_registered

pytestmark = pytest.mark.django_db(transaction=True)

ASKED = 25  # keys from the empty screen to the printed order


class Keyboard:
    """Counts what is pressed."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.count += len(text)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1


@pytest.fixture
def staff() -> Staff:
    make_department(Department.Kind.CUSTOMER_SERVICE)
    make_department(Department.Kind.ENGINEERING)
    return make_staff(Role.RECEPTION, language="en")


@pytest.fixture
def desk(live_server: LiveServer, page: Page, staff: Staff) -> Page:
    """The screen of a receptionist; 张桂兰 lives in 3-2-501."""
    make_person("张桂兰", unit=make_unit("3-2-501"))
    page.set_viewport_size({"width": 1366, "height": 768})
    enter(page, live_server, staff, "/reception/")
    expect(page.locator("[name=room]")).to_be_focused()
    return page


def reload(desk: Page) -> None:
    """The screen again, with what the test has put into the registers."""
    desk.reload()
    expect(desk.locator("[name=room]")).to_be_focused()


def found(desk: Page) -> None:
    expect(desk.locator("#found [role=option]").first).to_be_visible()


def test_rc8_from_the_empty_screen_to_the_printed_order_in_25_keys(desk: Page) -> None:
    burst = make_category("Burst pipe", urgent=True)
    ProblemText.objects.create(key="11", text="Kitchen pipe burst", category=burst)
    make_staff(Role.CREW, department=Department.objects.get(kind=Department.Kind.ENGINEERING))
    reload(desk)
    desk.evaluate("window.print = () => { document.body.dataset.printed = 'yes' }")
    keys = Keyboard(desk)
    keys.type("3-2-501")
    keys.press("Enter")
    expect(desk.locator("[name=content]")).to_be_focused()
    keys.type("11")
    keys.press("F2")
    expect(desk.locator("[name=content]")).to_have_value("Kitchen pipe burst")
    expect(desk.locator("[name='repair-1-category']")).to_have_value(str(burst.pk))
    keys.press("F9")
    desk.wait_for_url("**/dispatch/")
    desk.add_init_script("window.print = () => { window.printed = true }")
    keys.press("F9")
    desk.wait_for_url("**/print/**")
    desk.wait_for_function("window.printed === true")
    repair = Repair.objects.get()
    assert (repair.place, repair.problem, repair.urgent) == ("3-2-501", "Kitchen pipe burst", True)
    expect(desk.locator("main")).to_contain_text(f"{repair.number}-1")
    assert keys.count <= ASKED, keys.count


def test_alt_o_rings_somebody_outside_and_a_tick_puts_it_on_record(desk: Page) -> None:
    make_number()
    reload(desk)
    keys = Keyboard(desk)
    keys.press("Alt+o")
    tick = desk.locator("[name=told]")
    expect(tick).to_be_focused()
    keys.press("Space")
    expect(tick).to_be_checked()
    desk.locator("[name=content]").focus()
    keys.type("People trapped in the lift")
    keys.press("Control+Enter")
    desk.wait_for_url("**/?saved=*")
    assert ToldOutside.objects.get().to == "Lift firm 0531-0000-7001"


def test_typing_pinyin_finds_and_the_arrows_show_the_household(desk: Page) -> None:
    make_person("赵国良", unit=make_unit("8-1-1403"))
    make_person("张广路", unit=make_unit("11-2-702"))
    desk.keyboard.type("zgl")
    found(desk)
    options = desk.locator("#found [role=option]")
    expect(options).to_have_count(3)
    before = options.first.inner_text()
    desk.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    second = options.nth(1).get_attribute("data-room") or ""
    expect(desk.locator("#card .room")).to_have_text(second)
    expect(desk.locator("[name=name]")).to_have_value("")
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("Enter")
    expect(desk.locator("[name=name]")).not_to_have_value("")
    assert desk.locator("[name=name]").input_value() in before


def test_the_number_of_whoever_was_chosen_stays_masked(desk: Page) -> None:
    desk.keyboard.type("8000")
    found(desk)
    desk.keyboard.press("Enter")
    expect(desk.locator("[name=phone]")).to_have_value("138****8000")
    desk.keyboard.type("Asks for the hall")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".callout-ok")).to_contain_text("J-")
    assert Contact.objects.get().phone == "+8613800138000"


def compose(desk: Page, selector: str, key: str) -> None:
    """A key as it comes while an input method is composing."""
    desk.eval_on_selector(
        selector,
        """(node, key) => node.dispatchEvent(new KeyboardEvent("keydown",
            {key, isComposing: true, keyCode: 229, bubbles: true, cancelable: true}))""",
        key,
    )


@pytest.mark.parametrize("key", ["Enter", "F2", "F9"])
def test_a_key_within_a_composition_does_nothing(desk: Page, key: str) -> None:
    desk.keyboard.type("3-2-501")
    found(desk)
    compose(desk, "[name=room]", key)
    expect(desk.locator("[name=room]")).to_be_focused()
    expect(desk.locator("[data-case]")).to_have_count(0)
    assert Contact.objects.count() == 0


def test_enter_in_the_search_box_never_sends_the_form(desk: Page) -> None:
    desk.keyboard.type("nobody of that name")
    desk.keyboard.press("Enter")
    expect(desk.locator("#found")).to_contain_text("Nothing found")
    assert Contact.objects.count() == 0


def test_enter_in_a_field_opens_no_case(desk: Page) -> None:
    desk.locator("[name=name]").press("Enter")
    desk.locator("[name=phone]").press("Enter")
    desk.keyboard.press("Control+k")
    expect(desk.locator("[name=room]")).to_be_focused()
    expect(desk.locator("[data-case]")).to_have_count(0)
    expect(desk).to_have_url(re.compile("/reception/$"))


def test_a_name_that_was_typed_outlives_the_choice_of_a_home(desk: Page) -> None:
    make_unit("3-2-502")
    desk.fill("[name=name]", "李想")
    desk.fill("[name=phone]", "13900139000")
    desk.fill("[name=room]", "3-2-502")
    desk.locator("[name=room]").press("Enter")
    expect(desk.locator("[name=content]")).to_be_focused()
    expect(desk.locator("#card .room")).to_contain_text("3-2-502")
    expect(desk.locator("[name=name]")).to_have_value("李想")
    expect(desk.locator("[name=phone]")).to_have_value("13900139000")


def test_a_second_enter_chooses_nothing_that_is_typed_later(desk: Page) -> None:
    desk.keyboard.type("nobody of that name")
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-notes-room]")).to_be_visible()
    desk.keyboard.press("Enter")
    desk.locator("[name=room]").fill("3-2-501")
    desk.locator("[name=room]").dispatch_event("input")
    expect(desk.locator("#found [role=option]").first).to_be_visible()
    expect(desk.locator("[name=room]")).to_be_focused()


def test_escape_closes_the_list_and_what_was_typed_stays(desk: Page) -> None:
    desk.keyboard.type("zgl")
    found(desk)
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Escape")
    expect(desk.locator("#found [role=option]")).to_have_count(0)
    expect(desk.locator("[name=room]")).to_have_value("zgl")
    desk.wait_for_timeout(200)  # longer than until the card of a row that was pointed at is fetched: it has gone


def test_each_key_opens_its_block_and_the_second_repair_is_another(desk: Page) -> None:
    make_category()
    desk.keyboard.press("F2")
    expect(desk.locator("[data-case='repair-1'] select").first).to_be_focused()
    desk.keyboard.press("F2")
    expect(desk.locator("[data-case='repair-2']")).to_be_visible()
    desk.keyboard.press("F8")
    expect(desk.locator("[data-case='message-3']")).to_be_visible()
    desk.keyboard.press("F3")
    expect(desk.locator("[data-case='complaint-4']")).to_be_visible()
    desk.keyboard.press("Alt+m")
    expect(desk.locator("[data-case='matter-5']")).to_be_visible()


def test_rc6_a_message_is_taken_with_the_keyboard_only(desk: Page) -> None:
    addressee = make_staff(Role.MANAGER, name="Zhou Min")
    reload(desk)
    desk.keyboard.type("3-2-501")
    desk.keyboard.press("Enter")
    expect(desk.locator("[name=content]")).to_be_focused()
    desk.keyboard.type("Asks for Zhou Min")
    desk.keyboard.press("F8")
    expect(desk.locator("[data-case='message-1'] select").first).to_be_focused()
    desk.keyboard.press("z")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".callout-ok")).to_contain_text("M-")
    assert list(Message.objects.values_list("addressee", "text")) == [(addressee.pk, "Asks for Zhou Min")]


def test_rp10_alt_u_urges_what_was_reported_already(desk: Page) -> None:
    category = make_category("Drain")
    first = make_registered(unit=Contact._meta.apps.get_model("office", "Unit").objects.get(), category=category)
    reload(desk)
    desk.keyboard.type("3-2-501")
    desk.keyboard.press("Enter")
    expect(desk.locator("[name=content]")).to_be_focused()
    desk.keyboard.type("Drain again")
    desk.keyboard.press("F2")
    expect(desk.locator("[data-case='repair-1'] select").first).to_be_focused()
    desk.keyboard.press("d")
    desk.keyboard.press("Tab")
    expect(desk.locator("[data-alike]")).to_contain_text(first.number)
    desk.keyboard.press("Alt+u")
    expect(desk.locator(".callout-ok")).to_contain_text("J-")
    assert Repair.objects.count() == 1
    assert Contact.objects.order_by("-pk")[0].result == f"Urged: {first.number}"


def test_a_refused_save_takes_the_focus_and_keeps_blocks_and_words(desk: Page) -> None:
    category = make_category("Burst pipe", urgent=True)
    reload(desk)
    desk.fill("[name=phone]", "12345")
    desk.fill("[name=content]", "Kitchen pipe burst")
    desk.keyboard.press("F2")
    desk.select_option("[name='repair-1-category']", str(category.pk))
    desk.keyboard.press("Control+Enter")
    summary = desk.locator(".error-summary")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(2)
    expect(desk.locator("[name=phone]")).to_have_value("12345")
    expect(desk.locator("[name='repair-1-category']")).to_have_value(str(category.pk))
    desk.fill("[name=phone]", "")
    desk.fill("[name=room]", "3-2-501")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".callout-ok")).to_contain_text("R-")


def test_what_was_typed_outlives_the_end_of_the_session_with_its_blocks(desk: Page, staff: Staff) -> None:
    person = Person.objects.get()
    desk.keyboard.type("zgl")
    found(desk)
    desk.keyboard.press("Enter")
    expect(desk.locator("[name=content]")).to_be_focused()
    expect(desk.locator("[name=person]")).to_have_value(str(person.pk))
    desk.keyboard.type("A bench at the gate")
    desk.keyboard.press("Alt+m")
    expect(desk.locator("[data-case='matter-1']")).to_be_visible()
    desk.fill("[name='matter-1-text']", "Bench")
    desk.context.clear_cookies(name="sessionid")
    desk.keyboard.press("Control+Enter")
    desk.wait_for_url("**/login/**")
    desk.fill("[name=username]", staff.username)
    desk.fill("[name=password]", PASSWORD)
    desk.keyboard.press("Enter")
    expect(desk.locator("#draft-note")).to_be_visible()
    expect(desk.locator("[name=content]")).to_have_value("A bench at the gate")
    expect(desk.locator("[name='matter-1-text']")).to_have_value("Bench")
    desk.uncheck("[name='matter-1-at_once']")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".callout-ok")).to_contain_text("S-")
    assert list(Matter.objects.values_list("text", flat=True)) == ["Bench"]
    assert (Contact.objects.get().person, Contact.objects.get().phone) == (person, "+8613800138000")


@pytest.mark.parametrize(("theme", "width"), [("light", 1366), ("dark", 390)])
def test_the_screen_is_accessible_empty_full_and_refused(desk: Page, staff: Staff, theme: str, width: int) -> None:
    Staff.objects.filter(pk=staff.pk).update(theme=theme)
    make_category()
    desk.set_viewport_size({"width": width, "height": 768})
    reload(desk)
    seen = {"empty": faults(desk)}
    desk.fill("[name=room]", "")
    desk.locator("[name=room]").focus()
    desk.keyboard.type("zgl")
    found(desk)
    seen["list"] = faults(desk)
    desk.keyboard.press("Enter")
    expect(desk.locator("#card .room")).to_be_visible()
    for key in ("F1", "F2", "F3", "F8", "Alt+m", "Alt+l"):
        desk.keyboard.press(key)
    expect(desk.locator("[data-case]")).to_have_count(5)
    seen["blocks"] = faults(desk)
    desk.keyboard.press("Control+Enter")
    desk.wait_for_selector(".error-summary")
    seen["refused"] = faults(desk)
    assert {name: said for name, said in seen.items() if said} == {}
