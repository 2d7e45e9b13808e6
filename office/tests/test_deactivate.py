from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from office.actions import deactivate
from office.models import Promise
from office.tests.factories import MONDAY, PASSWORD, make_promise, make_staff

pytestmark = pytest.mark.django_db


def test_signed_out_everywhere_and_no_way_back_in() -> None:
    leaver, stays = make_staff("reception"), make_staff("reception")
    browsers = [Client(), Client(), Client()]
    for browser, person in zip(browsers, (leaver, leaver, stays), strict=True):
        browser.force_login(person)
    deactivate(leaver, now=timezone.now())
    assert [session.get_decoded()["_auth_user_id"] for session in Session.objects.all()] == [str(stays.pk)]
    leaver.refresh_from_db()
    assert leaver.is_active is False
    assert Client().post("/login/", {"username": leaver.username, "password": PASSWORD}).status_code != 302
    assert Client().post("/login/", {"username": stays.username, "password": PASSWORD}).status_code == 302


def test_what_he_held_goes_to_whoever_is_on_duty() -> None:
    leaver, stays = make_staff("crew"), make_staff("crew")
    open_, ended, other = make_promise(holder=leaver), make_promise(holder=leaver), make_promise(holder=stays)
    Promise.objects.filter(pk=ended.pk).update(ended_at=MONDAY + timedelta(hours=1), outcome="kept")
    assert deactivate(leaver, now=MONDAY) == 1
    held = dict(Promise.objects.values_list("pk", "holder"))
    assert held == {open_.pk: None, ended.pk: leaver.pk, other.pk: stays.pk}
