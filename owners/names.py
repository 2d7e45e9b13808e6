"""By what Chinese names are sorted: no wheel of PostgreSQL brings a Chinese collation."""

from functools import cache

from pypinyin import Style, lazy_pinyin


def sort_key(name: str) -> str:
    """Pinyin without tones, one word a character: 王小明 is `wang xiao ming`."""
    return " ".join(_syllable(character) for character in name if not character.isspace())


@cache
def _syllable(character: str) -> str:
    return str(lazy_pinyin(character, style=Style.NORMAL)[0]).lower()
