"""One normal form for phone numbers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from owners.phones import NoPhone, Phone, display, mask, normalise

MOBILE = Phone("+8613800138000")


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000",
        " 138 0013 8000 ",
        "138-0013-8000",
        "+86 138 0013 8000",
        "8613800138000",
        "008613800138000",
        "１３８００１３８０００",
        "tel:13800138000",
        "\x0013800138000",
        "\u202e13800138000",
    ],
)
def test_every_spelling_of_a_mobile_number_is_the_same(typed: str) -> None:
    assert normalise(typed) == MOBILE


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("0755-83211234", Phone("+8675583211234")),
        ("(0755) 8321 1234", Phone("+8675583211234")),
        ("010-65551234", Phone("+861065551234")),
        ("83211234", Phone("+8683211234")),
        ("400-800-1234", Phone("+864008001234")),
        ("+1 415 555 2671", Phone("+14155552671")),
        ("+852 2345 6789", Phone("+85223456789")),
        ("0755-83211234转801", Phone("+8675583211234", "801")),
        ("0755-83211234 转 801", Phone("+8675583211234", "801")),
        ("0755-83211234分机801", Phone("+8675583211234", "801")),
        ("075583211234#801", Phone("+8675583211234", "801")),
        ("13800138000 ext. 5", Phone("+8613800138000", "5")),
        ("１３８００１３８０００转８０１", Phone("+8613800138000", "801")),
    ],
)
def test_landlines_foreign_numbers_and_extensions(typed: str, found: Phone) -> None:
    assert normalise(typed) == found


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "  ",
        "+86",
        "110",
        "95588",
        "abc",
        "转801",
        "1380013800",  # a digit too few
        "138001380001",  # a digit too many
        "1380013800a",
        "13800138000/13900139000",
        "00000000000",
        "9" * 300,
        "水管爆了",
    ],
)
def test_what_cannot_be_rung_is_refused(typed: str) -> None:
    with pytest.raises(NoPhone):
        normalise(typed)


@pytest.mark.parametrize(
    ("number", "extension", "shown"),
    [
        ("+8613800138000", "", "138 0013 8000"),
        ("+8675583211234", "801", "0755 8321 1234转801"),
        ("+14155552671", "", "+1 415-555-2671"),
        ("as the caller said it", "", "as the caller said it"),
        ("", "", ""),
    ],
)
def test_shown_as_people_here_write_it(number: str, extension: str, shown: str) -> None:
    assert display(number, extension) == shown


def test_a_phone_shows_itself() -> None:
    assert str(Phone("+8675583211234", "801")) == "0755 8321 1234转801"


@pytest.mark.parametrize(
    ("number", "masked"),
    [
        ("+8613800138000", "138****8000"),
        ("13800138000", "138****8000"),
        ("+8675583211234", "075****1234"),
        ("+8683211234", "****34"),
        ("+864008001234", "****34"),
        ("+14155552671", "141****2671"),
        ("110", "****"),
        ("", ""),
    ],
)
def test_masked_it_can_be_recognised_and_not_rung(number: str, masked: str) -> None:
    assert mask(number) == masked


@given(st.text(max_size=40))
def test_whatever_is_typed_gives_a_number_in_normal_form_or_is_refused(typed: str) -> None:
    try:
        found = normalise(typed)
    except NoPhone:
        return
    assert found.number.startswith("+")
    assert found.number[1:].isdecimal()
    assert len(found.number) <= 16
    assert normalise(found.number).number == found.number


@given(st.from_regex(r"\A1[3-9][0-9]{9}\Z"), st.sampled_from(["{}", "+86{}", "{:.3} {}", "0086 {}"]))
def test_every_mobile_number_keeps_its_digits_and_hides_four(digits: str, form: str) -> None:
    typed = form.format(digits) if form.count("{") == 1 else f"{digits[:3]} {digits[3:]}"
    assert normalise(typed).number == f"+86{digits}"
    assert mask(digits) == f"{digits[:3]}****{digits[7:]}"
