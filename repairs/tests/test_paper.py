"""Work orders through a printer: Chromium prints them as any browser does (RP-3)."""

import unicodedata
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import segno
from PIL import Image
from playwright.sync_api import Page
from pypdf import PageObject, PdfReader
from pytest_django.live_server_helper import LiveServer

from office.models import Department, Role
from office.tests.browser import enter
from office.tests.factories import MONDAY, make_department, make_staff, make_unit
from repairs import actions
from repairs.actions.working import current_order
from repairs.models import PriceItem, Repair, WorkOrder
from repairs.tests.factories import make_category, make_dispatched, make_order, make_price, make_repair
from repairs.tests.jobs import AGREED, line
from repairs.tests.sheets import ADDRESS, BURST, printed

A5 = [148, 210]


def open_sheets(server: LiveServer, page: Page, *orders: WorkOrder, language: str) -> None:
    """Sign in and look at the sheets of these orders."""
    staff = make_staff(Role.RECEPTION, name="林晓燕", language=language)
    query = "&".join(f"order={order.number}" for order in orders)
    enter(page, server, staff, f"{ADDRESS}?{query}")


def print_to(folder: Path, page: Page) -> PdfReader:
    """Print as a browser does by itself: without the colours of backgrounds."""
    file = folder / "sheets.pdf"
    page.pdf(path=file, prefer_css_page_size=True, print_background=False)
    return PdfReader(file)


def text_of(sheet: PageObject) -> str:
    """What stands on a sheet, without the spaces in it; some fonts give back the radical for the sign it looks like."""
    return "".join(unicodedata.normalize("NFKC", sheet.extract_text()).split())


def sizes(sheets: PdfReader) -> list[list[int]]:
    """Width and height of each page in millimetres."""
    return [[round(float(side) / 72 * 25.4) for side in sheet.mediabox[2:]] for sheet in sheets.pages]


def make_burst(**fields: Any) -> Repair:
    """A burst pipe at 12-1-1602, with its price list, dispatched to Sun."""
    engineering = make_department(
        Department.Kind.ENGINEERING, name="工程部", day_phone="0531-0000-6820", night_phone="0531-0000-6821"
    )
    sun = make_staff(Role.CREW, name="孙德胜", team="水电班", department=engineering)
    category = make_category("水管爆裂", urgent=True)
    for name, unit in [("更换给水管", "米"), ("更换角阀、水阀", "个"), ("更换软管", "根"), ("疏通马桶", "次")]:
        make_price(name=name, unit=unit, category=category, kind=PriceItem.Kind.LABOUR)
    return make_dispatched(sun, category=category, unit=make_unit("12-1-1602"), **{"problem": BURST, **fields})


@pytest.mark.django_db(transaction=True)
def test_rp3_one_order_is_one_sheet_of_a5(live_server: LiveServer, page: Page, tmp_path: Path) -> None:
    order = current_order(make_burst())
    open_sheets(live_server, page, order, language="zh-hans")
    sheets = print_to(tmp_path, page)
    assert sizes(sheets) == [A5]
    text = text_of(sheets.pages[0])
    for words in (
        "任务单", order.number, order.repair.number, "12-1-1602", "急修", "王小明", "13800138000", "孙德胜", "水电班",
        "厨房给水管爆裂", "工程部", "0531-0000-6820", "0531-0000-6821", "更换给水管50.00/米", "佰", "先同意,再施工",
        "不满意", "先同意", "师傅签字", "师傅不收钱", "".join(order.repair.taken_by.name.split()),
    ):  # fmt: skip
        assert words in text
    assert "打印" not in text


