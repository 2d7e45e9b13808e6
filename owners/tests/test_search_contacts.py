"""Finding contacts: by the numbers of callers who are not in the register, and by what was said."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from office.tests.factories import MONDAY, home, make_community, make_promise, make_staff, make_unit
from owners.models import Contact
from owners.search.hits import CALLER, SAID, Hit
from owners.tests.factories import PHONE, make_contact, make_person
from owners.tests.searching import hits, known_staff, look_up, texts

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MONTH = timedelta(days=31)


def said(content: str, **fields: object) -> Contact:
    return make_contact(content=content, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize("typed", ["8000", "13800138000", "138-0013-8000", "+86 138 0013 8000"])
def test_an_unknown_caller_is_found_by_his_number_once(typed: str) -> None:
    unit = make_unit("3-2-501")
    make_contact(name="王先生", unit=unit, at=MONDAY - DAY)
    newest = make_contact(name="王先生", unit=unit, at=MONDAY)
    make_promise(unit=unit, rule="RP-9/finish", base_at=MONDAY)
    assert hits(typed) == [
        Hit(
            CALLER,
            "王先生",
            community=home().pk,
            estate=home().name,
            unit=unit.pk,
            room="3-2-501",
            capacity="owner",
            phone="138****8000",
            open=1,
            number=newest.number,
            at=MONDAY,
        )
    ]


def test_an_extension_hides_no_number() -> None:
    make_contact(name="王先生", phone="+8675583211234转801")
    assert [texts(typed) for typed in ("1234", "83211234", "0755-83211234转801")] == [["王先生"]] * 3


def test_who_is_in_the_register_is_no_unknown_caller() -> None:
    person = make_person("张桂兰")
    make_contact(person=person, name="张女士")
    assert texts(PHONE) == ["张桂兰"]


def test_callers_stand_behind_people_the_latest_first() -> None:
    make_person("张桂兰")
    make_contact(name="王先生", at=MONDAY - DAY)
    make_contact(name="李女士", at=MONDAY)
    assert texts("8000") == ["张桂兰", "李女士", "王先生"]


def test_what_was_said_is_found_by_two_characters_the_newest_first() -> None:
    unit = make_unit("3-2-501")
    old = said("厨房水槽下面漏水", unit=unit, at=MONDAY - 14 * MONTH)
    new = said("卫生间漏水", at=MONDAY - DAY)
    middle = said("阳台也漏水了", at=MONDAY - MONTH)
    said("水管漏了")
    found = hits("漏水")
    assert [hit.number for hit in found] == [new.number, middle.number, old.number]
    assert found[2] == Hit(
        SAID,
        "厨房水槽下面漏水",
        mark=(6, 8),
        community=home().pk,
        estate=home().name,
        unit=unit.pk,
        room="3-2-501",
        number=old.number,
        at=old.at,
    )


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("水槽下", ["厨房水槽下面漏水"]),
        ("漏水 厨房", ["厨房水槽下面漏水"]),
        ("厨房漏水", []),
        ("厨房 顶灯", []),
        ("wifi", ["WiFi 断了 100%"]),
        ("ＷｉＦｉ", ["WiFi 断了 100%"]),
        ("100%", ["WiFi 断了 100%"]),
        ("100_", []),
        ("断了 fi", ["WiFi 断了 100%"]),
        ("漏", []),
        ("鲁A7K21Q", ["车牌鲁A7K21Q挡住了"]),
    ],
)
def test_words_are_found_together_and_whole(typed: str, found: list[str]) -> None:
    for content in ("厨房水槽下面漏水", "WiFi 断了 100%", "车牌鲁A7K21Q挡住了"):
        said(content)
    assert texts(typed) == found


def test_a_month_with_a_full_list_is_not_read_on() -> None:
    for days in range(12):
        said(f"第{days}次漏水", at=MONDAY.replace(day=28) - days * DAY)
    found = look_up("漏水")
    assert [hit.text for hit in found.hits] == [f"第{days}次漏水" for days in range(10)]
    assert found.more


def test_a_change_of_the_text_is_found() -> None:
    contact = said("漏水")
    contact.content = "停电"
    contact.save()
    assert (texts("漏水"), texts("停电")) == ([], ["停电"])


def test_a_long_text_is_cut_around_what_was_found_and_numbers_in_it_are_masked() -> None:
    said("您好，" + "我是楼上的" * 6 + "漏水了，电话13912345678，" + "请回电" * 30)
    (hit,) = hits("漏水")
    assert (hit.text[0], hit.text[-1]) == ("…", "…")
    assert (hit.marked, hit.before[-2:], hit.after[:2]) == ("漏水", "上的", "了，")
    assert "139****5678" in hit.text
    assert len(hit.text) < 70


def test_people_stand_before_what_was_said() -> None:
    make_person("张桂兰", phone="")
    said("找桂兰师傅", name="王先生")
    assert texts("桂兰") == ["张桂兰", "找桂兰师傅"]


def test_other_communities_are_not_there() -> None:
    ours, second = home(), make_community()
    said("一号漏水", at=MONDAY - DAY)
    said("二号漏水", community=second, name="李女士")
    assert texts("漏水") == ["一号漏水"]
    assert texts("漏水", make_staff(communities=[ours, second])) == ["二号漏水", "一号漏水"]
    assert texts("8000") == ["王小明"]
    assert texts("漏水", make_staff(communities=[])) == []


def test_without_any_contact_nothing_is_found() -> None:
    assert hits("漏水") == []


@pytest.mark.parametrize(("typed", "statements"), [("漏水", 2), ("13800138000", 2)])
def test_one_hit_costs_what_three_cost(typed: str, statements: int) -> None:
    user, counts = known_staff(), []
    for names in (["甲先生"], ["乙先生", "丙先生"]):
        for name in names:
            said(f"{name}家漏水", name=name)
        with CaptureQueriesContext(connection) as queries:
            found = look_up(typed, user)
        counts.append((len(found.hits), len(queries)))
    assert counts == [(1, statements), (3, statements)]
