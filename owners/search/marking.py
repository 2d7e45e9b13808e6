"""Which signs of a name or a text are what was asked for."""

import re

from owners import names

_ANYTHING = (0, 0)


def marked(name: str, key: str) -> tuple[int, int]:
    """From where up to where a key of owners/names.py is found in a name: 张桂兰 is found by 桂兰, guil and zg."""
    if not key:
        return _ANYTHING
    if (start := name.casefold().find(key)) >= 0:
        return start, start + len(key)
    places = [match.span() for match in names.UNIT.finditer(name)]
    for reading in names.readings(names.units(name)):
        if len(reading) == len(places) and (found := _spoken(reading, key)):
            return places[found[0]][0], places[found[1] - 1][1]
    return 0, len(name)


def _spoken(reading: list[str], key: str) -> tuple[int, int] | None:
    """From which syllable up to which: a key is their beginning, whole or by initials."""
    if "".join(syllable[:1] for syllable in reading).startswith(key):
        return 0, len(key)
    for first in range(len(reading)):
        for last in range(first + 1, len(reading) + 1):
            if "".join(reading[first:last]).startswith(key):
                return first, last
    return None


def marked_words(text: str, words: list[str]) -> tuple[int, int]:
    """Where the first of the words stands in a text; at its beginning where it was written in other signs."""
    found = re.search("|".join(map(re.escape, words)), text, re.IGNORECASE)
    return found.span() if found else _ANYTHING
