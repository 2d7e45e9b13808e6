"""Every page speaks its reader's language and no other."""

import re
from html import unescape

import pytest
from django.utils import translation
from django.utils.translation import gettext as _

from frontdesk.languages import files
from frontdesk.reception.kinds import KINDS
from frontdesk.tests.everywhere import Estate, ask, desk_urls, text_of

pytestmark = pytest.mark.django_db

HAN = re.compile("[\u4e00-\u9fff][\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]*")
HOLE = re.compile(r"%\(\w+\)[sd]|%[sd%]|{\w*}")
# A name in the factories, the languages by their own names, and amounts in capitals, which every language writes so.
DATA = re.compile("王小明|<bdi>王<|王\\*\\*|简体中文|中文|[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整]{3,}")
# What is said in Chinese whoever reads the page: the polite phrases, the etiquette. Nothing else stands inside.
SAID = re.compile(r'<(\w+)[^<>]* lang="zh-Hans"[^<>]*>[^<]*</\1>')
LONG = 12


def pages(estate: Estate, *people: str) -> dict[str, str]:
    """What these people read, what they are refused included."""
    asked = [(method, estate.page(name)) for name in desk_urls() for method in ("GET", "POST")]
    asked += [("GET", f"/{number}/") for number in estate.records.values()]
    asked += [("GET", f"{estate.address('reception_case')}?block={kind}-1") for kind in KINDS]
    return {
        f"{who} {method} {address}": unescape(SAID.sub("", text_of(ask(estate.people[who], address, method))))
        for who in people
        for method, address in asked
    }


@pytest.mark.parametrize("estate", ["en"], indirect=True)
def test_english_pages_say_nothing_in_chinese(estate: Estate) -> None:
    said = {
        page: sorted(set(HAN.findall(DATA.sub("", text)))) for page, text in pages(estate, "crew", "of_both").items()
    }
    assert {page: words for page, words in said.items() if words} == {}


def source_strings() -> list[str]:
    """What would stand in a page as it is if nobody translated it, and is too long to be there by chance."""
    ids = [message.id if isinstance(message.id, str) else message.id[0] for message in files.read("zh_Hans")]
    with translation.override("zh-hans"):
        return [text for text in ids if len(text) > LONG and " " in text and not HOLE.search(text) and _(text) != text]


@pytest.mark.parametrize("estate", ["zh-hans"], indirect=True)
def test_chinese_pages_say_nothing_in_english(estate: Estate) -> None:
    strings, shown = source_strings(), pages(estate, "anonymous", "crew", "of_both")
    said = {page: [text for text in strings if text in read] for page, read in shown.items()}
    assert len(strings) > 100
    assert {page: words for page, words in said.items() if words} == {}
