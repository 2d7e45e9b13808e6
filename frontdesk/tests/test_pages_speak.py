"""Every page speaks its reader's language and no other."""

import re
from html import unescape

import pytest
from django.utils import translation
from django.utils.translation import gettext as _

from frontdesk.languages import files
from frontdesk.reception.kinds import KINDS
from frontdesk.tests.everywhere import Estate, Walk, ask, text_of, walked

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("walk")]

HAN = re.compile("[\u4e00-\u9fff][\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]*")
HOLE = re.compile(r"%\(\w+\)[sd]|%[sd%]|{\w*}")
# A name in the factories, the languages by their own names, and amounts in capitals, which every language writes so.
DATA = re.compile("王小明|<bdi>王<|王\\*\\*|简体中文|中文|[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整]{3,}")
# What is said in Chinese whoever reads the page: the polite phrases, the etiquette. Nothing else stands inside.
SAID = re.compile(r'<(\w+)[^<>]* lang="zh-Hans"[^<>]*>[^<]*</\1>')
LONG = 12


def read_by(walk: Walk, estate: Estate, *people: str) -> dict[str, str]:
    """What these people read: every page, refusals too, and then every kind of record and of block in the estate."""
    asked = [f"/{number}/" for number in estate.records.values()]
    asked += [f"{estate.address('reception_case')}?block={kind}-1" for kind in KINDS]
    texts = {f"{who} {method} {name}": answer.text for (who, method, name), answer in walk.items() if who in people}
    texts |= {f"{who} {address}": text_of(ask(estate.people[who], address)) for who in people for address in asked}
    return {page: unescape(SAID.sub("", text)) for page, text in texts.items()}


def test_english_pages_say_nothing_in_chinese(walk: Walk, estate: Estate) -> None:
    shown = read_by(walk, estate, "crew", "manager")
    said = {page: sorted(set(HAN.findall(DATA.sub("", text)))) for page, text in shown.items()}
    assert {page: words for page, words in said.items() if words} == {}


def source_strings() -> list[str]:
    """What would stand in a page as it is if nobody translated it, and is too long to be there by chance."""
    ids = [message.id if isinstance(message.id, str) else message.id[0] for message in files.read("zh_Hans")]
    with translation.override("zh-hans"):
        return [text for text in ids if len(text) > LONG and " " in text and not HOLE.search(text) and _(text) != text]


@pytest.mark.parametrize("estate", ["zh-hans"], indirect=True)
def test_chinese_pages_say_nothing_in_english(estate: Estate) -> None:
    people = "anonymous", "crew", "manager"
    strings, shown = source_strings(), read_by(walked(estate, *people), estate, *people)
    said = {page: [text for text in strings if text in read] for page, read in shown.items()}
    assert len(strings) > 100
    assert {page: words for page, words in said.items() if words} == {}
