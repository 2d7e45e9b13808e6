"""What one typed text is taken for."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from owners.search.asking import Asked, read


@pytest.mark.parametrize("typed", ["3-2-501", "3栋2单元501", "３号楼２单元501室", "3#2-0501"])
def test_a_room_in_any_spelling(typed: str) -> None:
    assert read(typed) == Asked(homes=["3-2-501"], begins="3-2-501")


@pytest.mark.parametrize(
    ("typed", "begins", "homes"),
    [("3-2", "3-2", ["3-2"]), ("3栋2单元", "3-2-", []), ("3栋", "3-", []), ("3-2-", "3-2-", []), ("A栋", "A-", [])],
)
def test_a_room_that_is_only_begun(typed: str, begins: str, homes: list[str]) -> None:
    assert read(typed) == Asked(homes=homes, begins=begins)


@pytest.mark.parametrize(
    ("typed", "homes"),
    [
        ("321501", ["32-15-1", "321-5-1"]),
        ("32511", []),
        ("320501", ["3-2-501", "32-5-1", "32-501", "320-5-1"]),
        ("３２５１１", []),
    ],
)
def test_figures_alone_are_a_room_and_the_end_of_a_phone(typed: str, homes: list[str]) -> None:
    figures = typed.translate({0xFF10 + digit: str(digit) for digit in range(10)})
    assert read(typed) == Asked(homes=homes, figures=figures, phone_end=figures)


@pytest.mark.parametrize(
    "typed", ["13800138000", "+86 138-0013-8000", "(138) 0013 8000", "１３８００１３８０００", "13800138000转801"]
)
def test_a_phone_in_any_spelling(typed: str) -> None:
    assert read(typed).phone_end == "13800138000"


@pytest.mark.parametrize(
    ("typed", "end"),
    [
        ("0755-83211234", "75583211234"),
        ("0755-83211234转801", "75583211234"),
        ("83211234", "83211234"),
        ("4127", "4127"),
        ("+1 415 555 2671", "14155552671"),
        ("412", ""),
        ("12-1-1203", ""),
    ],
)
def test_a_number_without_its_code_or_only_its_end(typed: str, end: str) -> None:
    assert read(typed).phone_end == end


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("R-20261124-0007", "R-20261124-0007"),
        ("j-20261124-0007", "J-20261124-0007"),
        ("Ｒ－20261124－0007", "R-20261124-0007"),
        ("R-20261124-0007-1", "R-20261124-0007-1"),
    ],
)
def test_the_number_of_a_record(typed: str, number: str) -> None:
    assert read(typed) == Asked(record=number)


def test_the_number_of_a_box_may_be_a_room_too() -> None:
    assert read("L-0001") == Asked(record="L-0001", homes=["L-1"], begins="L-1")


@pytest.mark.parametrize(
    ("typed", "name", "words"),
    [
        ("桂兰", "桂兰", ["桂兰"]),
        ("水", "水", []),
        ("zgl", "zgl", ["zgl"]),
        ("Zhang Guilan", "zhangguilan", ["zhang", "guilan"]),
        ("Li-Ming", "liming", ["li-ming"]),
        ("厨房 漏水", "厨房漏水", ["厨房", "漏水"]),
        ("鲁A7K21Q", "鲁a7k21q", ["鲁a7k21q"]),
    ],
)
def test_everything_else_is_a_name_or_was_said(typed: str, name: str, words: list[str]) -> None:
    assert read(typed) == Asked(name=name, words=words)


@pytest.mark.parametrize("typed", ["", " ", "-", "...", "()", "²"])
def test_what_means_nothing(typed: str) -> None:
    assert read(typed) == Asked()


def test_what_was_understood_is_said() -> None:
    with translation.override("en"):
        said = [
            [str(text) for text in read(typed).understood()] for typed in ("4127", "桂兰", "3-2", "R-20261124-0007")
        ]
    assert said == [
        ["room 4127", "phone ending in 4127"],
        ["a name", "words of a caller"],
        ["room 3-2"],
        ["record R-20261124-0007"],
    ]


@given(st.text(max_size=60))
def test_whatever_is_typed_is_read(typed: str) -> None:
    assert isinstance(read(typed), Asked)
