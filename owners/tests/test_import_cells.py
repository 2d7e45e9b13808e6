"""Each cell of a line: what it means in any of its spellings, and each reason to refuse it."""

from datetime import date, datetime
from typing import Any

import pytest
from django.utils import translation

from owners.imports import reasons
from owners.imports.checking import check
from owners.imports.source import Cell, NoValue

DAY = date(2026, 11, 23)
WANG: dict[str, Cell] = {"room": "3-2-501", "name": "王小明", "capacity": "业主"}


def said(**cells: Cell) -> dict[str, str]:
    """What a good line says."""
    found = check({**WANG, **cells}, on=DAY)
    assert found.problems == []
    return found.values


def refused(**cells: Cell) -> list[tuple[str, str]]:
    """The columns of a bad line with their reasons; each has words in both languages."""
    found = check({**WANG, **cells}, on=DAY)
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert all(reasons.of_a_cell(problem) for problem in found.problems)
    return [(column, reason) for column, reason, _params in found.problems]


@pytest.mark.parametrize(
    ("cells", "room"),
    [
        ({"room": "3-2-501"}, "3-2-501"),
        ({"room": "3栋2单元0501室"}, "3-2-501"),
        ({"room": "３－２－５０１"}, "3-2-501"),
        ({"building": "3", "entrance": "2", "room": "501"}, "3-2-501"),
        ({"building": 3, "entrance": 2, "room": 501}, "3-2-501"),
        ({"building": "03号楼", "entrance": "2单元", "room": "501室"}, "3-2-501"),
        ({"building": "A座", "room": "1203"}, "A-1203"),
        ({"building": "3栋", "room": "2-501"}, "3-2-501"),
        ({"building": "3", "room": "3-2-501"}, "3-2-501"),
        ({"building": "3", "entrance": "2", "room": "2-501"}, "3-2-501"),
        ({"building": "3", "entrance": "2", "room": "3-501"}, "3-2-501"),
        ({"entrance": "2", "room": "3-501"}, "3-2-501"),
        ({"building": "3", "entrance": "3", "room": "3-501"}, "3-3-501"),
        ({"building": "3.0", "entrance": "2.0", "room": "501.0"}, "3-2-501"),
        ({"building": "3", "entrance": "2", "room": '="0501"'}, "3-2-501"),
    ],
)
def test_a_room_in_one_cell_or_in_three(cells: dict[str, Cell], room: str) -> None:
    assert said(**cells)["room"] == room


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"room": None}, "missing"),
        ({"room": "\u200b"}, "missing"),
        ({"room": "kitchen"}, "room"),
        ({"room": "501"}, "room"),
        ({"building": "三", "room": "501"}, "room"),
        ({"building": "3", "room": "4-2-501"}, "room_differs"),
        ({"building": "3", "entrance": "1", "room": "3-2-501"}, "room_differs"),
        ({"building": "3", "entrance": "1", "room": "2-501"}, "room_differs"),
        ({"building": "3", "room": "3-501"}, "room_unclear"),
        ({"room": datetime.fromisoformat("2003-02-05")}, "date"),
        ({"building": datetime.fromisoformat("2026-03-02"), "room": "501"}, "date"),
        ({"room": "3-2\n501"}, "lines"),
        ({"room": "3-2-501\0"}, "nul"),
        ({"room": "9" * 5000}, "long"),
        ({"room": "'; DROP TABLE office_unit"}, "room"),
        ({"room": NoValue("formula")}, "formula"),
        ({"entrance": NoValue("error"), "room": "501"}, "error"),
    ],
)
def test_a_room_that_cannot_be_meant(cells: dict[str, Cell], reason: str) -> None:
    assert refused(**cells) == [("room", reason)]


@pytest.mark.parametrize(
    "cell",
    [
        "2024-05-01", "2024-5-1", "2024/5/1", "2024.5.1", "2024年5月1日", "２０２４－０５－０１", "20240501", 20240501,
        "2024-05-01 00:00:00", date(2024, 5, 1), datetime.fromisoformat("2024-05-01T13:30"),
    ],
)  # fmt: skip
def test_a_day_in_any_spelling(cell: Cell) -> None:
    assert said(since=cell)["since"] == "2024-05-01"


@pytest.mark.parametrize("column", ["handed_over_on", "warranty_until", "since"])
@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("1/5/2024", "day"), ("2024-05", "day"), ("24-05-01", "day"), ("2023-02-29", "day"), ("2024-13-01", "day"),
        ("soon", "day"), (45413, "day"), (1.5, "day"), ("2024-05-01T08:00Z", "day"), ("2024-05-01\0", "nul"),
        ("1999-12-31", "year"), ("2032-01-01", "year"), ("0001-01-01", "year"), ("9999-12-31", "year"),
        (NoValue("error"), "error"),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_meant(column: str, cell: Cell, reason: str) -> None:
    assert refused(**{column: cell}) == [(column, reason)]


def test_the_years_reach_from_2000_to_five_years_ahead() -> None:
    assert said(since="2000-01-01", warranty_until="2031-12-31")["warranty_until"] == "2031-12-31"


def test_a_warranty_does_not_end_before_it_begins() -> None:
    assert refused(handed_over_on="2024-05-02", warranty_until="2024-05-01") == [("warranty_until", "before_handover")]
    assert said(handed_over_on="2024-05-01", warranty_until="2024-05-01")["handed_over_on"] == "2024-05-01"


