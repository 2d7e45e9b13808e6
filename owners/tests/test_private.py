"""An identity number or a bank card pasted into a note is found, and hidden where others read it."""

import pytest

from owners import private

IDENTITY = "11010519491231002X"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"身份证 {IDENTITY} 已核对", "身份证 **************002X 已核对"),
        ("110105194912310021", "**************0021"),
        ("１１０１０５１９４９１２３１００２Ｘ", "**************００２Ｘ"),
        ("卡号6222021234567890", "卡号************7890"),
        ("6222 0212 3456 7890 123", "*" * 19 + " 123"),
        ("6222-0212-3456-7890", "***************7890"),
        ("6222021234567890123, 110105194912310021", "***************0123, **************0021"),
    ],
)
def test_such_a_number_is_found_and_all_but_its_last_four_signs_hidden(text: str, shown: str) -> None:
    assert (private.found(text), private.mask(text)) == (True, shown)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "水管漏水",
        "8321 1234",
        "0755-83211234转801",
        "J-20261124-0001 R-20261124-0002",
        "2026-11-24 10:05 – 2026-11-25 12:00",
        "12345678901234567890",
        "110105194912310",
        "😀" * 20,
    ],
)
def test_what_is_none_stays_as_it_is(text: str) -> None:
    assert (private.found(text), private.mask(text)) == (False, text)


@pytest.mark.parametrize("text", [IDENTITY, "前😀" + IDENTITY + "后", "㍿" + IDENTITY, IDENTITY * 2])
def test_hiding_changes_no_length_and_does_not_find_anything_again(text: str) -> None:
    hidden = private.mask(text)
    assert (len(hidden), private.found(hidden)) == (len(text), False)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("打13800138000找他", "打138****8000找他"),
        ("+8613800138000转801", "+86138****8000转801"),
        ("１３８００１３８０００", "１３８****８０００"),
        ("138 0013-8000 / +86 139-0013-9000", "138******8000 / +86 139******9000"),
    ],
)
def test_a_mobile_number_is_hidden_but_may_be_written_down(text: str, shown: str) -> None:
    assert (private.found(text), private.mask(text)) == (False, shown)
