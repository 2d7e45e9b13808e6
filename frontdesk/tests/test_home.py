"""Where somebody lands after signing in: the page he works with."""

import pytest
from django.test import Client

from office.models import Role
from office.tests.factories import PASSWORD, make_staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "page"),
    [
        (Role.RECEPTION, "/board/"),
        (Role.HEAD, "/board/"),
        (Role.CREW, "/repairs/jobs/"),
        (Role.ADMINISTRATOR, "/notices/"),
    ],
)
def test_each_role_lands_on_its_own_page(client: Client, role: Role, page: str) -> None:
    staff = make_staff(role)
    answer = client.post("/login/", {"username": staff.username, "password": PASSWORD}, follow=True)
    assert (answer.redirect_chain[-1], answer.status_code) == ((page, 302), 200)


def test_a_wrong_password_says_so_and_keeps_the_name(client: Client) -> None:
    staff = make_staff()
    answer = client.post("/login/", {"username": staff.username, "password": "wrong"})
    assert answer.status_code == 200
    assert f'value="{staff.username}"' in answer.content.decode()
    assert "callout-alarm" in answer.content.decode()
