"""What people type, and what is made of it: text, amounts, times, room numbers."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError

from office.fields import (
    DeskCharField,
    DeskDateField,
    DeskDateTimeField,
    DeskForm,
    DeskTextField,
    MoneyField,
    QuantityField,
    RoomField,
    took_out,
)
from office.tests.factories import MONDAY


class Everything(DeskForm):
    name = DeskCharField(max_length=10, required=False)
    text = DeskTextField(max_length=40, required=False)
    problem = DeskCharField(max_length=40, required=False, widget=forms.Textarea)
    room = RoomField(required=False)
    amount = MoneyField(required=False)
    quantity = QuantityField(required=False)
    at = DeskDateTimeField(required=False)
    on = DeskDateField(required=False)


def cleaned(name: str, typed: str) -> Any:
    """What a form makes of it; its errors where it refuses it."""
    form = Everything({name: typed}, now=MONDAY)
    return form.cleaned_data[name] if form.is_valid() else form.errors[name]


def refused(name: str, typed: str) -> bool:
    return isinstance(cleaned(name, typed), forms.utils.ErrorList)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  王小明 ", "王小明"),
        ("abc\u202egpj", "abcgpj"),
        ("a\x1b[31mb", "a[31mb"),
        ("\ufeff王\u200b小明", "王小明"),
        ("a\tb", "a b"),
        ("a\ud800b", "ab"),
        ("", ""),
    ],
)
def test_text_is_kept_without_what_cannot_be_seen(typed: str, kept: str) -> None:
    assert cleaned("name", typed) == kept


@pytest.mark.parametrize("typed", ["👨‍👩‍👧", "𠮷野家", "e\u0301cole", "क्‍ष"])
def test_emoji_rare_characters_and_joiners_are_kept_exactly(typed: str) -> None:
    assert cleaned("name", typed) == typed


@pytest.mark.parametrize("typed", ["\u200b", "\u200d\u200c", "\u2060\ufeff", "\u3164", "\u2800", "\u00a0", "\ufe0f"])
def test_what_shows_nothing_is_empty_and_refused_where_something_is_required(typed: str) -> None:
    assert cleaned("name", typed) == ""
    with pytest.raises(ValidationError):
        DeskCharField().clean(typed)


@pytest.mark.parametrize("name", ["name", "text", "problem", "room"])
def test_nul_is_refused(name: str) -> None:
    assert refused(name, "a\0b")
    assert refused(name, "\0")


@pytest.mark.parametrize("typed", ["a\nb", "a\r\nBcc: b", "a\rb"])
def test_a_line_break_in_one_line_is_refused(typed: str) -> None:
    assert refused("name", typed)


def test_lines_are_kept_in_a_text_and_joined_in_a_box() -> None:
    assert cleaned("text", "first\r\nsecond\rthird") == "first\nsecond\nthird"
    assert cleaned("problem", "first\r\n  second") == "first second"


def test_length_is_counted_in_characters_after_cleaning() -> None:
    assert cleaned("name", "𠮷" * 10 + "\u200b") == "𠮷" * 10
    assert refused("name", "𠮷" * 11)
    assert refused("text", "x" * 1_000_000)


def test_that_something_was_taken_out_can_be_said() -> None:
    assert took_out(Everything({"name": "a\u202eb"}, now=MONDAY)) is True
    assert took_out(Everything({"name": "👨‍👩‍👧", "text": "a\nb"}, now=MONDAY)) is False


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("144.5", "144.50"), ("１２．５", "12.5"), (" 7 ", "7"), ("0.01", "0.01"), ("9999999.99", "9999999.99")],
)
def test_an_amount_is_read_also_in_full_width_digits(typed: str, amount: str) -> None:
    assert cleaned("amount", typed) == Decimal(amount)


@pytest.mark.parametrize(
    "typed",
    [
        "-1",
        "0",
        "-0",
        "-0.00",
        "1e3",
        "1_000",
        "1,000",
        "1,000.00",
        "٣",
        "1²",
        "①",
        "NaN",
        "Infinity",
        "0.001",
        "1.",
        "¥5",
        "1" * 12,
    ],
)
def test_anything_else_is_no_amount(typed: str) -> None:
    assert refused("amount", typed)


def test_a_quantity_has_a_lower_ceiling() -> None:
    assert cleaned("quantity", "1.2") == Decimal("1.2")
    assert [refused("quantity", typed) for typed in ("0", "0.001", "1000000", "-2")] == [True] * 4


@pytest.mark.parametrize(
    "typed", ["2026-11-23T14:00", "2026-11-23 14:00", "2026-11-23T14:00:00", "２０２６－11－23 14：00"]
)
def test_a_time_is_local(typed: str) -> None:
    assert cleaned("at", typed) == datetime(2026, 11, 23, 14, 0, tzinfo=MONDAY.tzinfo)


@pytest.mark.parametrize(
    "typed",
    [
        "0001-01-01T00:00",
        "1999-12-31T23:59",
        "2032-01-01T00:00",
        "9999-12-31T23:59",
        "2025-02-29T10:00",
        "2026-02-30T10:00",
        "2026-11-23T24:00",
        "2026-11-23T10:00:60",
        "2026-11-23T10:00Z",
        "2026-11-23T10:00+05:30",
        "1991-04-14T02:30",
        "1940-06-01T00:30",
        "1991-09-15T01:30",
        "tomorrow",
        "23.11.2026 10:00",
    ],
)
def test_a_time_that_does_not_exist_or_cannot_be_meant_is_refused(typed: str) -> None:
    assert refused("at", typed)


@pytest.mark.parametrize("typed", ["1991-04-14T02:30", "1940-06-01T00:30", "1991-09-15T01:30"])
def test_a_time_that_the_clock_skipped_or_showed_twice_is_refused_whatever_the_year(
    typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("office.fields.FIRST_YEAR", 1900)
    assert refused("at", typed)


def test_five_years_ahead_is_the_last_year() -> None:
    assert cleaned("at", "2031-12-31T23:59") == datetime(2031, 12, 31, 23, 59, tzinfo=MONDAY.tzinfo)


def test_a_form_that_does_not_know_the_time_refuses_what_nobody_will_live_to_see() -> None:
    with pytest.raises(ValidationError):
        DeskDateTimeField().clean("2101-01-01T00:00")


def test_a_day() -> None:
    assert cleaned("on", "2026-11-23") == date(2026, 11, 23)
    assert [refused("on", typed) for typed in ("2026-02-30", "0001-01-01", "2032-01-01", "23.11.2026")] == [True] * 4


@pytest.mark.parametrize("typed", ["3-2-501", "3栋2单元501", "3-2-0501", "３－２－５０１", " 3号楼2单元501室 "])
def test_a_room_has_one_normal_form(typed: str) -> None:
    assert cleaned("room", typed) == "3-2-501"


@pytest.mark.parametrize("typed", ["kitchen", "3", "3-2-501-7", "-1", "'; DROP TABLE office_unit"])
def test_what_is_no_room_number_is_refused(typed: str) -> None:
    assert refused("room", typed)
