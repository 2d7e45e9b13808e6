"""Who may enter the admin dashboard, and what the others get: never a crash, never a second sign-in page."""

import pytest
from django.test import Client

from office.models import Role
from office.tests.factories import home, make_staff
from office.tests.pages import manager_of

pytestmark = pytest.mark.django_db
PAGES = ["/admin/", "/admin/office/unit/", "/admin/office/unit/1/change/", "/admin/jsi18n/", "/admin/nothing/",
         "/admin/autocomplete/?app_label=owners&model_name=occupancy&field_name=unit"]  # fmt: skip


@pytest.mark.parametrize("role", [Role.HEAD, Role.MANAGER, Role.COMPANY, Role.ADMINISTRATOR])
def test_these_enter(client: Client, role: str) -> None:
    client.force_login(make_staff(role))
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.CREW, Role.COLLECTOR, Role.FINANCE])
@pytest.mark.parametrize("page", PAGES)
def test_these_are_refused(client: Client, role: str, page: str) -> None:
    client.force_login(make_staff(role))
    assert client.get(page).status_code == 403


@pytest.mark.parametrize("page", [*PAGES, "/admin/login/"])
def test_who_is_not_signed_in_signs_in_at_the_desk(client: Client, page: str) -> None:
    *_others, (url, status) = client.get(page, follow=True).redirect_chain
    assert (url.partition("?")[0], status) == ("/login/", 302)


def test_there_is_no_second_sign_in() -> None:
    client, _manager = manager_of(home())
    response = client.get("/admin/login/")
    assert (response.status_code, response["Location"]) == (302, "/admin/")


def test_who_was_deactivated_is_out_at_once() -> None:
    client, manager = manager_of(home())
    manager.is_active = False
    manager.save(update_fields=["is_active"])
    assert client.get("/admin/office/unit/").status_code == 302


def test_the_company_looks_and_changes_nothing(client: Client) -> None:
    unit_page = "/admin/office/department/add/"
    client.force_login(make_staff(Role.COMPANY))
    assert client.get("/admin/office/department/").status_code == 200
    assert client.get(unit_page).status_code == 403
    assert client.post(unit_page, {"name": "x"}).status_code == 403


def test_a_head_sees_promises_and_alerts_and_no_register(client: Client) -> None:
    client.force_login(make_staff(Role.HEAD))
    pages = ["promise", "alert", "staff", "unit", "timelimit", "move", "outboxmessage", "notice"]
    codes = {page: client.get(f"/admin/office/{page}/").status_code for page in pages}
    assert codes == {page: 200 if page in ("promise", "alert") else 403 for page in pages}


@pytest.mark.parametrize("query", ["?q=%00", "?state=%00", "?nothing=1", "?community__id__exact=abc", "?p=abc", "?o=x"])
def test_odd_questions_are_answered_without_a_crash(query: str) -> None:
    client, _manager = manager_of(home())
    assert client.get(f"/admin/office/promise/{query}").status_code in (200, 302, 400)


@pytest.mark.parametrize("key", ["abc", "%00", "99999999999999999999", "-1", "1_2F2"])
@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_odd_keys_are_not_found(key: str, page: str) -> None:
    client, _manager = manager_of(home())
    assert client.get(f"/admin/office/unit/{key}/{page}/").status_code == 404
