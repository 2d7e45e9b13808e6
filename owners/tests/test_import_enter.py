"""The ready lines are entered: what is new is added, what is known stays, and nothing is entered twice."""

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from office.models import Building, Unit
from office.tests.factories import home, make_community, make_unit
from owners.actions import importing
from owners.imports import committing
from owners.models import Import, Occupancy, Person, PersonPhone
from owners.names import search_keys, sort_key
from owners.tests.factories import make_occupancy, make_person
from owners.tests.importing import (
    HEADING,
    LI,
    WANG,
    checked,
    entered,
    problems,
    register,
    row,
    separated,
    size,
    states,
    upload,
    work,
    xlsx,
)

pytestmark = pytest.mark.django_db

HOMES = ["房号", "交付日期", "保修至", "姓名", "电话", "入住日期", "称呼"]


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_homes_and_people_are_entered() -> None:
    imported = entered(WANG, LI)
    assert (imported.stage, imported.total, imported.done) == (Import.Stage.DONE, 2, 2)
    assert states(imported) == ["entered", "entered"]
    assert register() == [
        ("3-2-501", "王小明", "owner", "2019-07-15", ["+8613800138000"]),
        ("3-2-502", "李红", "tenant", "2024-05-01", ["+8613900139000"]),
    ]
    assert list(Building.objects.values_list("number", flat=True)) == ["3"]
    assert {unit.building.number for unit in Unit.objects.all()} == {"3"}


def test_a_person_is_found_by_what_every_name_is_found_by() -> None:
    entered(WANG)
    person = Person.objects.get()
    assert person.sort_key == sort_key("王小明")
    assert person.keys == search_keys("王小明", person.community_id)
    assert PersonPhone.objects.get().preferred is True


def test_an_xlsx_is_entered_like_a_csv() -> None:
    imported = work(upload(xlsx([HEADING, WANG, LI]), name="people.xlsx"))
    importing.enter(imported, by=imported.uploaded_by)
    assert states(work(imported)) == ["entered", "entered"]
    assert size() == (2, 2, 2)


def test_without_a_day_somebody_lives_there_since_the_upload() -> None:
    entered(["3-2-501", "王小明"], heading=["房号", "姓名"])
    assert register() == [("3-2-501", "王小明", "owner", "2026-11-23", [])]


def test_a_home_with_its_days_and_nobody_in_it() -> None:
    entered(["3-2-501", "2019-6-30", "2024/6/30", "", "", "", ""], heading=HOMES)
    assert list(Unit.objects.values_list("number", "handed_over_on", "warranty_until")) == [
        ("3-2-501", date(2019, 6, 30), date(2024, 6, 30))
    ]
    assert size() == (0, 0, 0)


def test_the_same_file_twice_changes_nothing() -> None:
    entered(WANG, LI)
    before = register()
    events = Person.pgh_event_model.objects.count()  # type: ignore[attr-defined]
    again = checked(WANG, LI)
    assert states(again) == ["unchanged", "unchanged"]
    with pytest.raises(importing.Overtaken):
        importing.enter(again, by=again.uploaded_by)
    assert register() == before
    assert Person.pgh_event_model.objects.count() == events  # type: ignore[attr-defined]


def test_what_was_entered_after_the_check_is_not_entered_twice() -> None:
    first, second = checked(WANG, LI), checked(WANG)
    for imported in (first, second):
        importing.enter(imported, by=imported.uploaded_by)
    work(second)
    assert (states(first), states(second)) == (["entered", "entered"], ["unchanged"])
    assert size() == (2, 2, 2)


def test_a_line_that_repeats_another_is_said_and_entered_once() -> None:
    imported = entered(WANG, ["3栋", "2单元", "501室", "王 小明", "Owner", "+86 138 0013 8000", "2019/7/15"], LI)
    assert states(imported) == ["entered", "unchanged", "entered"]
    assert problems(imported)[1] == [["room", "repeated", {"line": 2}]]
    assert size() == (2, 2, 2)


def test_a_new_number_of_somebody_known_is_added() -> None:
    entered(WANG)
    imported = entered([*WANG[:5], "13700137000", WANG[6]])
    assert states(imported) == ["entered"]
    assert register() == [("3-2-501", "王小明", "owner", "2019-07-15", ["+8613800138000", "+8613700137000"])]
    assert [phone.preferred for phone in PersonPhone.objects.order_by("pk")] == [True, False]