@pytest.mark.django_db(transaction=True)
def test_rp3_three_orders_are_three_sheets(live_server: LiveServer, page: Page, tmp_path: Path) -> None:
    orders = [current_order(make_dispatched()) for _ in range(3)]
    open_sheets(live_server, page, *orders, language="en")
    sheets = print_to(tmp_path, page)
    assert sizes(sheets) == [A5] * 3
    for order, sheet in zip(orders, sheets.pages, strict=True):
        assert order.number in text_of(sheet)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_rp3_it_is_one_sheet_however_much_is_said(
    live_server: LiveServer, page: Page, tmp_path: Path, language: str
) -> None:
    crew = [make_staff(Role.CREW, name=f"欧阳建国{number}") for number in range(5)]
    problem = "The pipe in the kitchen burst and the water runs down the wall. " * 9 if language == "en" else BURST * 20
    repair = make_burst(
        problem=problem[:300], caller_name="阿卜杜热西提·买买提明" * 5, place="12号楼1单元地下二层水泵房东侧"
    )
    actions.pass_on(repair, crew, "Too much for one", by=repair.taken_by, now=MONDAY + timedelta(minutes=10))
    actions.arrive(repair, by=crew[0], now=MONDAY + timedelta(minutes=20))
    actions.quote(repair, [line("PPR 管 25 mm 及弯头")] * 12, by=crew[0], now=AGREED)
    order = current_order(repair)
    open_sheets(live_server, page, order, make_order(repair), language=language)
    sheets = print_to(tmp_path, page)
    assert sizes(sheets) == [A5] * 2
    text = text_of(sheets.pages[0])
    assert "".join(unicodedata.normalize("NFKC", problem[:300]).split()) in text
    assert f"{order.number[:-1]}2" in text


@pytest.mark.django_db(transaction=True)
def test_rp3_pressing_print_counts_and_goes_to_the_printer(live_server: LiveServer, page: Page) -> None:
    order = make_order(make_repair())
    open_sheets(live_server, page, order, language="en")
    page.add_init_script("window.print = () => { window.printedNow = (window.printedNow || 0) + 1; }")
    page.keyboard.press("Control+p")
    page.wait_for_function("window.printedNow === 1")
    assert printed(order) == [1]
    assert "printed=" not in page.url
    page.reload()
    assert page.evaluate("window.printedNow") is None
    assert printed(order) == [1]


@pytest.mark.django_db(transaction=True)
def test_rp3_the_code_on_paper_is_the_address_of_the_order(live_server: LiveServer, page: Page) -> None:
    order = make_order(make_repair())
    open_sheets(live_server, page, order, language="zh-hans")
    box = page.locator("svg.qr").bounding_box()
    assert box
    assert round(box["width"] / 96 * 25.4) == round(box["height"] / 96 * 25.4) == 23
    expected = [
        [bool(module) for module in row] for row in segno.make(f"{live_server.url}/q/{order.token}/", error="m").matrix
    ]
    assert modules_of(page, len(expected)) == expected


def modules_of(page: Page, count: int) -> list[list[bool]]:
    """Which modules of the code on the page are black, looked at in a picture of it ten dots to a module."""
    side = 10 * (count + 4)
    page.set_viewport_size({"width": side, "height": side})
    page.evaluate(
        "side => Object.assign(document.querySelector('svg.qr').style,"
        " {position: 'fixed', zIndex: 9, background: 'white', inset: '0 auto auto 0',"
        " width: side + 'px', height: side + 'px'})",
        side,
    )
    drawn = Image.open(BytesIO(page.screenshot())).convert("L").tobytes()
    dots = range(25, 25 + 10 * count, 10)
    return [[drawn[row * side + column] < 128 for column in dots] for row in dots]


@pytest.mark.django_db(transaction=True)
def test_rp3_the_price_list_and_a_long_category_leave_room_for_the_foot(
    live_server: LiveServer, page: Page, tmp_path: Path
) -> None:
    repair = make_burst(problem="入户总闸合不上", caller_name="李永梅", caller_phone="+8618800000081")
    electric = make_category("电气照明")
    outage = make_category("室内线路故障停电", parent=electric, urgent=True)
    names = ["室内线路排查", "室内线路改造", "更换灯泡", "更换日光灯管", "更换启辉器", "更换镇流器", "安装吸顶灯"]
    for name in names:
        make_price(name=name, unit="次", category=electric, kind=PriceItem.Kind.LABOUR)
    Repair.objects.filter(pk=repair.pk).update(category=outage)
    open_sheets(live_server, page, current_order(repair), language="zh-hans")
    sheets = print_to(tmp_path, page)
    assert sizes(sheets) == [A5]
    assert "师傅不收钱" in text_of(sheets.pages[0])
