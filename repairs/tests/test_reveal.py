"""The caller's number is shown in full to who asks for it, once, and that it was seen is logged."""

import pytest
from django.test import Client

from office.models import Access, Role
from office.tests.factories import make_staff
from repairs.tests.factories import history, make_registered
from repairs.tests.pages import desk, elsewhere

pytestmark = pytest.mark.django_db


def test_the_number_is_shown_and_logged() -> None:
    repair, user = make_registered(), make_staff(Role.RECEPTION)
    response = desk(user).post(f"/repairs/{repair.number}/reveal/")
    assert ("138 0013 8000" in response.content.decode(), response["Cache-Control"]) == (True, "no-store")
    looked = Access.objects.get()
    assert (looked.subject, looked.by, looked.what) == (repair.number, user, Access.What.PHONE)
    assert history(repair) == [("register", "registered", "")]


def test_asked_for_in_place_only_the_number_comes_back() -> None:
    repair = make_registered()
    response = desk().post(f"/repairs/{repair.number}/reveal/", headers={"hx-request": "true"})
    text = response.content.decode()
    assert ("138 0013 8000" in text, "<html" in text, 'form="reveal"' in text) == (True, False, False)


def test_the_next_look_at_the_page_shows_it_masked_again() -> None:
    repair, client = make_registered(), desk()
    client.post(f"/repairs/{repair.number}/reveal/")
    assert "138 0013 8000" not in client.get(f"/{repair.number}/").content.decode()


def test_without_a_number_there_is_nothing_to_see_or_log() -> None:
    repair = make_registered(caller_phone="")
    assert desk().post(f"/repairs/{repair.number}/reveal/")["Location"] == f"/{repair.number}/"
    assert Access.objects.count() == 0


@pytest.mark.parametrize("role", [Role.CREW, Role.FINANCE, Role.COMPANY])
def test_who_may_not_see_it(role: str) -> None:
    repair = make_registered()
    assert desk(role).post(f"/repairs/{repair.number}/reveal/").status_code == 403
    assert Access.objects.count() == 0


def test_only_by_post_signed_in_and_in_ones_own_estate() -> None:
    repair = make_registered()
    url = f"/repairs/{repair.number}/reveal/"
    assert [desk().get(url).status_code, Client().post(url).status_code] == [405, 302]
    assert elsewhere().post(url).status_code == 404
    assert Access.objects.count() == 0