@pytest.mark.parametrize(
    ("cell", "stored"),
    [
        ("13800138000", "+8613800138000"), (13800138000, "+8613800138000"), (13800138000.0, "+8613800138000"),
        ("+86 138-0013-8000", "+8613800138000"), ("１３８００１３８０００", "+8613800138000"),
        ("13800138000.0", "+8613800138000"), ('="13800138000"', "+8613800138000"),
        ("0755-83211234转801", "+8675583211234转801"), ("+1 415 555 2671", "+14155552671"),
        ("+8613800138000", "+8613800138000"), ("+8675583211234转801", "+8675583211234转801"),
    ],
)  # fmt: skip
def test_a_phone_in_any_spelling(cell: Cell, stored: str) -> None:
    assert said(phone=cell)["phone"] == stored


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("12345", "phone"), ("110", "phone"), ("1380013800", "phone"), ("none", "phone"), ("=1+1", "phone"),
        ("1.38E+10", "rounded"), ("13800138000/13900139000", "several"), ("13800138000 13900139000", "several"),
        ("13800138000\n13900139000", "lines"), ("13800138000\0", "nul"), (datetime.fromisoformat("2024-05-01"), "date"),
        (NoValue("formula"), "formula"),
    ],
)  # fmt: skip
def test_a_phone_that_cannot_be_rung(cell: Cell, reason: str) -> None:
    assert refused(phone=cell) == [("phone", reason)]


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("王 明", "王明"), ("王　明", "王明"), ("Ann  Miller", "Ann Miller"), ("欧阳·娜娜", "欧阳·娜娜"),
        ("𠮷田", "𠮷田"),
        ("王\u200b小\u202e明", "王小明"), ("é" * 60, "é" * 60), ("👨‍👩‍👧 Li", "👨‍👩‍👧 Li"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"), ("=HYPERLINK(1)", "=HYPERLINK(1)"),
    ],
)  # fmt: skip
def test_a_name_is_kept_as_it_is_seen(cell: str, name: str) -> None:
    assert said(name=cell)["name"] == name


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("x" * 61, "long"), ("13800138000", "name"), (501, "name"), ("—", "name"), ("张三\n李四", "lines"),
        ("王\0", "nul"), (NoValue("error"), "error"),
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_meant(cell: Cell, reason: str) -> None:
    assert refused(name=cell) == [("name", reason)]


@pytest.mark.parametrize(
    ("cell", "capacity"),
    [
        ("业主", "owner"), ("Owner", "owner"), ("产权人", "owner"), ("租户", "tenant"), ("租客(2人)", "tenant"),
        ("家属", "family"), ("儿子", "family"), ("代理人", "agent"), ("staff", "staff"), ("其他", "other"),
        ("tenant", "tenant"),
    ],
)  # fmt: skip
def test_a_capacity_in_either_language(cell: str, capacity: str) -> None:
    assert said(capacity=cell)["capacity"] == capacity


def test_a_capacity_that_nobody_knows_or_that_is_missing() -> None:
    assert refused(capacity="guest") == [("capacity", "capacity")]
    assert refused(capacity=None) == [("capacity", "missing")]


def test_where_no_column_asks_for_it_everybody_is_an_owner() -> None:
    assert check({"room": "3-2-501", "name": "王小明"}, on=DAY).values["capacity"] == "owner"


def test_a_home_without_anybody() -> None:
    assert check({"room": "3-2-501", "name": None, "capacity": "业主"}, on=DAY).values == {"room": "3-2-501"}


@pytest.mark.parametrize("cells", [{"phone": "13800138000"}, {"since": "2024-05-01"}, {"address_as": "王先生"}])
def test_what_is_said_of_somebody_needs_his_name(cells: dict[str, Cell]) -> None:
    assert refused(name=None, **cells) == [("name", "whose")]


def test_somebody_without_a_home() -> None:
    assert refused(room=None) == [("room", "missing")]


def test_how_he_is_addressed_has_its_limit_too() -> None:
    assert said(address_as=" 王先生 ")["address_as"] == "王先生"
    assert refused(address_as="王" * 41) == [("address_as", "long")]


def test_every_fault_of_a_line_is_told_at_once_and_what_was_typed_is_kept() -> None:
    cells: dict[str, Cell] = {
        "building": "三栋",
        "room": "501",
        "name": "王\0明",
        "capacity": "guest",
        "phone": "1.38E+10",
    }
    found = check({**cells, "since": "x" * 500}, on=DAY)
    assert [(column, reason) for column, reason, _params in found.problems] == [
        ("room", "room"), ("name", "nul"), ("capacity", "capacity"), ("phone", "rounded"), ("since", "day"),
    ]  # fmt: skip
    assert found.values == {
        "room": "三栋-501",
        "name": "王\ufffd明",
        "capacity": "guest",
        "phone": "1.38E+10",
        "since": "x" * 120,
    }


def test_the_normal_form_of_a_line_means_itself() -> None:
    once = said(handed_over_on="2019/6/30", phone="0755-83211234转801", since=date(2020, 1, 1), address_as="王先生")
    again: dict[str, Any] = dict(once)
    assert said(**again) == once
