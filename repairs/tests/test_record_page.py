"""The page of one repair at the desk: facts, promises, history, and the buttons that are allowed."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from office.models import Role
from office.tests.factories import MONDAY, make_promise, make_staff, make_unit
from repairs import actions
from repairs.models import Repair
from repairs.record import context
from repairs.tests.factories import make_dispatched, make_order, make_registered
from repairs.tests.jobs import make_agreed, make_quoted
from repairs.tests.pages import desk, elsewhere

pytestmark = pytest.mark.django_db

NOW = MONDAY + timedelta(hours=1)


def for_page(repair: Repair) -> Repair:
    return Repair.objects.for_page().get(pk=repair.pk)


def test_everything_the_page_says_is_read_in_six_statements(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    user = make_staff(Role.HEAD)
    assert user.community_ids
    one, three = for_page(make_registered()), for_page(make_agreed(urgent=True))
    for _more in range(2):
        make_order(three, crew=[make_staff(Role.CREW), make_staff(Role.CREW)])
    # One statement fewer where nothing was quoted.
    for repair, orders, statements in ((one, 1, 5), (three, 3, 6)):
        with django_assert_num_queries(statements):
            read = context(repair, user, NOW)
            found = [order.number for order in read["orders"] for _name in [*order.crew_names, None]]
            quoted = [str(line.amount) for line in read["quote"].lines.all()] if read["quote"] else []
        assert (len(set(found)), quoted) == (orders, ["26.00", "40.00"] if orders == 3 else [])


def test_promises_stand_in_order_open_ones_first_waiting_ones_after_them() -> None:
    repair = make_registered(urgent=True)
    actions.dispatch(repair, [make_staff(Role.CREW)], by=make_staff(), now=MONDAY)
    make_promise(rule="CB-3/rain", subject=repair.number, waits_for="rain")
    rules = [row.rule for row in context(for_page(repair), make_staff(Role.HEAD), NOW)["promises"]]
    assert rules == [
        "RP-11/acknowledge",
        "RP-11/on-site",
        "RP-9/finish-urgent",
        "CB-3/rain",
        "RP-11/dispatch-urgent",
    ]


def test_the_history_stands_newest_first_in_words() -> None:
    read = context(for_page(make_quoted()), make_staff(), NOW)
    assert [str(word) for _move, word in read["moves"]] == ["quoted", "on site", "dispatched", "reported"]


def test_a_repair_shows_its_clock_its_gate_and_its_buttons() -> None:
    repair = make_quoted(unit=make_unit("12-1-1602"), urgent=True)
    page = desk().get(f"/{repair.number}/").content.decode()
    for words in (
        "12-1-1602",
        "Next: Household agrees",
        "Work cannot start before consent.",
        f"/repairs/{repair.number}/agree/",
        f"/repairs/{repair.number}/void/",
        f"/repairs/print/?order={repair.number}-1",
        "waiting for consent",
        "RP-9",
    ):
        assert words in page
    assert f"/repairs/{repair.number}/extend/" not in page
    assert f"/repairs/{repair.number}/extend/" in desk(Role.HEAD).get(f"/{repair.number}/").content.decode()


def test_the_number_of_an_order_opens_the_record_of_its_repair() -> None:
    repair = make_registered()
    assert desk().get(f"/{repair.number}-1/").context["repair"] == repair


def test_finance_sees_the_record_without_the_buttons_of_the_desk() -> None:
    read = context(for_page(make_dispatched()), make_staff(Role.FINANCE), NOW)
    assert (read["primary"], read["others"], read["may_reveal"]) == (None, [], False)


def test_the_caller_stands_masked() -> None:
    page = desk().get(f"/{make_registered().number}/").content.decode()
    assert ("138****8000" in page, "13800138000" in page, "138 0013 8000" in page) == (True, False, False)


def test_a_repair_of_another_estate_is_not_found() -> None:
    repair = make_registered()
    assert elsewhere().get(f"/{repair.number}/").status_code == 404


def test_what_was_asked_for_overdue_says_by_how_much() -> None:
    repair = make_registered(urgent=True, now=timezone.now() - timedelta(hours=26))
    page = desk().get(f"/{repair.number}/").content.decode()
    assert '<span class="big-clock text-alarm">2 h 0 min overdue</span>' in page
