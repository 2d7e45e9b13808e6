"""Who may do what: the table, and the backend that reads it."""

import pytest
from django.contrib.auth.models import AnonymousUser
from pytest_django import DjangoAssertNumQueries

from office.models import Role, Staff
from office.roles import PERMISSIONS, RolesBackend
from office.tests.factories import PASSWORD, make_community, make_department, make_staff

pytestmark = pytest.mark.django_db


def test_every_role_stands_in_the_table() -> None:
    assert set(PERMISSIONS) == set(Role)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_may_do_what_its_line_says_and_nothing_else(role: Role) -> None:
    staff = make_staff(role)
    everything = set().union(*PERMISSIONS.values())
    assert {perm for perm in everything if staff.has_perm(perm)} == PERMISSIONS[role]


def test_several_roles_add_up() -> None:
    staff = make_staff(Role.CREW, Role.FINANCE)
    assert staff.get_all_permissions() == PERMISSIONS[Role.CREW] | PERMISSIONS[Role.FINANCE]


def test_without_a_role_or_deactivated_nobody_may_do_anything() -> None:
    nobody, gone = make_staff(roles=[]), make_staff(Role.MANAGER, is_active=False)
    assert (nobody.get_all_permissions(), gone.get_all_permissions()) == (set(), set())
    assert not RolesBackend().get_all_permissions(AnonymousUser())


def test_a_role_that_is_not_in_the_table_gives_nothing() -> None:
    assert make_staff("astronaut").get_all_permissions() == set()


def test_a_permission_on_one_object_is_never_given_by_role() -> None:
    staff = make_staff(Role.MANAGER)
    assert RolesBackend().get_all_permissions(staff, obj=staff) == set()


def test_a_superuser_may_do_everything() -> None:
    root = Staff.objects.create_superuser("root", PASSWORD, name="Root")
    assert (root.has_perm("repairs.dispatch"), root.roles) == (True, [Role.ADMINISTRATOR])


def test_rp6_the_crew_neither_records_nor_sees_money_or_the_register() -> None:
    crew = PERMISSIONS[Role.CREW]
    assert not [perm for perm in crew if "pay" in perm or "charge" in perm or "receipt" in perm]
    assert "repairs.view_register" not in crew


def test_only_the_manager_extends_a_second_time() -> None:
    assert {role for role, held in PERMISSIONS.items() if "repairs.extend_again" in held} == {Role.MANAGER}


@pytest.mark.parametrize(
    ("role", "let_in"), [(Role.RECEPTION, False), (Role.CREW, False), (Role.HEAD, True), (Role.MANAGER, True)]
)
def test_the_dashboard_is_for_those_who_may_see_it(role: Role, let_in: bool) -> None:
    assert make_staff(role).is_staff is let_in


def test_with_perm_finds_everybody_whose_role_grants_it() -> None:
    manager, head = make_staff(Role.MANAGER), make_staff(Role.HEAD)
    for role in (Role.RECEPTION, Role.CREW):
        make_staff(role)
    gone = make_staff(Role.MANAGER, is_active=False)
    root = Staff.objects.create_superuser("root", PASSWORD, name="Root")
    with_perm = RolesBackend().with_perm
    assert set(with_perm("repairs.extend")) == {manager, head, root}
    assert set(with_perm("repairs.extend", include_superusers=False)) == {manager, head}
    assert set(with_perm("repairs.extend", is_active=False)) == {gone}


def test_signs_in_by_name_and_password() -> None:
    staff = make_staff(username="anna")
    assert RolesBackend().authenticate(None, username="anna", password=PASSWORD) == staff
    assert RolesBackend().authenticate(None, username="anna", password="wrong") is None
    assert RolesBackend().authenticate(None, username="nobody", password=PASSWORD) is None


def test_a_signed_in_user_is_read_in_one_statement_with_his_communities(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    here, there = make_community(), make_community()
    make_community()
    staff = make_staff(communities=[here, there], department=make_department(name="Works"))
    with django_assert_num_queries(1):
        found = RolesBackend().get_user(staff.pk)
        assert found == staff
        assert found is not None
        assert found.community_ids == {here.pk, there.pk}
        assert set(found.community_names) == {here.name, there.name}
        assert found.department_name == "Works"  # type: ignore[attr-defined]
        assert found.has_perm("repairs.register")


def test_somebody_of_no_community_serves_none() -> None:
    found = RolesBackend().get_user(make_staff(communities=[]).pk)
    assert found is not None
    assert found.community_ids == frozenset()


def test_who_is_deactivated_is_signed_out_with_the_next_request() -> None:
    gone = make_staff(is_active=False)
    assert RolesBackend().get_user(gone.pk) is None
    assert RolesBackend().get_user(0) is None
