"""How names are sorted and found: by their characters, their pinyin and its initials.

Nothing on the server knows Chinese: no wheel of PostgreSQL brings its collation. So what a name is sorted and found by
is written beside it.
"""

import re
import unicodedata
from functools import lru_cache, partial
from importlib import import_module
from itertools import islice, product
from typing import Any

from django.utils.functional import SimpleLazyObject

# Its dictionary takes as long to load as the pages do, and few processes look into it.
pypinyin: Any = SimpleLazyObject(partial(import_module, "pypinyin"))

# Longer keys are cut, and so is what is asked.
LONGEST, SORTED_BY = 20, 120
# As surnames these are read otherwise than elsewhere: the surname's reading first, then others that are in use.
_SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "查": "zha", "区": "ou", "盖": "ge gai", "覃": "qin tan",
    "乐": "yue le", "朴": "piao pu", "缪": "miao", "翟": "zhai", "宓": "mi fu", "繁": "po", "折": "she", "员": "yun",
    "贠": "yun", "秘": "bi", "召": "shao", "种": "chong", "洗": "xian", "句": "gou", "隗": "wei kui", "牟": "mu mou",
    "祭": "zhai", "谌": "chen shen", "都": "du", "阚": "kan", "郗": "xi chi", "薄": "bo", "卜": "bu", "柏": "bai bo",
    "能": "nai", "炅": "gui", "乜": "nie", "隽": "juan jun", "尉": "yu wei", "么": "yao", "黑": "he", "长": "chang",
    "吕": "lv lu lyu", "闾": "lv lu", "费": "fei bi", "佴": "nai",
}  # fmt: skip
# Of two characters; some of them with a reading of their own.
_PLAIN = (
    "欧阳上官司马东方独孤南宫闻人夏侯诸葛公羊赫连皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离宇文司徒长孙令狐闾丘颛孙"
    "鲜于司空亓官司寇公西公良漆雕谷梁拓跋轩辕呼延东郭南门羊舌百里梁丘左丘西门第五"
)
_DOUBLE = {
    "尉迟": "yu chi", "万俟": "mo qi", "澹台": "tan tai", "乐正": "yue zheng", "单于": "chan yu",
    **{_PLAIN[start : start + 2]: "" for start in range(0, len(_PLAIN), 2)},
}  # fmt: skip
# Given names know these second readings.
_ELSEWHERE = {"晟": "sheng", "茜": "xi", "乐": "yue", "长": "chang", "行": "hang", "朝": "chao", "柏": "bo"}
_MANY = 8
_HAN = r"[\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
# ü as pinyin has it, behind l and n; decomposed, with or without its tone.
_UMLAUT = re.compile("(?<=[ln])u(?=[\u0300\u0301\u0304\u030c]?\u0308)")
UNIT = re.compile(rf"{_HAN}|(?:(?!{_HAN})[^\W_])+")


def sort_key(name: str) -> str:
    """Pinyin without tones, one word a character: 王小明 is `wang xiao ming`, 曾平 `zeng ping`."""
    return " ".join(readings(units(name))[0])[:SORTED_BY]


def search_keys(name: str, community_id: int) -> list[str]:
    """What somebody of this name is found by, each from its beginning; kept apart by community.

    The name from each of its characters on (张桂兰, 桂兰, 兰), its pinyin (`zhangguilan`), that of the given name
    (`guilan`) and the initials (`zgl`); where there are several readings, each of them.
    """
    written = units(name)
    keys = {"".join(written[start:]) for start in range(len(written))}
    given = 2 if "".join(written[:2]) in _DOUBLE else 1
    for reading in readings(written):
        keys |= {"".join(reading), "".join(reading[given:]), "".join(syllable[:1] for syllable in reading)}
    return sorted({f"{community_id}:{key[:LONGEST]}" for key in keys if key})


def asked(text: str) -> str:
    """A name or the beginning of one as it is typed, in the form of the keys: `Zhang Guì-lán` is `zhangguilan`."""
    return "".join(units(text))[:LONGEST]


def units(text: str) -> list[str]:
    """The characters and the words of another script, in small letters and without accents; ü is v."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
    bare = _UMLAUT.sub("v", plain)
    return UNIT.findall("".join(letter for letter in bare if not unicodedata.combining(letter)))


def surname(name: str) -> str:
    """By which somebody is addressed: 王 of 王小明, 欧阳 of 欧阳明; of a name in another script its last word."""
    words = name.split()
    if not words or not re.match(_HAN, words[0]):
        return words[-1] if words else ""
    return name[:2] if name[:2] in _DOUBLE else name[:1]


def readings(written: list[str]) -> list[list[str]]:
    """Every way to read a name, the right one first."""
    long = 2 if "".join(written[:2]) in _DOUBLE else 1
    given = [[_syllable(unit), *_ELSEWHERE.get(unit, "").split()] for unit in written[long:]]
    return [[*first, *rest] for rest in islice(product(*given), _MANY) for first in _surname(written[:long])]


def _surname(written: list[str]) -> list[list[str]]:
    """How a surname is read, then how its characters are read elsewhere."""
    surname, common = "".join(written), [_syllable(unit) for unit in written]
    own = [_DOUBLE[surname].split()] if _DOUBLE.get(surname) else [[one] for one in _SURNAMES.get(surname, "").split()]
    return [*own, *([] if common in own else [common])]


@lru_cache(20_000)
def _syllable(unit: str) -> str:
    return str(pypinyin.lazy_pinyin(unit, style=pypinyin.Style.NORMAL)[0]).lower()