def test_an_extension_is_kept_apart() -> None:
    entered([*WANG[:5], "0755-83211234转801", ""])
    assert list(PersonPhone.objects.values_list("number", "extension")) == [("+8675583211234", "801")]
    assert states(checked([*WANG[:5], "0755-83211234转801", ""])) == ["unchanged"]


def test_the_same_name_and_number_in_another_home_is_the_same_person() -> None:
    entered(WANG, ["5", "1", "101", *WANG[3:]])
    assert (Person.objects.count(), PersonPhone.objects.count()) == (1, 1)
    assert [home for home, *_rest in register()] == ["3-2-501", "5-1-101"]


def test_the_same_name_in_another_home_with_no_number_in_common_is_somebody_else() -> None:
    entered(WANG, ["5", "1", "101", "王小明", "业主", "13700137000", ""], ["5", "1", "102", "王小明", "业主", "", ""])
    assert Person.objects.count() == 3


def test_another_name_with_the_same_number_is_somebody_else() -> None:
    entered(WANG, ["3", "2", "501", "王芳", "家属", "13800138000", ""])
    assert [(name, phones) for _home, name, _as, _since, phones in register()] == [
        ("王小明", ["+8613800138000"]),
        ("王芳", ["+8613800138000"]),
    ]


def test_of_two_of_the_same_name_in_a_home_the_one_with_the_number_is_meant() -> None:
    unit = make_unit("3-2-501")
    make_person("王小明", unit=unit, phone="+8613700137000")
    second = make_person("王小明", unit=unit)
    imported = entered([*WANG[:6], ""], ["3", "2", "502", *WANG[3:]])
    assert states(imported) == ["unchanged", "entered"]
    assert set(second.occupancies.values_list("unit__number", flat=True)) == {"3-2-501", "3-2-502"}


def test_who_was_merged_is_the_one_who_stands_for_both() -> None:
    unit = make_unit("3-2-501")
    stands = make_person("王小明", phone="+8613800138000")
    make_person("王晓明", unit=unit, phone="", merged_into=stands)
    imported = entered(["3", "2", "501", "王晓明", "业主", "13700137000", ""], [*WANG[:6], ""])
    assert states(imported) == ["entered", "unchanged"]
    assert sorted(stands.phones.values_list("number", flat=True)) == ["+8613700137000", "+8613800138000"]
    assert (Person.objects.count(), Occupancy.objects.count()) == (2, 1)


def test_people_and_homes_of_another_estate_are_others() -> None:
    home()
    other = make_community()
    make_person("王小明", unit=make_unit("3-2-501", community=other))
    imported = entered(WANG)
    assert states(imported) == ["entered"]
    assert (Unit.objects.count(), Person.objects.count()) == (2, 2)


def test_what_is_empty_is_filled_and_what_differs_is_left_and_said() -> None:
    unit = make_unit("3-2-501", handed_over_on=date(2019, 1, 1))
    make_person("王小明", unit=unit, capacity="tenant", address_as="")
    empty = make_person("李红", unit=unit, address_as="李女士")
    imported = entered(
        ["3-2-501", "2020-01-01", "2025-01-01", "王小明", "", "2021-01-01", "王先生"],
        ["3-2-501", "", "", "李红", "13900139000", "", "李老师"],
        heading=HOMES,
    )
    unit.refresh_from_db()
    assert (unit.handed_over_on, unit.warranty_until) == (date(2019, 1, 1), date(2025, 1, 1))
    assert list(Person.objects.order_by("pk").values_list("address_as", flat=True)) == ["王先生", "李女士"]
    assert empty.phones.count() == 2
    assert states(imported) == ["entered", "entered"]
    assert problems(imported) == [
        [
            ["handed_over_on", "kept", {"known": "2019-01-01"}],
            ["capacity", "kept", {"known": "tenant"}],
            ["since", "kept", {"known": "2020-01-01"}],
        ],
        [["address_as", "kept", {"known": "李女士"}]],
    ]


def test_two_lines_of_one_file_that_differ_the_first_counts() -> None:
    imported = entered(
        ["3-2-501", "2019-01-01", "", "", "", "", ""], ["3-2-501", "2020-01-01", "", "", "", "", ""], heading=HOMES
    )
    assert Unit.objects.get().handed_over_on == date(2019, 1, 1)
    assert states(imported) == ["entered", "unchanged"]
    assert problems(imported)[1] == [["handed_over_on", "kept", {"known": "2019-01-01"}]]


