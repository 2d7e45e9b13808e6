"""Made-up people: their names, and numbers that cannot belong to anybody."""

from frontdesk.demo.data.names import FIRST, SECOND, SURNAMES
from frontdesk.demo.dice import Dice, Weighted

_surnames = Weighted(SURNAMES, [1 / (rank + 4) for rank in range(len(SURNAMES))])
# Mobile prefixes in use; the four digits after them, 0000, are given to no region.
PREFIXES = [*range(130, 140), *range(150, 154), *range(155, 160), *range(176, 179), *range(180, 190)]


def make_name(dice: Dice, surname: str = "") -> str:
    """A Chinese name, of the family `surname` if one is given."""
    given = dice.pick(FIRST) * dice.chance(0.8) + dice.pick(SECOND)
    return (surname or _surnames.pick(dice)) + given


def make_phone(dice: Dice) -> str:
    """A number in the desk's normal form, +86 1xx 0000 xxxx."""
    return f"+86{dice.pick(PREFIXES)}0000{dice.between(0, 9999):04d}"
