"""Amounts in Chinese capitals, as they stand on quotes, orders and receipts."""

from decimal import Decimal
from functools import partial
from importlib import import_module
from typing import Any

from django.utils.functional import SimpleLazyObject

# Loading it takes nearly half a second, and most processes never need it.
cn2an: Any = SimpleLazyObject(partial(import_module, "cn2an"))


def amount_in_capitals(amount: Decimal) -> str:
    """144.50 yuan as 壹佰肆拾肆元伍角整: what ends in yuan or jiao is closed with 整, what ends in fen is not.

    Raises ValueError for a negative amount and for less than a fen.
    """
    if amount < 0 or amount != amount.quantize(Decimal("0.01")):
        raise ValueError(amount)
    capitals: str = cn2an.an2cn(f"{abs(amount):.2f}", "rmb")
    return f"{capitals}整" if capitals.endswith("角") else capitals
