from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.capitals import amount_in_capitals


@pytest.mark.parametrize(
    ("amount", "capitals"),
    [
        ("144.50", "壹佰肆拾肆元伍角整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("0.55", "伍角伍分"),
        ("10.00", "壹拾元整"),
        ("10.05", "壹拾元零伍分"),
        ("1010", "壹仟零壹拾元整"),
        ("1005.30", "壹仟零伍元叁角整"),
        ("110000", "壹拾壹万元整"),
        ("100000.01", "壹拾万元零壹分"),
        ("1000000", "壹佰万元整"),
        ("1050000", "壹佰零伍万元整"),
        ("9999999.99", "玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ("0", "零元整"),
        ("-0.00", "零元整"),
    ],
)
def test_rp3_amounts_are_written_as_a_bank_writes_them(amount: str, capitals: str) -> None:
    assert amount_in_capitals(Decimal(amount)) == capitals


def _read_back(capitals: str) -> Decimal:
    """The sum that somebody reads who adds up what stands there."""
    digits = {character: value for value, character in enumerate("零壹贰叁肆伍陆柒捌玖")}
    units = {"拾": 10, "佰": 100, "仟": 1000}
    total, below_ten_thousand, digit = Decimal(0), 0, 0
    for character in capitals:
        if character in digits:
            digit = digits[character]
        elif character in units:
            below_ten_thousand, digit = below_ten_thousand + digit * units[character], 0
        elif character == "万":
            total, below_ten_thousand, digit = (total + below_ten_thousand + digit) * 10000, 0, 0
        elif character == "元":
            total, below_ten_thousand, digit = total + below_ten_thousand + digit, 0, 0
        elif character in "角分":
            total, digit = total + Decimal(digit) / (10 if character == "角" else 100), 0
    return total


@given(st.decimals(min_value=0, max_value=Decimal("9999999.99"), places=2))
def test_rp3_capitals_read_back_to_the_same_amount(amount: Decimal) -> None:
    capitals = amount_in_capitals(amount)
    assert _read_back(capitals) == amount
    assert capitals.endswith(("分", "整"))


@pytest.mark.parametrize("amount", ["-1", "0.005", "-0.01"])
def test_negative_amounts_and_less_than_a_fen_are_refused(amount: str) -> None:
    with pytest.raises(ValueError, match=amount):
        amount_in_capitals(Decimal(amount))
