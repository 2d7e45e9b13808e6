"""The register of repairs 报修(服务)汇总表: searched, newest first, page by page, and printed in one go (RP-2)."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from office.models import Role
from office.tests.factories import MONDAY, home, make_community, make_staff, make_unit
from repairs import actions, register
from repairs.models import Repair
from repairs.tests.factories import make_dispatched, make_registered, make_repair
from repairs.tests.jobs import LATER, make_agreed
from repairs.tests.pages import desk, elsewhere

pytestmark = pytest.mark.django_db


def listed(client: Client | None = None, **query: Any) -> list[Repair]:
    """The repairs of the page that this search gives."""
    response = (client or desk()).get("/repairs/?" + urlencode(query, doseq=True))
    assert response.status_code == 200
    found: list[Repair] = response.context["page"].rows
    return found


def reported(days: int, **fields: Any) -> Repair:
    return make_repair(reported_at=MONDAY + timedelta(days=days), recorded_at=MONDAY + timedelta(days=days), **fields)


def test_rp2_the_newest_stands_first() -> None:
    repairs = [reported(0), reported(2), reported(1)]
    assert listed() == [repairs[1], repairs[2], repairs[0]]


@pytest.mark.parametrize("q", ["R-20261123-0001", "r-20261123-0001", "20261123-1", "R-20261123-0001-2"])
def test_a_whole_number_leads_to_its_record(q: str) -> None:
    repair = make_repair()
    assert desk().get("/repairs/", {"q": q})["Location"] == f"/{repair.number}/"


def test_a_number_that_does_not_exist_finds_nothing() -> None:
    make_repair()
    assert listed(q="R-20261123-0009") == []


@pytest.mark.parametrize("q", ["3-2-501", "3栋2单元501", "3-2-0501", "３－２－５０１"])
def test_a_room_in_any_spelling_finds_its_repairs(q: str) -> None:
    found = reported(0, unit=make_unit("3-2-501"))
    reported(1, unit=make_unit("13-2-501"))
    assert listed(q=q) == [found]


@pytest.mark.parametrize("q", ["13800138000", "+86 138-0013-8000", "１３８００１３８０００"])
def test_a_phone_in_any_spelling_finds_its_repairs(q: str) -> None:
    found = reported(0, caller_phone="+8613800138000")
    behind_a_switchboard = reported(1, caller_phone="+8613800138000转801")
    reported(2, caller_phone="+8613900139000")
    assert listed(q=q) == [behind_a_switchboard, found]


def test_by_status_and_urgency() -> None:
    waiting, urgent = reported(0), reported(1, urgent=True)
    out = reported(2, status=Repair.Status.ACCEPTED)
    void = reported(3, status=Repair.Status.VOID)
    assert listed(status="open") == [out, urgent, waiting]
    assert listed(status="void") == [void]
    assert listed(urgent="1") == [urgent]
    assert listed(urgent="0", status="registered") == [waiting]


def test_from_and_until_are_whole_days_of_the_office() -> None:
    midnight = datetime(2026, 11, 24, tzinfo=MONDAY.tzinfo)
    before, at = midnight - timedelta(seconds=1), midnight
    last, first = (make_repair(reported_at=moment, recorded_at=moment) for moment in (before, at))
    assert listed(since="2026-11-24") == [first]
    assert listed(until="2026-11-23") == [last]
    assert listed(since="2026-11-23", until="2026-11-24") == [first, last]


def test_who_serves_several_estates_may_choose_one() -> None:
    first, second = home(), make_community()
    make_registered(community=first)
    there = make_registered(community=second)
    client = desk(Role.RECEPTION, communities=[first, second])
    assert [len(listed(client)), listed(client, community=second.pk)] == [2, [there]]
    assert listed(elsewhere(), community=first.pk) == []


def test_page_by_page_without_gap_or_repetition_also_where_times_are_equal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "ROWS", 2)
    repairs = [reported(day) for day in (0, 1, 1, 1, 2)]
    client, url, seen = desk(), "/repairs/?status=open", []
    while url:
        response = client.get(url)
        seen += response.context["page"].rows
        url = "/repairs/" + response.context["older"] if response.context["older"] else ""
    assert seen == [repairs[4], repairs[3], repairs[2], repairs[1], repairs[0]]


def test_the_last_page_says_that_there_is_no_older(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "ROWS", 2)
    [reported(day) for day in (0, 1)]
    response = desk().get("/repairs/")
    assert (response.context["older"], 'rel="next"' in response.content.decode()) == ("", False)


@pytest.mark.parametrize(
    "before", ["abc", "0", "-1", "1-", "9" * 17 + "-1", "9999999999999999-1", "1-" + "9" * 18, "１-1", "\0", "1-1-1"]
)
def test_a_place_that_makes_no_sense_begins_at_the_newest_or_ends(before: str) -> None:
    repair = make_repair()
    assert listed(before=before) in ([repair], [])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("q", "a\0b"),
        ("q", "\0"),
        ("q", "水管"),
        ("q", "x" * 41),
        ("q", "<script>alert(1)</script>"),
        ("q", "'; DROP TABLE repairs_repair; --"),
        ("status", "paid"),
        ("status", "\0"),
        ("urgent", "2"),
        ("since", "2026-02-30"),
        ("since", "0001-01-01"),
        ("until", "9999-12-31"),
        ("until", "(((("),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(field: str, value: str) -> None:
    make_repair()
    response = desk().get("/repairs/?" + urlencode({field: value}))
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert (len(response.context["page"].rows), "<script>alert" in response.content.decode()) == (0, False)


def test_what_is_not_offered_is_ignored_and_of_what_is_repeated_the_last_counts() -> None:
    repair = make_repair()
    assert listed(sort="(", regex="(", page="1000000000", order_by="password") == [repair]
    assert listed(status=["void", "registered"]) == [repair]
    assert listed(q="\u200b") == [repair]


def test_a_line_shows_what_the_paper_register_shows() -> None:
    finished = make_agreed(unit=make_unit("3-2-501"), urgent=True)
    signed = actions.Signature("王小明", "owner")
    crew = make_staff(Role.CREW)
    actions.finish(finished, findings="Done.", signature=signed, by=crew, now=LATER, finished_at=LATER)
    actions.return_order(finished.orders.get(), satisfaction="", by=crew, now=LATER + timedelta(hours=1))
    page = desk().get("/repairs/").content.decode()
    sent = finished.orders.get().crew.get().name
    for words in (f'value="{finished.number}-1"', "3-2-501", "138****8000", "finished", sent, "66.00", 'class="seal"'):
        assert words in page
    assert "13800138000" not in page


def test_several_orders_are_ticked_for_one_printing_but_not_what_is_void() -> None:
    one, two, void = make_registered(), make_dispatched(), make_registered()
    actions.void(void, "reported twice", by=make_staff(), now=MONDAY)
    page = desk().get("/repairs/").content.decode()
    assert [f'name="order" value="{repair.number}-1"' in page for repair in (one, two, void)] == [True, True, False]
    assert '<form class="panel" method="get" action="/repairs/print/">' in page
    printed = desk().get("/repairs/print/", {"order": [f"{one.number}-1", f"{two.number}-1"]})
    assert (printed.status_code, len(printed.context["sheets"])) == (200, 2)


def test_an_empty_register_says_so() -> None:
    assert "No repair matches" in desk().get("/repairs/").content.decode()


def test_only_who_may_see_the_register() -> None:
    assert [desk(role).get("/repairs/").status_code for role in (Role.CREW, Role.ADMINISTRATOR)] == [403, 403]
    assert [desk(role).get("/repairs/").status_code for role in (Role.FINANCE, Role.COMPANY)] == [200, 200]
    assert [desk().post("/repairs/").status_code, Client().get("/repairs/").status_code] == [405, 302]


def test_it_costs_the_same_with_one_and_with_three_rows_and_counts_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client, now = desk(), timezone.now()
    make_registered(now=now)
    with django_assert_num_queries(4) as one:
        client.get("/repairs/")
    make_agreed(urgent=True)
    make_dispatched(make_staff(Role.CREW), make_staff(Role.CREW))
    with django_assert_num_queries(4):
        client.get("/repairs/")
    asked = [query["sql"] for query in one.captured_queries if "office_last_change" not in query["sql"]]
    statements = [sql for sql in asked if "repairs_repair" in sql]
    assert len(statements) == 1
    assert [sql for sql in statements if sql.upper().startswith("SELECT COUNT(") or "LIMIT" not in sql] == []
