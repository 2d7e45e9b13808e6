"""Staff in the dashboard: roles by check boxes, a password set, shut out when they leave, nobody above oneself."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from office.models import Role, Staff
from office.tests.factories import PASSWORD, home, make_community, make_department, make_promise, make_staff
from office.tests.pages import errors, filled, listed, manager_of

pytestmark = pytest.mark.django_db
LIST = "/admin/office/staff/"
NEW = "another long secret"


def page_of(staff: Staff) -> str:
    return f"{LIST}{staff.pk}/change/"


def change(client: Client, staff: Staff, **changes: Any) -> Any:
    return client.post(page_of(staff), filled(client.get(page_of(staff)), **changes))


def test_roles_are_check_boxes() -> None:
    client, _manager = manager_of(home())
    clerk = make_staff(Role.RECEPTION)
    boxes = client.get(page_of(clerk)).context["adminform"].form["roles"]
    assert boxes.field.widget.input_type == "checkbox"
    assert change(client, clerk, roles=[Role.CREW, Role.HEAD]).status_code == 302
    clerk.refresh_from_db()
    assert clerk.roles == [Role.CREW, Role.HEAD]


def test_a_new_member_signs_in_with_the_password_given() -> None:
    client, _manager = manager_of(home())
    department = make_department()
    data = {"username": "han", "name": "Han Lijun", "password1": NEW, "password2": NEW, "roles": [Role.CREW],
            "communities": [home().pk], "department": department.pk}  # fmt: skip
    response = client.post(f"{LIST}add/", data)
    added = Staff.objects.get(username="han")
    assert (response.status_code, response["Location"]) == (302, page_of(added))
    assert (added.name, added.roles, list(added.communities.all())) == ("Han Lijun", ["crew"], [home()])
    assert added.check_password(NEW)


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"password2": "something else"}, "password2", "The two password fields didn’t match."),
        ({"password1": "short", "password2": "short"}, "password2",
         "This password is too short. It must contain at least 12 characters."),
        ({"communities": []}, "communities", "This field is required."),
        ({"roles": ["king"]}, "roles", "Select a valid choice. king is not one of the available choices."),
        ({"username": ""}, "username", "This field is required."),
    ],
)  # fmt: skip
def test_a_new_member_is_refused(changes: dict[str, Any], field: str, says: str) -> None:
    client, _manager = manager_of(home())
    data = {"username": "han", "name": "Han", "password1": NEW, "password2": NEW, "communities": [home().pk]}
    assert errors(client.post(f"{LIST}add/", {**data, **changes})) == {field: [says]}
    assert not Staff.objects.filter(name="Han").exists()


def test_a_password_is_set_and_the_history_says_by_whom() -> None:
    client, manager = manager_of(home())
    clerk = make_staff(Role.RECEPTION)
    assert client.get(f"{LIST}{clerk.pk}/set-password/")["Location"] == f"{LIST}{clerk.pk}/password/"
    path = f"{LIST}{clerk.pk}/password/"
    assert client.get(path).status_code == 200
    assert client.post(path, {"password1": NEW, "password2": NEW}).status_code == 302
    clerk.refresh_from_db()
    assert clerk.check_password(NEW)
    newest = client.get(f"{LIST}{clerk.pk}/history/").context["changes"][0]
    assert (newest.what, newest.by, newest.lines) == ("password set", manager.name, [])


def test_an_empty_password_is_refused() -> None:
    client, _manager = manager_of(home())
    clerk = make_staff(Role.RECEPTION)
    data = {"password1": "", "password2": "", "usable_password": "false", "unset-password": "1"}
    assert client.post(f"{LIST}{clerk.pk}/password/", data).status_code == 200
    clerk.refresh_from_db()
    assert clerk.check_password(PASSWORD)


def test_whoever_is_set_inactive_is_signed_out_and_hands_on_his_promises() -> None:
    client, manager = manager_of(home())
    clerk = make_staff(Role.RECEPTION)
    browser = Client()
    browser.force_login(clerk)
    promise = make_promise(holder=clerk)
    data = filled(client.get(page_of(clerk)))
    del data["is_active"]
    response = client.post(page_of(clerk), data, follow=True)
    assert "Signed out. 1 promise goes to whoever is on duty." in [str(m) for m in response.context["messages"]]
    clerk.refresh_from_db()
    promise.refresh_from_db()
    assert (clerk.is_active, promise.holder) == (False, None)
    assert {session.get_decoded()["_auth_user_id"] for session in Session.objects.all()} == {str(manager.pk)}
    assert browser.get("/admin/").status_code == 302


def test_nobody_is_deleted() -> None:
    client, _manager = manager_of(home())
    clerk = make_staff(Role.RECEPTION)
    assert client.post(f"{LIST}{clerk.pk}/delete/", {"post": "yes"}).status_code == 403
    assert (
        client.post(LIST, {"action": "delete_selected", "_selected_action": clerk.pk, "post": "yes"}).status_code != 500
    )
    assert Staff.objects.filter(pk=clerk.pk).exists()


def test_nobody_gives_himself_roles_or_communities() -> None:
    client, manager = manager_of(home())
    other = make_community()
    change(client, manager, roles=[Role.COMPANY], communities=[other.pk], is_active="", name="Still me")
    manager = Staff.objects.get(pk=manager.pk)
    assert (manager.name, manager.roles, list(manager.communities.all()), manager.is_active) == (
        "Still me", [Role.MANAGER], [home()], True,
    )  # fmt: skip


def test_communities_and_departments_of_others_are_not_offered_nor_accepted() -> None:
    client, _manager = manager_of(home())
    clerk, other = make_staff(Role.RECEPTION), make_community()
    theirs = make_department(community=other)
    form = client.get(page_of(clerk)).context["adminform"].form
    assert list(form.fields["communities"].queryset) == [home()]
    assert list(form.fields["department"].queryset) == []
    wrong = errors(change(client, clerk, communities=[other.pk], department=theirs.pk))
    assert sorted(wrong) == ["communities", "department"]


def test_a_department_belongs_to_the_communities_chosen() -> None:
    ours, second = home(), make_community()
    client, _manager = manager_of(ours, second)
    clerk = make_staff(Role.RECEPTION, community=ours)
    department = make_department(community=second)
    assert errors(change(client, clerk, department=department.pk)) == {
        "department": ["Not a department of the communities chosen."]
    }
    assert change(client, clerk, department=department.pk, communities=[ours.pk, second.pk]).status_code == 302


@pytest.mark.parametrize("fields", [{"is_superuser": True}, {}])
def test_who_may_do_more_is_looked_at_only(fields: dict[str, Any]) -> None:
    client, _manager = manager_of(home())
    communities = [home()] if fields else [home(), make_community()]
    above = make_staff(Role.MANAGER, communities=communities, **fields)
    page = client.get(page_of(above))
    assert (page.status_code, page.context["has_change_permission"]) == (200, False)
    assert client.post(page_of(above), {"name": "x"}).status_code == 403
    password = f"{LIST}{above.pk}/password/"
    assert client.post(password, {"password1": NEW, "password2": NEW}).status_code == 403
    assert client.get(f"{LIST}{above.pk}/set-password/").status_code == 403
    above.refresh_from_db()
    assert above.check_password(PASSWORD)


def test_another_communitys_staff_is_not_there() -> None:
    client, manager = manager_of(home())
    foreign = make_staff(Role.RECEPTION, community=make_community())
    pages = ["change/", "history/", "delete/", "password/", "set-password/"]
    assert [client.get(f"{LIST}{foreign.pk}/{page}").status_code for page in pages] == [404] * len(pages)
    assert listed(client, LIST) == {manager.name}


@pytest.mark.parametrize(
    ("address", "accepted"),
    [
        ("mailto://user:word@example.com", True),
        ("", True),
        ("json://127.0.0.1:8000/", False),
        ("http://10.0.0.1/", False),
        ("file:///etc/passwd", False),
        ("wecombot://", False),
    ],
)
def test_notices_leave_for_mail_and_messengers_only(address: str, accepted: bool) -> None:
    client, _manager = manager_of(home())
    clerk = make_staff(Role.RECEPTION)
    response = change(client, clerk, notify=address)
    if accepted:
        assert response.status_code == 302
    else:
        assert errors(response) == {"notify": ["Not an address that can be written to."]}


def test_a_messengers_address_is_for_those_who_set_it() -> None:
    client, _manager = manager_of(home())
    clerk = make_staff(Role.RECEPTION, notify="mailto://user:word@example.com")
    assert b"user:word" in client.get(page_of(clerk)).content
    assert b"user:word" not in client.get(f"{LIST}{clerk.pk}/history/").content
    client.force_login(make_staff(Role.COMPANY, language="en"))
    assert b"user:word" not in client.get(page_of(clerk)).content


@pytest.mark.parametrize("query", ["password__startswith=md5", "notify__startswith=mail", "department__name=x"])
def test_nothing_is_found_out_by_asking_the_list(query: str) -> None:
    client, _manager = manager_of(home())
    assert client.get(f"{LIST}?{query}").status_code == 400


def test_the_list_by_role() -> None:
    client, _manager = manager_of(home())
    crew = make_staff(Role.CREW)
    make_staff(Role.RECEPTION)
    assert listed(client, f"{LIST}?role=crew") == {crew.name}
