"""Every page of a verb: who may, who never sees it, sent twice, overtaken."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from complaints import actions
from complaints.models import Complaint
from complaints.tests.clock import LATER
from complaints.tests.factories import history, make_answered, make_complaint, make_judged, make_resolved
from complaints.tests.pages import address, post, refused, seen, status
from office.models import Role
from office.tests.factories import make_staff
from repairs.tests.pages import desk, elsewhere

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]

DESK, DECIDE, MANAGE = (
    {Role.RECEPTION, Role.HEAD, Role.MANAGER, Role.COMPANY},
    {Role.HEAD, Role.MANAGER, Role.COMPANY},
    {Role.MANAGER, Role.COMPANY},
)
SAID = {"how": "phone", "spoken_to": "张桂兰", "said": "Guards from 18:00 on."}
# By verb: a complaint that it can happen to, who may do it, what is answered on its page.
PAGES: dict[str, tuple[Callable[..., Complaint], set[Role], dict[str, Any]]] = {
    "answer": (make_complaint, DESK, {**SAID, "reached": "reached", "on_the_matter": "on"}),
    "explain": (make_complaint, DESK, {**SAID, "plan": "A barrier.", "next_at": "2026-11-27T17:00"}),
    "pass_up": (make_complaint, DESK, {"level": "2", "reason": "Two refuse to move."}),
    "decide": (make_complaint, DECIDE, {"decision": "A barrier is built."}),
    "resolve": (make_answered, DESK, {"result": "The barrier is in place."}),
    "call_back": (make_resolved, DESK, {"outcome": "satisfied", "how": "phone", "spoken_to": "张桂兰"}),
    "judge": (make_resolved, MANAGE, {"valid": "valid", "why": "The lane was blocked."}),
    "close": (make_judged, MANAGE, {"closing": "withdrawn", "why": "He said so."}),
    "join": (make_complaint, DESK, {"lead": ""}),
    "void": (make_complaint, MANAGE, {"why": "entered twice"}),
}
every = pytest.mark.parametrize("verb", PAGES)


@every
def test_only_who_may_and_only_in_his_own_estate(verb: str) -> None:
    make, may, _data = PAGES[verb]
    complaint = make()
    url = address(complaint, verb)
    codes = {role: desk(role).get(url).status_code for role in Role if role != Role.ADMINISTRATOR}
    assert codes == {role: 200 if role in may else 403 for role in codes}
    stranger = elsewhere(Role.COMPANY if verb == "decide" else Role.MANAGER)
    assert [stranger.get(url).status_code, stranger.post(url).status_code] == [404, 404]
    someone = desk(Role.MANAGER)
    assert [someone.put(url).status_code, someone.head(url).status_code, Client().post(url).status_code] == [
        405,
        200,
        302,
    ]


@every
def test_whom_the_complaint_is_about_finds_no_page_whatever_he_may_do_otherwise(verb: str) -> None:
    make, _may, data = PAGES[verb]
    person = make_staff(Role.MANAGER, Role.COMPANY, language="en")
    complaint = make(about_staff=person)
    before, client = status(complaint), desk(person)
    assert client.get(address(complaint, verb)).status_code == 404
    assert (post(client, complaint, verb, **data).status_code, status(complaint)) == (404, before)


@every
def test_a_confidential_one_is_found_by_nobody_at_the_desk(verb: str) -> None:
    make, _may, _data = PAGES[verb]
    complaint = make(confidential=True)
    reader = Role.HEAD if verb == "decide" else Role.RECEPTION
    code = 403 if verb in ("judge", "close", "void") else 404
    assert desk(reader).get(address(complaint, verb)).status_code == code
    assert desk(Role.MANAGER).get(address(complaint, verb)).status_code == 200


@every
def test_a_second_click_leads_back_and_nothing_happens_twice(verb: str) -> None:
    make, _may, data = PAGES[verb]
    complaint, client, key = make(), desk(Role.MANAGER), uuid4()
    sent = {**data, "form_key": key, "seen": seen(client, complaint, verb)}
    first = client.post(address(complaint, verb), sent)
    happened = history(complaint)
    second = client.post(address(complaint, verb), sent)
    assert [first["Location"], second["Location"]] == [f"/{complaint.number}/"] * 2
    assert history(complaint) == happened


@every
def test_who_was_here_meanwhile_is_named_and_sent_once_more_it_goes_through(verb: str) -> None:
    make, _may, data = PAGES[verb]
    complaint, client = make(), desk(Role.MANAGER)
    before = seen(client, complaint, verb)
    actions.join(complaint, make_complaint(), by=make_staff(Role.RECEPTION, name="苏文静"), now=LATER)
    happened, stood = history(complaint), status(complaint)
    response = post(client, complaint, verb, **data, seen=before)
    assert refused(response) == (
        409,
        {"__all__": ["苏文静 was here at 12:05: counted with another. Save once more if yours still holds."]},
    )
    assert (history(complaint), status(complaint)) == (happened, stood)
    again = post(client, complaint, verb, **data, seen=response.context["form"].last.pk)
    assert (again.status_code, len(history(complaint)) > len(happened)) == (302, True)


@every
def test_what_is_void_leads_back_with_the_reason(verb: str) -> None:
    complaint, client = make_complaint(), desk(Role.MANAGER)
    actions.void(complaint, "entered twice", by=make_staff(Role.MANAGER, name="周敏"), now=LATER)
    assert client.get(address(complaint, verb))["Location"] == f"/{complaint.number}/"
    assert post(client, complaint, verb, **PAGES[verb][2])["Location"] == f"/{complaint.number}/"
    assert status(complaint) == "void"
