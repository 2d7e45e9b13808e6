"""What stands on a printed work order (RP-3)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from office.models import Department, Role
from office.tests.factories import MONDAY, home, make_community, make_department, make_staff
from repairs import actions, qr
from repairs.actions import Signature
from repairs.actions.working import current_order
from repairs.tests.factories import make_category, make_dispatched, make_order, make_price, make_repair
from repairs.tests.jobs import AGREED, LATER, line, make_agreed, make_on_site, make_quoted
from repairs.tests.sheets import BURST, look, press, sheet_of, sign_in


@pytest.mark.django_db
def test_rp3_the_number_to_call_is_printed_in_full_unless_the_community_masks_it(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    order = make_order(make_repair())
    assert sheet_of(look(client, order)).phone == "138 0013 8000"
    assert "138 0013 8000" in look(client, order).content.decode()
    community = home()
    community.masks_phone_on_orders = True
    community.save()
    page = look(client, order).content.decode()
    assert "138****8000" in page
    assert "13800138000" not in page.replace(" ", "")


@pytest.mark.django_db
@pytest.mark.parametrize(("stored", "on_paper"), [("+8675583211234转801", "0755 8321 1234转801"), ("", "")])
def test_rp3_an_extension_is_printed_and_no_number_is_no_word(client: Client, stored: str, on_paper: str) -> None:
    sign_in(client, Role.RECEPTION)
    assert sheet_of(look(client, make_order(make_repair(caller_phone=stored)))).phone == on_paper


@pytest.mark.django_db
def test_rp3_the_code_opens_the_record_and_says_nothing_else(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    order = make_order(make_repair())
    address = f"http://testserver/q/{order.token}/"
    assert sheet_of(look(client, order)).qr == qr.svg(address, "Scan to open this order")
    assert order.number not in address


@pytest.mark.django_db
def test_rp3_the_phones_by_day_and_by_night_are_those_of_the_crews_department(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    engineering = make_department(Department.Kind.ENGINEERING, day_phone="0531-1111", night_phone="0531-2222")
    order = make_order(make_repair())
    assert sheet_of(look(client, order)).department == engineering
    environment = make_department(Department.Kind.ENVIRONMENT, day_phone="0531-3333", night_phone="")
    cleaned = make_order(make_repair(), department=environment)
    assert sheet_of(look(client, cleaned)).department == environment
    assert "by day 0531-3333　by night —" in look(client, cleaned).content.decode()


@pytest.mark.django_db
def test_rp3_the_crew_in_the_order_in_which_it_was_named(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    second, first = make_staff(Role.CREW, name="Han"), make_staff(Role.CREW, name="Sun")
    repair = make_dispatched(first, second)
    assert sheet_of(look(client, current_order(repair))).crew == [first, second]


@pytest.mark.django_db
def test_rp5_what_the_price_list_says_about_it_stands_below_the_lines(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    category = make_category("水管爆裂")
    assert category.parent
    make_price(name="Far away", category=make_category())
    make_price(name="Retired", category=category, retired_on=MONDAY.date())
    make_price(name="Elsewhere", category=category, community=make_community())
    make_price(name="By agreement", category=category, price=None, unit="pc")
    make_price(name="更换给水管", category=category.parent, unit="米")
    order = make_order(make_repair(category=category, problem=BURST))
    assert sheet_of(look(client, order)).price_list == "更换给水管 50.00/米, By agreement by agreement/pc"
    assert len(sheet_of(look(client, order)).blank_lines) == 4


@pytest.mark.django_db
def test_rp5_the_likeliest_prices_come_first_and_no_more_than_fit(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    category = make_category("水管爆裂")
    for number in range(30):
        make_price(name=f"疏通地漏和马桶第 {number} 种", category=category, unit="次", position=1)
    make_price(name="更换给水管", category=category, unit="米", position=2)
    order = make_order(make_repair(category=category, problem=BURST))
    listed = sheet_of(look(client, order)).price_list.split(", ")
    assert listed == ["更换给水管 50.00/米", *(f"疏通地漏和马桶第 {number} 种 50.00/次" for number in range(3))]


@pytest.mark.django_db
def test_rp6_what_was_quoted_stands_in_figures_and_in_capitals(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    repair = make_agreed()
    sheet = sheet_of(look(client, current_order(repair)))
    assert [row.name for row in sheet.shown_lines] == ["Valve", "Labour"]
    assert (sheet.capitals, len(sheet.blank_lines), sheet.price_list) == ("陆拾陆元整", 2, "")
    page = look(client, current_order(repair)).content.decode()
    assert "Agreed: 王小明, owner" in page
    assert "<b>66.00</b>" in page


@pytest.mark.django_db
def test_rp6_a_reprint_after_finishing_still_says_who_had_agreed(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    repair = make_agreed()
    signed = Signature(name="王小明", capacity="owner")
    by = repair.orders.get().crew.get()
    actions.finish(repair, findings="New valve.", signature=signed, by=by, now=LATER, finished_at=LATER)
    sheet = sheet_of(look(client, current_order(repair)))
    assert (sheet.quote is not None and sheet.quote.final, sheet.consent is not None) == (True, True)
    assert "Agreed: 王小明, owner" in look(client, current_order(repair)).content.decode()


@pytest.mark.django_db
def test_rp5_a_quote_that_was_refused_is_not_printed(client: Client) -> None:
    staff = sign_in(client, Role.RECEPTION)
    repair = make_quoted()
    actions.refuse(repair, "Too dear", by=staff, now=AGREED)
    sheet = sheet_of(look(client, current_order(repair)))
    assert (sheet.quote, sheet.lines, len(sheet.blank_lines)) == (None, [], 4)


@pytest.mark.django_db
def test_rp5_a_long_quote_is_summed_up_below_what_fits(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    repair = make_quoted(lines=[line(f"Part {number}", price="1.00") for number in range(12)])
    sheet = sheet_of(look(client, current_order(repair)))
    assert [row.name for row in sheet.shown_lines] == [f"Part {number}" for number in range(7)]
    assert (len(sheet.further_lines), sheet.further_amount, len(sheet.blank_lines)) == (5, "5.00", 1)


@pytest.mark.django_db
def test_rp6_a_finished_order_says_who_signed_and_leaves_nothing_to_fill_in(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    repair = make_on_site()
    actions.finish(
        repair,
        findings="The valve was loose.",
        signature=actions.Signature("王小明", "owner"),
        free="common",
        by=repair.taken_by,
        now=LATER,
        finished_at=LATER,
    )
    response = look(client, current_order(repair))
    page = response.content.decode()
    assert "Signed: 王小明, owner, 23 Nov 12:05" in page
    assert "The valve was loose." in page
    assert "free of charge, common part" in page
    assert len(sheet_of(response).blank_lines) == 0


@pytest.mark.django_db
def test_rp6_the_crew_takes_no_money_stands_on_every_order(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    page = look(client, make_order(make_repair()), make_order(make_repair())).content.decode()
    assert page.count("The crew takes no money.") == 2


@pytest.mark.django_db
def test_rp1_urgent_is_a_word_in_a_box(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    assert '<span class="stamp">URGENT</span>' in look(client, make_order(make_repair(urgent=True))).content.decode()
    assert "URGENT" not in look(client, make_order(make_repair())).content.decode()
    safe = make_order(make_repair(urgent=True, made_safe_at=LATER))
    assert "Urgent, made safe 23 Nov 12:05" in look(client, safe).content.decode()


@pytest.mark.django_db
def test_rp9_the_limit_for_finishing_is_on_it_and_a_day_ends_at_24(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    repair = make_dispatched(appointment_from=MONDAY, appointment_until=MONDAY + timedelta(hours=2))
    page = look(client, current_order(repair)).content.decode()
    assert "to be finished by 30 Nov 24:00" in page
    assert "23 Nov 10:05–12:05" in page


@pytest.mark.django_db
def test_an_order_with_a_newer_one_says_which_is_valid(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    repair = make_repair()
    old, new = make_order(repair), make_order(repair)
    assert f"Superseded: {new.number} is valid" in look(client, old).content.decode()
    assert "Superseded" not in look(client, new).content.decode()


@pytest.mark.django_db
def test_rp3_a_printing_after_a_new_appointment_says_which_paper_it_replaces(client: Client) -> None:
    staff = sign_in(client, Role.RECEPTION)
    repair = make_dispatched()
    order, marker = current_order(repair), "Issue 2, replaces the one of "
    new = {"appointment_from": LATER + timedelta(hours=1), "appointment_until": LATER + timedelta(hours=2)}
    actions.postpone(repair, **new, by=staff, now=LATER)
    assert marker not in press(client, order).content.decode()
    actions.postpone(repair, **new, by=staff, now=LATER)
    assert marker in press(client, order).content.decode()


@pytest.mark.django_db
def test_signs_that_turn_the_line_round_are_not_printed(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    order = make_order(
        make_repair(problem="Pipe \u202egnp.exe\u202c \u200bburst\u0007 👩\u200d🔧", caller_name="<b>Wang\u2066</b>")
    )
    page = look(client, order).content.decode()
    assert "Pipe gnp.exe burst 👩\u200d🔧" in page
    assert "<bdi>&lt;b&gt;Wang&lt;/b&gt;</bdi>" in page


@pytest.mark.django_db
def test_several_come_in_the_order_in_which_they_were_chosen(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    first, second, third = (make_order(make_repair()) for _ in range(3))
    sheets = look(client, third, first, second).context["sheets"]
    assert [sheet.order for sheet in sheets] == [third, first, second]


@pytest.mark.django_db
def test_as_many_statements_for_three_as_for_one(client: Client) -> None:
    sign_in(client, Role.RECEPTION)
    orders = [current_order(make_quoted()) for _ in range(3)]
    counted = []
    for chosen in (orders[:1], orders):
        with CaptureQueriesContext(connection) as statements:
            assert look(client, *chosen).status_code == 200
        counted.append(len(statements))
    assert counted[0] == counted[1]
