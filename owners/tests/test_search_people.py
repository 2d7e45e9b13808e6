"""Finding people by name, pinyin and phone: those who came last first, once each, only one's own communities."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from office.models import Role, Unit
from office.tests.factories import MONDAY, home, make_community, make_promise, make_staff, make_unit
from owners.models import Capacity, Person
from owners.search.hits import PERSON, Hit
from owners.search.people import matching
from owners.tests.factories import PHONE, make_contact, make_occupancy, make_person
from owners.tests.searching import hits, known_staff, look_up, texts

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def merge(entry: Person, into: Person) -> None:
    Person.objects.filter(pk=entry.pk).update(merged_into=into)


def zhang(room: str = "3-2-501", **fields: object) -> Person:
    return make_person("张桂兰", unit=make_unit(room), **fields)  # type: ignore[arg-type]


def test_somebody_is_found_with_home_capacity_masked_phone_and_open_cases() -> None:
    person = zhang()
    unit = Unit.objects.get()
    make_promise(unit=unit, rule="RP-9/finish", subject="R-20261123-0001", base_at=MONDAY)
    make_promise(unit=unit, rule="RP-11/dispatch", subject="R-20261123-0001", base_at=MONDAY)
    make_promise(unit=unit, rule="RC-4/told", subject="S-20261123-0001", base_at=MONDAY)
    make_promise(unit=unit, rule="CB-5/first", subject="R-20261101-0001", base_at=MONDAY)
    assert hits("张桂兰") == [
        Hit(
            PERSON,
            "张桂兰",
            mark=(0, 3),
            community=home().pk,
            estate=home().name,
            unit=unit.pk,
            room="3-2-501",
            person=person.pk,
            capacity="owner",
            phone="138****8000",
            open=2,
        )
    ]


@pytest.mark.parametrize(
    "typed",
    ["张桂兰", "张", "张桂", "桂兰", "兰", "zhangguilan", "zhang guilan", "Zhang Guì lán", "zhang", "zhangg", "guilan",
     "zgl", "ZGL", "zg", "z", "ｚｇｌ", "张 桂兰"],
)  # fmt: skip
def test_a_name_is_found_by(typed: str) -> None:
    zhang()
    make_person("李国栋", unit=make_unit("3-2-502"), phone="")
    assert texts(typed) == ["张桂兰"]


@pytest.mark.parametrize("typed", ["张兰", "guzhang", "zgx", "lan", "桂花"])
def test_a_name_is_not_found_by(typed: str) -> None:
    zhang()
    assert hits(typed) == []


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("单国平", ["shan", "dan", "sgp", "dgp"]),
        ("曾平", ["zengping", "cengping", "zp", "cp"]),
        ("解珍", ["xiezhen", "jiezhen"]),
        ("仇和", ["qiuhe", "chouhe"]),
        ("尉迟恭", ["yuchigong", "weichigong", "ycg", "尉迟", "迟恭"]),
        ("万俟雅", ["moqiya", "wanqiya", "mqy"]),
        ("覃辉", ["qinhui", "tanhui"]),
        ("乐嘉", ["yuejia", "lejia"]),
        ("Ann Miller", ["ann", "miller", "ann miller", "am", "Ann M"]),
    ],
)
def test_special_surnames_and_english_names(name: str, typed: list[str]) -> None:
    make_person(name)
    assert [texts(text) for text in typed] == [[name]] * len(typed)


@pytest.mark.parametrize(
    "typed", ["13800138000", "+86 138 0013 8000", "138-0013-8000", "１３８００１３８０００", "8000"]
)
def test_somebody_is_found_by_phone(typed: str) -> None:
    zhang()
    make_person("李国栋", phone="+8613900139001")
    assert texts(typed) == ["张桂兰"]


def test_a_landline_is_found_without_its_area_code() -> None:
    make_person("张桂兰", phone="+8675583211234")
    assert [texts(typed) for typed in ("0755-83211234", "83211234", "0755-83211234转801", "1234")] == [["张桂兰"]] * 4


def test_the_phone_that_was_typed_is_the_one_that_is_shown() -> None:
    person = zhang()
    person.phones.create(number="+8613900139001", preferred=False)
    assert [hit.phone for hit in hits("9001")] == ["139****9001"]
    assert [hit.phone for hit in hits("zgl")] == ["138****8000"]


def test_one_number_of_many_people_lists_them_all() -> None:
    for name, room in (("张桂兰", "3-2-501"), ("李国栋", "3-2-502"), ("王芳", "3-2-503")):
        make_person(name, unit=make_unit(room))
    assert texts(PHONE) == ["李国栋", "王芳", "张桂兰"]


def test_who_came_last_stands_first_then_by_pinyin() -> None:
    unknown, early, late = (make_person(name) for name in ("张国立", "张桂玲", "赵国良"))
    make_person("周桂玲")
    make_contact(person=late, at=MONDAY - DAY)
    make_contact(person=early, at=MONDAY - 2 * DAY)
    make_contact(person=early, at=MONDAY - 3 * DAY)
    assert texts("zgl") == ["赵国良", "张桂玲", "张国立", "周桂玲"]
    assert texts("z") == ["赵国良", "张桂玲", "张国立", "周桂玲"]
    make_contact(person=unknown, at=MONDAY)
    assert texts("zgl")[0] == texts("z")[0] == "张国立"


def test_a_contact_that_is_given_its_person_later_counts() -> None:
    first, second = make_person("张桂兰"), make_person("张桂玲")
    make_contact(person=first, at=MONDAY - DAY)
    contact = make_contact(at=MONDAY)
    contact.person = second
    contact.save()
    assert texts("zgl") == ["张桂玲", "张桂兰"]


def test_a_surname_of_many_is_answered_from_the_latest_contacts() -> None:
    people = [make_person(f"王{sign}", phone="") for sign in "一二三四五六七八九十百千"]
    for days, person in enumerate(people):
        make_contact(person=person, at=MONDAY - days * DAY)
        make_contact(person=people[0], at=MONDAY - days * DAY)
    found = look_up("王")
    assert [hit.text for hit in found.hits] == [person.name for person in people[:10]]
    assert found.more


def test_more_than_are_listed_is_said() -> None:
    for sign in "一二三":
        make_person(f"王{sign}", phone="")
    assert [(len(found.hits), found.more) for most in (2, 3) if (found := look_up("wang", most=most))] == [
        (2, True),
        (3, False),
    ]


def test_somebody_entered_twice_answers_as_the_one_he_was_merged_into() -> None:
    known = make_person("张桂兰", unit=make_unit("3-2-501"), phone="")
    twice = make_person("章桂兰", unit=make_unit("8-1-1403"), capacity=Capacity.TENANT)
    merge(twice, known)
    make_contact(person=twice, at=MONDAY - DAY)
    by_both = [hits(typed) for typed in ("桂兰", "章", "8000")]
    assert [[(hit.person, hit.text, hit.room) for hit in found] for found in by_both] == [
        [(known.pk, "张桂兰", "3-2-501"), (known.pk, "张桂兰", "8-1-1403")]
    ] * 3
    assert {hit.phone for found in by_both for hit in found} == {"138****8000"}


def test_every_home_of_somebody_has_its_line() -> None:
    person = zhang()
    make_occupancy(person=person, unit=make_unit("8-1-1403"), capacity=Capacity.TENANT)
    make_occupancy(person=person, unit=make_unit("9-1-101"), until=date(2024, 1, 1))
    assert [(hit.room, hit.capacity, hit.moved_out) for hit in hits("桂兰")] == [
        ("3-2-501", "owner", False),
        ("8-1-1403", "tenant", False),
    ]


def test_who_moved_out_is_found_with_his_last_home() -> None:
    person = make_person("张桂兰")
    make_occupancy(person=person, unit=make_unit("9-1-101"), since=date(2018, 1, 1), until=date(2019, 1, 1))
    unit = make_unit("3-2-501")
    make_occupancy(person=person, unit=unit, until=MONDAY.date() - DAY)
    make_promise(unit=unit, rule="RP-9/finish", base_at=MONDAY)
    assert [(hit.room, hit.moved_out, hit.open) for hit in hits("桂兰")] == [("3-2-501", True, 0)]


def test_who_moves_out_today_lives_there_until_the_evening() -> None:
    person = make_person("张桂兰")
    make_occupancy(person=person, unit=make_unit("3-2-501"), until=MONDAY.date())
    late = MONDAY.replace(hour=23, minute=59)
    assert [hits("桂兰", now=now)[0].moved_out for now in (late, late + timedelta(minutes=1))] == [False, True]


def test_somebody_without_a_home_is_found() -> None:
    make_person("张桂兰", phone="")
    assert [(hit.room, hit.unit, hit.phone, hit.moved_out) for hit in hits("桂兰")] == [("", None, "", False)]


def test_other_communities_are_not_there() -> None:
    ours, second = home(), make_community()
    zhang()
    make_person("张桂玲", unit=make_unit("3-2-501", community=second))
    for typed in ("桂", "zhang", "zgl", "8000", PHONE):
        assert texts(typed) == ["张桂兰"]
        assert texts(typed, make_staff(community=second)) == ["张桂玲"]
        assert texts(typed, make_staff(communities=[])) == []
    both = hits("zgl", make_staff(communities=[ours, second]))
    assert [(hit.text, hit.estate) for hit in both] == [("张桂兰", ours.name), ("张桂玲", second.name)]


def test_open_cases_are_counted_as_far_as_one_may_know() -> None:
    zhang()
    unit = Unit.objects.get()
    about = make_staff(Role.MANAGER)
    make_promise(unit=unit, rule="CP-1/answer", subject="C-1", base_at=MONDAY, confidential=True, hidden_from=about)
    assert [hits("桂兰", make_staff(role))[0].open for role in (Role.RECEPTION, Role.MANAGER)] == [0, 1]
    assert hits("桂兰", about)[0].open == 0


def test_one_hit_costs_what_three_cost() -> None:
    user, counts = known_staff(), []
    for names in (["张桂兰"], ["张桂玲", "张国良"]):
        for name in names:
            make_contact(person=make_person(name, unit=make_unit(f"{len(name)}-1-{Person.objects.count() + 101}")))
        with CaptureQueriesContext(connection) as queries:
            found = look_up("zgl", user)
        counts.append((len(found.hits), len(queries)))
    assert counts == [(1, 2), (3, 2)]


@pytest.mark.parametrize("typed", ["桂兰", "zhang gui", "8000", "138 0013 8000"])
def test_a_list_of_people_is_narrowed_by_the_same_search(typed: str) -> None:
    known = zhang()
    make_person("李国栋", phone="+8613900139001")
    assert list(Person.objects.filter(matching(typed, {home().pk}))) == [known]


@pytest.mark.parametrize("typed", ["", "3-2-501", "\0", "…", "不存在"])
def test_what_is_nobody_narrows_it_to_nobody(typed: str) -> None:
    zhang()
    assert list(Person.objects.filter(matching(typed, {home().pk}))) == []
