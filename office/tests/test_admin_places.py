"""Communities, buildings, homes and departments in the dashboard."""

from typing import Any

import pytest

from office.models import Building, Community, Department, Role, Unit
from office.tests.factories import home, make_community, make_department, make_staff, make_unit
from office.tests.pages import errors, filled, listed, manager_of

pytestmark = pytest.mark.django_db
OFFICE = "/admin/office/"


def test_a_new_community_is_its_makers() -> None:
    client, manager = manager_of(home())
    page = client.get(f"{OFFICE}community/add/")
    assert client.post(f"{OFFICE}community/add/", filled(page, name="New estate")).status_code == 302
    assert list(Community.objects.get(name="New estate").staff.all()) == [manager]
    assert listed(client, f"{OFFICE}community/") == {home().name, "New estate"}


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"time_zone": "Mars/Olympus"}, "time_zone", "No such time zone. Write it as in Asia/Shanghai."),
        ({"time_zone": "../../etc/passwd"}, "time_zone", "No such time zone. Write it as in Asia/Shanghai."),
        ({"call_from": "21:00"}, "call_until", "This must be later than the hour before it."),
        ({"night_from": "08:00"}, "night_from", "This must be later than the hour before it."),
        ({"call_from": "25:00"}, "call_from", "Enter a valid time."),
        ({"name": ""}, "name", "This field is required."),
    ],
)
def test_a_community_is_refused(changes: dict[str, str], field: str, says: str) -> None:
    client, _manager = manager_of(home())
    path = f"{OFFICE}community/{home().pk}/change/"
    assert errors(client.post(path, filled(client.get(path), **changes))) == {field: [says]}


def add_unit(client: Any, **fields: Any) -> Any:
    return client.post(f"{OFFICE}unit/add/", fields)


def test_a_home_is_added_in_any_spelling() -> None:
    client, _manager = manager_of(home())
    building = Building.objects.create(community=home(), number="3")
    assert add_unit(client, building=building.pk, number="3栋2单元0501").status_code == 302
    unit = Unit.objects.get()
    assert (unit.number, unit.building, unit.community) == ("3-2-501", building, home())


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("kitchen", "Not a room number. Write it as in 3-2-501."),
        ("4-2-501", "The room number begins with its building: 3-…"),
        ("3-2-0501", "There is this room already."),
    ],
)
def test_a_home_is_refused(number: str, says: str) -> None:
    client, _manager = manager_of(home())
    unit = make_unit("3-2-501")
    assert errors(add_unit(client, building=unit.building_id, number=number)) == {"number": [says]}
    assert list(Unit.objects.all()) == [unit]


def test_a_home_in_anothers_building_is_refused() -> None:
    client, _manager = manager_of(home())
    foreign = make_unit("3-2-501", community=make_community())
    assert errors(add_unit(client, building=foreign.building_id, number="3-2-502")) == {
        "building": ["Select a valid choice. That choice is not one of the available choices."]
    }


@pytest.mark.parametrize("typed", ["3-2-501", "3栋2单元501", "3-2", "３－２－５０１"])
def test_a_home_is_found_in_any_spelling(typed: str) -> None:
    client, _manager = manager_of(home())
    make_unit("3-2-501")
    make_unit("13-2-501")
    assert listed(client, f"{OFFICE}unit/?q={typed}") == {"3-2-501"}


def test_a_department_has_its_head_from_its_own_people() -> None:
    ours, second = home(), make_community()
    client, _manager = manager_of(ours, second)
    department = make_department(community=ours)
    path = f"{OFFICE}department/{department.pk}/change/"
    ours_head, elsewhere = make_staff(Role.HEAD, community=ours), make_staff(Role.HEAD, community=second)
    data = filled(client.get(path), areas=["repair", "parking"])
    assert errors(client.post(path, {**data, "head": elsewhere.pk})) == {"head": ["Does not work in this community."]}
    assert client.post(path, {**data, "head": ours_head.pk}).status_code == 302
    department.refresh_from_db()
    assert (department.head, department.areas) == (ours_head, ["repair", "parking"])


def test_a_second_department_of_a_kind_is_refused_at_the_form() -> None:
    client, _manager = manager_of(home())
    make_department(Department.Kind.FINANCE)
    data = {"community": home().pk, "kind": "finance", "name": "Finance"}
    assert client.post(f"{OFFICE}department/add/", data).status_code == 200
    assert Department.objects.count() == 1


def test_where_something_stands_is_never_changed() -> None:
    client, _manager = manager_of(home(), make_community())
    unit, department = make_unit(), make_department()
    for path in (f"building/{unit.building_id}", f"unit/{unit.pk}", f"department/{department.pk}"):
        fields = client.get(f"{OFFICE}{path}/change/").context["adminform"].form.fields
        assert not {"community", "building", "kind"} & set(fields)


def test_two_communities_departments_are_told_apart() -> None:
    ours, second = home(), make_community()
    client, _manager = manager_of(ours, second)
    make_department(community=ours, name="Finance")
    make_department(community=second, name="Finance")
    choices = client.get(f"{OFFICE}staff/add/").context["adminform"].form.fields["department"].choices
    assert [str(words) for _key, words in choices][1:] == [f"{ours} · Finance", f"{second} · Finance"]
