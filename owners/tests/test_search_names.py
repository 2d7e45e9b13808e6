"""By what a name is sorted and found: its characters, its pinyin, the initials, surnames read as surnames."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from office.tests.factories import home
from owners.models import Person
from owners.names import LONGEST, asked, search_keys, sort_key
from owners.search.marking import marked, marked_words
from owners.tests.factories import make_person


def keys(name: str) -> set[str]:
    """Without the community before each."""
    return {key.removeprefix("7:") for key in search_keys(name, 7)}


def test_a_name_is_found_from_each_of_its_characters_on_by_pinyin_and_by_initials() -> None:
    assert search_keys("张桂兰", 7) == ["7:guilan", "7:zgl", "7:zhangguilan", "7:兰", "7:张桂兰", "7:桂兰"]


def test_a_surname_of_two_characters_is_one() -> None:
    assert keys("欧阳娜娜") == {"欧阳娜娜", "阳娜娜", "娜娜", "娜", "ouyangnana", "nana", "oynn"}


def test_an_english_name_is_found_by_each_of_its_words() -> None:
    assert keys("Ann Miller") == {"annmiller", "miller", "am"}


def test_words_and_characters_may_be_mixed() -> None:
    assert keys("李Lily") == {"李lily", "lily", "lilily", "ll"}


@pytest.mark.parametrize(
    ("name", "as_surname", "as_elsewhere"),
    [
        ("单国平", "shanguoping sgp", "danguoping dgp"),
        ("曾平", "zengping zp", "cengping cp"),
        ("解珍", "xiezhen xz", "jiezhen jz"),
        ("仇和", "qiuhe qh", "chouhe ch"),
        ("查良镛", "zhaliangyong zly", "chaliangyong cly"),
        ("区志强", "ouzhiqiang ozq", "quzhiqiang qzq"),
        ("盖文", "gewen gw", "gaiwen gw"),
        ("覃辉", "qinhui qh", "tanhui th"),
        ("乐嘉", "yuejia yj", "lejia lj"),
        ("尉迟恭", "yuchigong ycg", "weichigong wcg"),
        ("万俟雅", "moqiya mqy", "wanqiya wqy"),
        ("朴英", "piaoying py", "puying py"),
        ("翟天", "zhaitian zt", "ditian dt"),
    ],
)
def test_special_surnames_are_found_read_both_ways_and_sorted_as_surnames(
    name: str, as_surname: str, as_elsewhere: str
) -> None:
    assert {*as_surname.split(), *as_elsewhere.split()} <= keys(name)
    assert sort_key(name).replace(" ", "") == as_surname.split(maxsplit=1)[0]


def test_a_given_name_is_found_by_its_second_reading_too() -> None:
    assert {"wangcheng", "wangsheng", "wc", "ws"} <= keys("王晟")


@pytest.mark.parametrize("name", ["吕布", "吕 布"])
def test_lv_is_typed_with_v_or_u(name: str) -> None:
    assert {"lvbu", "lubu", "lyubu"} <= keys(name)
    assert asked("Lǚ Bù") == "lvbu"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("zhang guilan", "zhangguilan"),
        ("Zhang Gui-lan", "zhangguilan"),
        ("Zhāng Guìlán", "zhangguilan"),
        ("ＺＧＬ", "zgl"),
        (" 张 桂兰 ", "张桂兰"),
        ("O'Brien", "obrien"),
        ("Müller", "muller"),
        ("买买提·阿卜杜拉", "买买提阿卜杜拉"),
        ("😀", ""),
        ("", ""),
    ],
)
def test_what_is_typed_has_the_form_of_the_keys(typed: str, key: str) -> None:
    assert asked(typed) == key


def test_a_long_name_is_cut_and_so_is_what_is_asked() -> None:
    name = "诚基物业管理有限公司济南分公司客户服务中心第三部门"
    assert asked(name) in keys(name)
    assert len(asked(name)) == LONGEST


@given(st.text(max_size=60))
def test_whoever_has_a_name_is_found_by_all_of_it(name: str) -> None:
    found = keys(name)
    assert asked(name) in found or asked(name) == ""
    assert all(0 < len(key) <= LONGEST for key in found)


@pytest.mark.parametrize(
    ("name", "key", "found"),
    [
        ("张桂兰", "桂兰", "桂兰"),
        ("张桂兰", "zgl", "张桂兰"),
        ("张桂兰", "zg", "张桂"),
        ("张桂兰", "zhangg", "张桂"),
        ("张桂兰", "guilan", "桂兰"),
        ("曾平", "cengp", "曾平"),
        ("曾平", "zeng", "曾"),
        ("Ann Miller", "miller", "Miller"),
        ("Ann Miller", "annm", "Ann Miller"),
        ("张桂兰", "xyz", "张桂兰"),
        ("张桂兰", "", ""),
    ],
)
def test_the_part_that_was_found_is_marked(name: str, key: str, found: str) -> None:
    assert name[slice(*marked(name, key))] == found


@pytest.mark.parametrize(
    ("words", "found"), [(["漏水"], "漏水"), (["wifi"], "WiFi"), (["a.b"], ""), (["没有", "水槽"], "水槽")]
)
def test_a_word_is_marked_where_it_stands(words: list[str], found: str) -> None:
    text = "厨房水槽下面漏水，WiFi 也断了"
    assert text[slice(*marked_words(text, words))] == found


@pytest.mark.django_db
def test_the_keys_are_written_whenever_the_name_is() -> None:
    person = make_person("王小明")
    here = home().pk
    (made,) = Person.objects.bulk_create([Person(community=home(), name="李雷")])
    assert (person.sort_key, person.keys) == ("wang xiao ming", search_keys("王小明", here))
    assert (made.sort_key, made.keys) == ("li lei", search_keys("李雷", here))
    person.name = "曾平"
    person.save(update_fields=["name"])
    person.refresh_from_db()
    assert (person.sort_key, person.keys) == ("zeng ping", search_keys("曾平", here))
