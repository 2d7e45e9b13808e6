"""One normal form for room numbers."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from office.rooms import beginning, normalise
from office.tests.factories import make_unit


@pytest.mark.parametrize(
    "typed",
    [
        "3-2-501",
        " 3-2-501 ",
        "3-2-0501",
        "03-02-501",
        "3栋2单元501",
        "3栋2单元501室",
        "3栋 2单元 501 室",
        "3号楼2单元501",
        "3幢2单元0501号房",
        "3座2门501",
        "３－２－５０１",
        "3—2—501",
        "3#2-501",
        "3/2/501",
        "3.2.501",
    ],
)
def test_every_spelling_is_one_home(typed: str) -> None:
    assert normalise(typed) == "3-2-501"


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("1栋1单元101", "1-1-101"),
        ("11栋1单元101", "11-1-101"),
        ("1栋11单元101", "1-11-101"),
        ("a-2-501b", "A-2-501B"),
        ("3栋501", "3-501"),
        ("3-501", "3-501"),
        ("10-2-1001", "10-2-1001"),
        ("3-2-0", "3-2-0"),
    ],
)
def test_building_1_is_never_building_11(typed: str, normal: str) -> None:
    assert normalise(typed) == normal


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "501",
        "3-2-501-1",
        "3--501",
        "-2-501",
        "3-2-",
        "kitchen",
        "3 2 501",
        "3-2-1234567",
        "3栋",
        "\x003-2-501",
    ],
)
def test_what_is_no_room_number_is_none(typed: str) -> None:
    assert normalise(typed) is None


part = st.from_regex(r"\A(0{0,2}[1-9][0-9]{0,2}|[A-Z])\Z")


@given(part, part, part)
def test_all_spellings_of_three_parts_agree_and_the_form_is_stable(building: str, entrance: str, room: str) -> None:
    plain = normalise(f"{building}-{entrance}-{room}")
    assert (
        plain == normalise(f"{building}栋{entrance}单元{room}室") == normalise(f"{building}号楼 {entrance}单元 {room}")
    )
    assert plain is not None
    assert normalise(plain) == plain
    assert plain.split("-") == [text.lstrip("0") for text in (building, entrance, room)]


@given(st.text(max_size=30))
def test_whatever_is_typed_gives_a_normal_form_or_none(typed: str) -> None:
    found = normalise(typed)
    assert found is None or normalise(found) == found


@pytest.mark.django_db
def test_one_home_is_entered_once() -> None:
    make_unit("3-2-501")
    make_unit("11-2-501")
    with pytest.raises(IntegrityError, match="one_unit_per_room_number"), transaction.atomic():
        make_unit("3栋2单元0501室")


@pytest.mark.parametrize(
    ("typed", "begins"),
    [
        ("3栋", "3-"),
        ("３号楼", "3-"),
        ("03-", "3-"),
        ("3栋2单元", "3-2-"),
        ("3-2-", "3-2-"),
        ("3-2", "3-2"),
        ("3栋2单元5", "3-2-5"),
        ("3-2-501", "3-2-501"),
        ("a座", "A-"),
    ],
)
def test_half_a_room_number_says_how_it_begins(typed: str, begins: str) -> None:
    assert beginning(typed) == begins


@pytest.mark.parametrize("typed", ["", "3", "501", "Li-Ming", "kitchen", "漏水", "3-2-501-1"])
def test_what_begins_no_room_number_is_none(typed: str) -> None:
    assert beginning(typed) is None
