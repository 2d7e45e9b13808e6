"""The reception register (RC-1): searched, newest first, page by page, with what came of each contact."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from frontdesk.register import contacts as register
from office.models import Role
from office.tests.factories import MONDAY, home, make_community, make_staff, make_unit
from owners.models import Channel, Contact, OwnWord, Subject
from owners.tests.factories import make_contact
from repairs.tests.factories import make_repair
from repairs.tests.pages import desk

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def listed(client: Client | None = None, **query: Any) -> list[Contact]:
    """The contacts of the page that this search gives."""
    response = (client or desk()).get("/contacts/?" + urlencode(query, doseq=True))
    assert response.status_code == 200
    return [line.contact for line in response.context["lines"]]


def test_rc1_the_newest_stands_first_with_everything_that_was_taken_down() -> None:
    unit, taker = make_unit("3-2-501"), make_staff()
    older = make_contact(unit=unit, taken_by=taker, result="Told how to shut the valve.")
    newer = make_contact(at=MONDAY + DAY, channel=Channel.LETTER, subject=Subject.POLICY)
    assert listed() == [newer, older]
    page = desk().get("/contacts/").content.decode()
    for words in (older.number, "hotline", "3-2-501", "王小明", "owner", "repair", "The door handle is broken.",
                  "Told how to shut the valve.", taker.name, "letter", "policy question", "138****8000"):  # fmt: skip
        assert words in page
    assert "13800138000" not in page


def test_rc8_each_line_shows_what_came_of_it() -> None:
    contact = make_contact()
    repair = make_repair(contact=contact)
    (line,) = desk().get("/contacts/").context["lines"]
    assert [(case.number, case.word) for case in line.cases] == [(repair.number, "to be dispatched")]


def test_by_day_channel_subject_receptionist_and_room() -> None:
    unit, taker = make_unit("3-2-501"), make_staff()
    found = make_contact(unit=unit, taken_by=taker, channel=Channel.COUNTER, subject=Subject.PAYMENT, at=MONDAY + DAY)
    other = make_contact(taken_by=make_staff())
    client = desk()
    assert listed(client, since="2026-11-24") == listed(client, channel="counter") == [found]
    assert listed(client, subject="payment") == listed(client, taken_by=taker.pk) == [found]
    assert listed(client, room="3栋2单元501") == listed(client, room="３－２－５０１") == [found]
    assert listed(client, until="2026-11-23") == [other]
    assert listed(client, since="2026-11-23", until="2026-11-24", channel="hotline") == [other]


def test_days_are_whole_days_of_the_office() -> None:
    midnight = MONDAY.replace(hour=0, minute=0) + DAY
    last, first = make_contact(at=midnight - timedelta(seconds=1)), make_contact(at=midnight)
    assert (listed(until="2026-11-23"), listed(since="2026-11-24")) == ([last], [first])


def test_a_word_of_the_offices_own_sorts_and_is_searched() -> None:
    OwnWord.objects.create(list=OwnWord.List.CHANNEL, word="App")
    found = make_contact(channel="App")
    make_contact()
    assert listed(channel="App") == [found]
    assert "App" in desk().get("/contacts/").content.decode()


def test_text_is_found_in_what_was_said_the_result_and_the_name_of_the_last_90_days() -> None:

    said, answered = make_contact(content="厨房漏水"), make_contact(content="", result="漏水已报")
    named = make_contact(name="漏水王", content="")
    old = make_contact(content="漏水", at=MONDAY - 100 * DAY)
    make_contact(content="灯不亮")
    assert listed(text="漏水") == [named, answered, said]
    assert listed(text="漏水", since="2026-01-01") == [named, answered, said, old]
    assert listed(text="%") == []


def test_rc8_what_is_still_to_be_completed_is_found_and_leads_there() -> None:
    hasty = make_contact(name="王", capacity="")
    make_contact(unit=make_unit("3-2-501"))
    make_contact(anonymous=True, name="", phone="")
    make_contact(channel=Channel.PATROL)
    client = desk()
    assert listed(client, incomplete="on") == [hasty]
    assert f'href="/contacts/{hasty.number}/complete/"' in client.get("/contacts/").content.decode()
    assert "/complete/" not in desk(Role.COMPANY).get("/contacts/").content.decode()


def test_identity_and_phone_numbers_in_the_text_are_hidden() -> None:
    make_contact(content="身份证11010519491231002X，电话13912345678", result="卡6222021234567890")
    page = desk().get("/contacts/").content.decode()
    hidden = ("**************002X", "139****5678", "************7890")
    assert [words in page for words in hidden] == [True, True, True]
    assert [words in page for words in ("11010519491231002X", "13912345678", "6222021234567890")] == [False] * 3


def test_page_by_page_without_gap_or_repetition_also_where_times_are_equal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "ROWS", 2)
    contacts = [make_contact(at=MONDAY + day * DAY) for day in (0, 1, 1, 1, 2)]
    client, url, seen = desk(), "/contacts/?channel=hotline", []
    while url:
        response = client.get(url)
        seen += [line.contact for line in response.context["lines"]]
        url = "/contacts/" + response.context["older"] if response.context["older"] else ""
    assert seen == [contacts[4], contacts[3], contacts[2], contacts[1], contacts[0]]


def test_who_serves_several_estates_sees_them_in_one_order_or_chooses_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "ROWS", 2)
    first, second = home(), make_community()
    rows = [make_contact(community=place, at=MONDAY + day * DAY) for day, place in enumerate([first, second, first])]
    client = desk(Role.RECEPTION, communities=[first, second])
    assert listed(client) == [rows[2], rows[1]]
    older = client.get("/contacts/").context["older"]
    assert [line.contact for line in client.get(f"/contacts/{older}").context["lines"]] == [rows[0]]
    assert listed(client, community=second.pk) == [rows[1]]


def test_who_serves_no_estate_sees_nothing() -> None:
    make_contact()
    assert listed(desk(Role.RECEPTION, communities=[])) == []


@pytest.mark.parametrize("before", ["abc", "-1", "9" * 17 + "-1", "9999999999999999-1", "１-1", "\0", "1-1-1"])
def test_a_place_that_makes_no_sense_begins_at_the_newest_or_ends(before: str) -> None:
    contact = make_contact()
    assert listed(before=before) in ([contact], [])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", "a\0b"),
        ("text", "x" * 41),
        ("room", "<script>alert(1)</script>"),
        ("room", "'; DROP TABLE owners_contact; --"),
        ("channel", "smoke"),
        ("subject", "\0"),
        ("taken_by", "abc"),
        ("taken_by", "9" * 30),
        ("since", "2026-02-30"),
        ("until", "9999-12-31"),
    ],
)
def test_what_cannot_be_meant_is_refused_at_its_field(field: str, value: str) -> None:
    make_contact()
    response = desk().get("/contacts/?" + urlencode({field: value}))
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert (response.context["lines"], "<script>alert" in response.content.decode()) == ([], False)


def test_a_last_day_before_the_first_is_refused() -> None:
    response = desk().get("/contacts/", {"since": "2026-11-24", "until": "2026-11-23"})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["until"])


def test_what_is_not_offered_is_ignored_and_nothing_of_another_estate_is_shown() -> None:
    contact = make_contact()
    make_contact(community=make_community())
    assert listed(sort="(", page="1000000000", order_by="password", community="1") == [contact]
    assert listed(text="\u200b") == [contact]


def test_an_empty_register_says_so() -> None:
    assert "No contact matches" in desk().get("/contacts/").content.decode()


def test_only_who_may_see_contacts() -> None:
    seeing = (Role.RECEPTION, Role.HEAD, Role.MANAGER, Role.COMPANY)
    others = (Role.CREW, Role.FINANCE, Role.COLLECTOR, Role.ADMINISTRATOR)
    assert [desk(role).get("/contacts/").status_code for role in seeing] == [200] * 4
    assert [desk(role).get("/contacts/").status_code for role in others] == [403] * 4
    assert [desk().post("/contacts/").status_code, Client().get("/contacts/").status_code] == [405, 302]


def test_it_costs_the_same_with_one_and_with_three_rows_and_counts_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = desk()
    make_repair(contact=make_contact(unit=make_unit("3-2-501")))
    with django_assert_num_queries(7) as one:
        client.get("/contacts/")
    make_contact(taken_by=make_staff())
    make_repair(contact=make_contact())
    with django_assert_num_queries(7):
        client.get("/contacts/")
    asked = [query["sql"] for query in one.captured_queries if 'FROM "owners_contact"' in query["sql"]]
    assert [sql for sql in asked if "COUNT(" in sql.upper() or "LIMIT" not in sql] == []


@pytest.mark.parametrize("estates", [1, 2])
def test_the_newest_are_read_along_the_index_of_the_register(estates: int) -> None:
    communities = [home(), *(make_community() for _more in range(estates - 1))]
    make_contact()
    client = desk(Role.RECEPTION, communities=communities)
    with CaptureQueriesContext(connection) as asked:
        client.get("/contacts/")
    (statement,) = [query["sql"] for query in asked.captured_queries if "LIMIT 51" in query["sql"]]
    with connection.cursor() as cursor:
        # So few rows would be read in any other way too, and sorted.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN {statement}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert (plan.count("Index Scan using contact_register"), "Seq Scan on owners_contact" in plan) == (estates, False)
