"""The list behind the search box of the reception screen: what it shows, where each line leads, who may ask."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from complaints.models import Complaint
from office.models import Role, Staff
from office.tests.factories import MONDAY, home, make_community, make_promise, make_staff, make_unit
from owners.models import Capacity
from owners.tests.factories import make_contact, make_occupancy, make_person
from repairs.tests.factories import make_category, make_registered

pytestmark = pytest.mark.django_db
FIND = "/reception/find/"
OPTION = re.compile(r"<li ([^>]*)>(.*?)</li>", re.DOTALL)


def desk(user: Staff | None = None, **fields: Any) -> Client:
    client = Client()
    client.force_login(user or make_staff(language="en", **fields))
    return client


def options(client: Client, typed: str) -> list[tuple[dict[str, str], str]]:
    """Every option: its attributes, and its text as it is read."""
    page = client.get(FIND, {"q": typed}).content.decode()
    return [
        (dict(re.findall(r'([\w-]+)="([^"]*)"', attributes)), " ".join(re.sub(r"<[^>]+>", " ", inner).split()))
        for attributes, inner in OPTION.findall(page)
    ]


def hint(client: Client, typed: str) -> str:
    page = client.get(FIND, {"q": typed}).content.decode()
    (found,) = re.findall(r"<p [^>]*>(.*?)</p>", page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def test_a_person_is_shown_with_everything_to_know_him_by() -> None:
    unit = make_unit("3-2-501")
    person = make_person("张桂兰", unit=unit)
    make_promise(unit=unit, rule="RP-9/finish", base_at=MONDAY)
    client = desk()
    assert options(client, "桂兰") == [
        (
            {
                "role": "option",
                "id": "found-1",
                "aria-selected": "false",
                "data-kind": "person",
                "data-unit": str(unit.pk),
                "data-room": "3-2-501",
                "data-community": str(home().pk),
                "data-person": str(person.pk),
            },
            "3-2-501 张 桂兰 owner 138****8000 1 open",
        )
    ]
    page = client.get(FIND, {"q": "桂兰"}).content.decode()
    assert '<ul class="options" id="found-list" role="listbox" aria-label="1 found">' in page
    assert "张<mark>桂兰</mark>" in page
    assert "13800138000" not in page


def test_the_line_below_says_how_many_and_what_to_do_otherwise() -> None:
    for sign in "一二三":
        make_person(f"王{sign}", phone="")
    otherwise = "None of them: note the room first, the person later Alt N"
    assert hint(desk(), "王") == f"3 found, most recent contact first. {otherwise}"
    for sign in "四五六七八九十百":
        make_person(f"王{sign}", phone="")
    assert hint(desk(), "王") == f"The first 10: type on to find others. {otherwise}"


def test_nothing_found_says_what_was_looked_for() -> None:
    instead = "note the room first, the person later Alt N"
    client = desk()
    assert hint(client, "桂兰") == f"Nothing found. Looked for: a name, words of a caller. {instead}"
    assert hint(client, "4127") == f"Nothing found. Looked for: room 4127, phone ending in 4127. {instead}"
    assert hint(client, "…") == f"Nothing found. {instead}"


def test_a_home_and_who_lives_there_fill_in_the_home() -> None:
    unit = make_unit("3-2-501")
    person = make_person("张桂兰", unit=unit)
    found = options(desk(), "3栋2单元501")
    assert [(line.get("data-unit"), line.get("data-person"), line.get("data-href")) for line, _text in found] == [
        (str(unit.pk), None, None),
        (str(unit.pk), str(person.pk), None),
    ]
    assert [text for _line, text in found] == ["3-2-501 张桂兰", "3-2-501 张桂兰 owner 138****8000"]


def test_who_moved_out_is_marked_and_fills_in_no_home() -> None:
    person = make_person("张桂兰", phone="")
    make_occupancy(person=person, unit=make_unit("3-2-501"), until=date(2024, 1, 1), capacity=Capacity.TENANT)
    ((line, text),) = options(desk(), "桂兰")
    assert text == "3-2-501 张 桂兰 tenant moved out"
    assert (line["data-href"], "data-unit" in line) == (f"/reception/?person={person.pk}", False)


def test_an_unknown_caller_fills_in_his_home_or_opens_his_contact() -> None:
    unit = make_unit("3-2-501")
    make_contact(name="王先生", unit=unit, capacity="", at=MONDAY)
    other = make_contact(name="李女士", capacity="", at=MONDAY.replace(day=1))
    (known, text), (unknown, _text) = options(desk(), "8000")
    assert (known["data-unit"], "data-href" in known, "data-person" in known) == (str(unit.pk), False, False)
    assert text.startswith("3-2-501 王先生 not in the register 138****8000")
    assert (unknown["data-href"], "data-unit" in unknown) == (f"/{other.number}/", False)


def test_what_was_said_and_records_lead_to_their_page() -> None:
    contact = make_contact(content="厨房水槽漏水", unit=make_unit("3-2-501"))
    repair = make_registered(problem="Broken door handle", category=make_category())
    client = desk()
    assert [
        (line["data-href"], text.startswith("3-2-501 厨房水槽 漏水")) for line, text in options(client, "漏水")
    ] == [(f"/{contact.number}/", True)]
    assert [(line["data-href"], text) for line, text in options(client, repair.number)] == [
        (f"/{repair.number}/", f"— {repair.number} Broken door handle")
    ]
    assert [line["data-href"] for line, _text in options(client, f"{repair.number}-1")] == [f"/{repair.number}/"]


def test_a_confidential_complaint_is_found_by_who_may_know_of_it() -> None:
    contact = make_contact()
    Complaint.objects.create(
        number="C-20261123-0001",
        contact=contact,
        community=home(),
        type="other",
        text="About a colleague",
        confidential=True,
        received_at=MONDAY,
        recorded_at=MONDAY,
        taken_by=contact.taken_by,
    )
    assert options(desk(), "C-20261123-0001") == []
    manager = desk(make_staff(Role.MANAGER, language="en"))
    assert [text for _line, text in options(manager, "C-20261123-0001")] == ["— C-20261123-0001 About a colleague"]


def test_other_estates_are_not_there_and_several_are_named() -> None:
    ours, second = home(), make_community()
    make_person("张桂兰", unit=make_unit("3-2-501"), phone="")
    make_person("张桂玲", unit=make_unit("3-2-501", community=second), phone="")
    assert [text for _line, text in options(desk(), "zgl")] == ["3-2-501 张桂兰 owner"]
    both = desk(make_staff(communities=[ours, second], language="en"))
    assert [text for _line, text in options(both, "zgl")] == [
        f"3-2-501 张桂兰 owner {ours}",
        f"3-2-501 张桂玲 owner {second}",
    ]


@pytest.mark.parametrize("role", [Role.CREW, Role.FINANCE, Role.COLLECTOR, Role.COMPANY])
def test_who_is_not_at_the_desk_is_refused(role: str) -> None:
    assert desk(make_staff(role)).get(FIND, {"q": "zgl"}).status_code == 403


def test_who_is_not_signed_in_is_sent_to_sign_in() -> None:
    assert Client().get(FIND, {"q": "zgl"}).status_code == 302


def test_it_is_only_read() -> None:
    assert desk().post(FIND, {"q": "zgl"}).status_code == 405


@pytest.mark.parametrize("typed", ["", " ", "\u200b", "\ud800"])
def test_nothing_typed_lists_nothing(typed: str) -> None:
    address = f"{FIND}?q=%ED%A0%80" if typed == "\ud800" else f"{FIND}?q={typed}"
    response = desk().get(address)
    assert response.status_code == 200
    assert "<li" not in response.content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("a\0b", "Null characters are not allowed."),
        ("x" * 61, "Ensure this value has at most 60 characters (it has 61)."),
        ("x" * 1_000_000, "Ensure this value has at most 60 characters (it has 1000000)."),
        ("a\nb", "Write this on one line."),
    ],
)
def test_what_nobody_can_mean_is_answered_in_words(typed: str, said: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        response = desk().get(FIND, {"q": typed})
    assert (response.status_code, said in response.content.decode()) == (200, True)
    assert not any("owners_" in query["sql"] for query in queries)


@pytest.mark.parametrize(
    "typed",
    ["'; DROP TABLE owners_person; --", "%", "_", "\\", "'", ":*", "'1:a':*", "{{7*7}}", "<script>", "%(keys)s", "%s",
     "()", "3-2-501' OR 1=1", "９９９９９９９９９９９９", "²", "𠮷野家", "👩‍🔧漏水", "a" * 60, "漏" * 60, "1" * 60],
)  # fmt: skip
def test_hostile_text_finds_nothing_and_breaks_nothing(typed: str) -> None:
    make_person("张桂兰", unit=make_unit("3-2-501"))
    make_contact(content="厨房")
    response = desk().get(FIND, {"q": typed})
    assert response.status_code == 200
    assert "<li" not in response.content.decode()


def test_names_are_shown_inert() -> None:
    make_person("<b>Ann</b>", phone="")
    page = desk().get(FIND, {"q": "ann"}).content.decode()
    assert "&lt;b&gt;<mark>Ann</mark>&lt;/b&gt;" in page


def test_the_right_to_left_mark_is_taken_out() -> None:
    make_unit("3-2-501")
    assert [text for _line, text in options(desk(), "\u202e3-2-501")] == ["3-2-501"]


@pytest.mark.parametrize(
    ("typed", "statements"),
    [("zgl", 4), ("桂", 3), ("3-2-501", 4), ("3-2", 3), ("32501", 6), ("8000", 5), ("13800138000", 4), ("漏水", 4),
     ("J-20261123-0001", 3)],
)  # fmt: skip
def test_three_hits_cost_what_one_costs_and_never_more_than_six(typed: str, statements: int) -> None:
    client = desk()
    counts: list[int] = []
    client.get(FIND)
    for names in (["张桂兰"], ["张桂玲", "张国良"]):
        for name in names:
            unit = make_unit(f"3-2-50{len(counts)}{names.index(name) or ''}1".replace("5001", "501"))
            make_contact(person=make_person(name, unit=unit), unit=unit, content=f"{name}漏水")
            make_contact(name="王先生", content="漏水")
        with CaptureQueriesContext(connection) as queries:
            client.get(FIND, {"q": typed})
        counts.append(len(queries))
    assert counts == [statements, statements]


def test_it_is_read_in_chinese_too() -> None:
    make_person("张桂兰", unit=make_unit("3-2-501"), phone="")
    client = desk(make_staff(language="zh-hans"))
    with translation.override("zh-hans"):
        ((_line, text),) = options(client, "zgl")
    assert text.startswith("3-2-501 张桂兰")