def test_who_moved_out_is_brought_back_only_by_a_later_day() -> None:
    unit = make_unit("3-2-501")
    person = make_person("王小明")
    make_occupancy(person=person, unit=unit, until=date(2024, 5, 31))
    assert states(entered([*WANG[:6], ""])) == ["unchanged"]
    assert states(entered([*WANG[:6], "2021-01-01"])) == ["unchanged"]
    assert states(entered([*WANG[:6], "2026-01-01"])) == ["entered"]
    assert [str(stay.since) for stay in Occupancy.objects.order_by("since")] == ["2020-01-01", "2026-01-01"]


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "'; DROP TABLE owners_person", "a\\N\\b", "{{x*7}}", "=1+A1"]
)
def test_hostile_names_are_kept_as_they_were_typed(name: str) -> None:
    entered(["3-2-501", name], heading=["房号", "姓名"])
    assert Person.objects.get().name == name


def test_tabs_and_backslashes_come_through_unharmed() -> None:
    entered(["3-2-501", "Ann\tMiller", "\\N"], heading=["房号", "姓名", "称呼"])
    assert Person.objects.values_list("name", "address_as").get() == ("Ann Miller", "\\N")


def test_bad_lines_never_stop_good_ones() -> None:
    imported = entered(["3", "2", "kitchen", "王小明", "业主", "", ""], LI)
    assert states(imported) == ["bad", "entered"]
    assert [name for _home, name, *_rest in register()] == ["李红"]


def test_the_history_says_who_pressed_the_button() -> None:
    imported = entered(WANG)
    contexts = [
        event.pgh_context
        for model in (Unit, Person, PersonPhone, Occupancy, Building)
        for event in model.pgh_event_model.objects.all()  # type: ignore[union-attr]
    ]
    assert contexts == [{"user": imported.entered_by_id, "import": imported.pk}] * 5


def test_a_line_that_the_database_refuses_is_set_aside_and_no_other() -> None:
    people = [["3", "2", str(500 + number), f"王{number}a", "业主", "", ""] for number in range(9)]
    imported = checked(*people)
    # What no check lets through: a name that is too long for its column.
    broken = row(imported, 6)
    broken.values["name"] = "x" * 200
    broken.save()
    importing.enter(imported, by=imported.uploaded_by)
    assert states(work(imported)) == ["entered"] * 4 + ["bad"] + ["entered"] * 4
    assert row(imported, 6).problems == [["room", "refused", {}]]
    assert size() == (8, 0, 8)


def test_slices_follow_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(committing, "SLICE", 2)
    imported = entered(WANG, LI, [*WANG[:5], "13700137000", ""], ["9", "9", "999", *WANG[3:]], LI)
    assert states(imported) == ["entered", "entered", "entered", "entered", "unchanged"]
    assert size() == (2, 3, 3)


def test_a_slice_costs_the_same_number_of_statements_whatever_is_in_it() -> None:
    def statements(count: int, block: str) -> int:
        imported = checked(*([block, "1", str(number), f"王{number}a", "业主", "", ""] for number in range(count)))
        importing.enter(imported, by=imported.uploaded_by)
        with connection.execute_wrapper(counting):
            counted.clear()
            work(imported)
        return len(counted)

    counted: list[str] = []

    def counting(execute, sql, params, many, context):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        counted.append(sql)
        return execute(sql, params, many, context)

    assert statements(3, "A") == statements(60, "B")


def test_only_what_was_checked_can_be_entered_and_only_once() -> None:
    imported = upload(separated([HEADING, WANG]))
    with pytest.raises(importing.Overtaken):
        importing.enter(imported, by=imported.uploaded_by)
    work(imported)
    assert importing.enter(imported, by=imported.uploaded_by) == 1
    with pytest.raises(importing.Overtaken):
        importing.enter(imported, by=imported.uploaded_by)


def test_what_a_line_says_is_json_that_the_database_can_hold() -> None:
    imported = checked(
        ["3-2-501", "王\0\ud800\U0001f600\u202e明".encode("utf-8", "ignore").decode()], heading=["房号", "姓名"]
    )
    assert states(imported) == ["bad"]
    assert row(imported).values == {"room": "3-2-501", "name": "王\ufffd😀明", "capacity": "owner"}
