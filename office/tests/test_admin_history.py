"""Who changed what in a register, and when: on every record's own page of its history."""

from typing import Any

import pytest
from django.test import Client

from office.models import Department, Role
from office.tests.factories import home, make_community, make_department, make_staff, make_unit
from office.tests.pages import filled, manager_of

pytestmark = pytest.mark.django_db


def history(client: Client, department: Department) -> list[Any]:
    response = client.get(f"/admin/office/department/{department.pk}/history/")
    assert response.status_code == 200
    return list(response.context["changes"])


def change(client: Client, department: Department, **changes: Any) -> None:
    path = f"/admin/office/department/{department.pk}/change/"
    assert client.post(path, filled(client.get(path), **changes)).status_code == 302


def test_a_change_in_the_dashboard_says_who_and_from_what_to_what() -> None:
    client, manager = manager_of(home())
    head, department = make_staff(Role.HEAD), make_department(name="Service")
    change(client, department, name="Customer service", head=head.pk, areas=["repair"])
    newest, first = history(client, department)
    assert (newest.by, newest.what) == (manager.name, "department: changed")
    assert [(line.label, line.old, line.new) for line in newest.lines] == [
        ("name", "Service", "Customer service"),
        ("service areas", "", "repair and upkeep"),
        ("head", "", head.name),
    ]
    assert (first.by, first.what) == ("", "department: added")
    assert ("kind", "", "customer service") in [(line.label, line.old, line.new) for line in first.lines]


def test_saving_unchanged_leaves_no_trace() -> None:
    client, _manager = manager_of(home())
    department = make_department()
    change(client, department)
    assert len(history(client, department)) == 1


def test_two_people_at_one_record_keep_each_others_work() -> None:
    client, _manager = manager_of(home())
    department = make_department(name="Service", day_phone="1")
    path = f"/admin/office/department/{department.pk}/change/"
    first, second = filled(client.get(path), name="Front desk"), filled(client.get(path), day_phone="2")
    client.post(path, first)
    client.post(path, {**second, "name": "Service"})
    department.refresh_from_db()
    assert (department.day_phone, len(history(client, department))) == ("2", 3)


def test_reading_leaves_no_trace_and_costs_the_same_for_one_change_or_three(
    django_assert_num_queries: Any,
) -> None:
    client, _manager = manager_of(home())
    department = make_department(name="One")
    change(client, department, name="Two")
    with django_assert_num_queries(6):
        assert len(history(client, department)) == 2
    change(client, department, name="Three")
    change(client, department, name="Four")
    with django_assert_num_queries(6):
        assert len(history(client, department)) == 4


def test_another_communitys_history_is_not_there() -> None:
    client, _manager = manager_of(home())
    foreign = make_unit(community=make_community())
    assert client.get(f"/admin/office/unit/{foreign.pk}/history/").status_code == 404


def test_a_head_does_not_read_the_registers_history(client: Client) -> None:
    client.force_login(make_staff(Role.HEAD))
    assert client.get(f"/admin/office/unit/{make_unit().pk}/history/").status_code == 403
