"""Numbers that were written into a text: identity and bank cards, which nobody needs here, and mobile phones."""

import re

# Eighteen signs, the last of which may be an X; or a card's 16 to 19 figures, in one or in groups of four as they are
# embossed. Figures before or behind would make it something else: a longer number of a meter or a parcel.
_GROUPED = r"[0-9]{4}(?:[ -][0-9]{4}){3}(?:[ -]?[0-9]{1,3})?"
_NUMBER = re.compile(rf"(?<![0-9])(?:[0-9]{{17}}[Xx]|[0-9]{{16,19}}|{_GROUPED})(?![0-9])", re.ASCII)
_MOBILE = re.compile(r"(?<![0-9])(?:86[ -]?)?(1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4})(?![0-9])", re.ASCII)
_WIDE = str.maketrans("０１２３４５６７８９Ｘｘ－　", "0123456789Xx- ")
SHOWN = 4


def found(text: str) -> bool:
    """Whether an identity number or a bank card stands in the text, in figures of any width."""
    return _NUMBER.search(text.translate(_WIDE)) is not None


def mask(text: str) -> str:
    """The text for a list or a paper, sign for sign: of such a number only the last four signs are left, of a mobile
    phone 138****8000, all else is as it was.
    """
    plain, hidden = text.translate(_WIDE), list(text)
    for match in _NUMBER.finditer(plain):
        _hide(hidden, match.start(), match.end() - SHOWN)
    for match in _MOBILE.finditer(plain):
        _hide(hidden, match.start(1) + 3, match.end() - SHOWN)
    return "".join(hidden)


def _hide(signs: list[str], start: int, end: int) -> None:
    signs[start:end] = "*" * (end - start)
