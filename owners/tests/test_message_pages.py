"""The page of one message and the pages of its verbs: who sees them, who is asked what, what is refused (RC-6)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from office.models import Role
from office.tests.factories import make_department, make_staff, make_unit
from owners.models import Message
from owners.tests.browsers import browser, buttons, elsewhere, said
from owners.tests.cases import LATER, history, make_message, make_told, owes
from owners.tests.factories import make_contact

pytestmark = pytest.mark.django_db

VERBS = ["tell", "ring_back", "void"]


@pytest.fixture(autouse=True)
def three_hours_later() -> Iterator[None]:
    """Pages read the clock: it stands an hour after what the factories make."""
    with time_machine.travel(LATER + timedelta(hours=1), tick=False):
        yield


def post(client: Client, message: Message, verb: str, **data: Any) -> int:
    answer = client.post(f"/owners/messages/{message.number}/{verb}/", data)
    assert answer.status_code != 302 or answer["Location"] == f"/{message.number}/"
    message.refresh_from_db()
    return answer.status_code


def test_rc6_the_record_says_for_whom_what_and_that_he_wishes_to_be_rung_back() -> None:
    addressee = make_staff(Role.CREW, name="孙德胜", department=make_department())
    message = make_told(addressee, contact=make_contact(unit=make_unit("12-1-1602")))
    page = browser().get(f"/{message.number.lower()}/").content.decode()
    for words in ("Message for 孙德胜", "12-1-1602", "138****8000", "About the tap", "wishes to be rung back", "RC-6"):
        assert words in page
    assert "13800138000" not in page


def test_the_buttons_of_each_status_and_person_come_from_the_table() -> None:
    addressee = make_staff(Role.CREW)
    taken, told, done = make_message(addressee), make_told(addressee), make_told(addressee, ring_back=False)
    desk, own = browser(), browser(addressee)
    assert [buttons(desk, message.number) for message in (taken, told, done)] == [
        ("tell", ["print", "void"]),
        ("ring_back", ["print", "void"]),
        ("", ["print"]),
    ]
    assert [buttons(own, message.number) for message in (taken, told, done)] == [
        ("confirm", ["print"]),
        ("ring_back", ["confirm", "print"]),
        ("", ["confirm", "print"]),
    ]


def test_rc6_the_addressee_confirms_and_rings_back_without_the_right_to_see_contacts() -> None:
    addressee = make_staff(Role.CREW, name="孙德胜")
    message, client = make_message(addressee), browser(addressee)
    assert post(client, message, "confirm") == 302
    assert (message.status, message.told_how, list(owes(message))) == ("told", "page", ["RC-6/rung-back"])
    assert buttons(client, message.number) == ("ring_back", ["print"])
    assert post(client, message, "ring_back", answer="Friday at 9") == 302
    assert (message.status, message.answer, message.rung_back_at) == ("done", "Friday at 9", message.confirmed_at)


def test_nobody_else_even_finds_it() -> None:
    message = make_told()
    for client in (browser(Role.CREW), browser(Role.FINANCE), elsewhere()):
        assert client.get(f"/{message.number}/").status_code == 404
        found = [client.get(f"/owners/messages/{message.number}/{verb}/").status_code for verb in [*VERBS, "print"]]
        assert found == [404] * 4
        assert client.post(f"/owners/messages/{message.number}/confirm/").status_code == 404


def test_who_may_see_it_but_not_do_it_is_refused() -> None:
    message = make_told()
    company = browser(Role.COMPANY)
    assert company.get(f"/{message.number}/").status_code == 200
    refused = [company.get(f"/owners/messages/{message.number}/{verb}/").status_code for verb in [*VERBS, "print"]]
    assert refused == [403] * 4
    assert [post(browser(role), message, "confirm") for role in (Role.RECEPTION, Role.MANAGER)] == [403, 403]
    assert len(history(message)) == 2


def test_confirming_is_asked_for_by_post_alone() -> None:
    message = make_message()
    assert browser(message.addressee).get(f"/owners/messages/{message.number}/confirm/").status_code == 405


def test_rc6_to_whom_it_was_told_and_how() -> None:
    deputy, message = make_staff(name="代理"), make_message()
    form = browser().get(f"/owners/messages/{message.number}/tell/").context["form"]
    assert form.initial["to"] == message.addressee
    assert post(browser(), message, "tell", to=deputy.pk, how="spoken", caller_knows="on") == 302
    assert (message.told_to, message.told_how, message.caller_knows) == (deputy, "spoken", True)


def test_rc6_whom_to_tell_instead_is_proposed() -> None:
    deputy = make_staff()
    message = make_message(told_to=deputy, caller_knows=True)
    form = browser().get(f"/owners/messages/{message.number}/tell/").context["form"]
    assert (form.initial["to"], form.initial["caller_knows"]) == (deputy, True)


@pytest.mark.parametrize(("field", "value"), [("to", ""), ("to", "999999999"), ("how", ""), ("how", "page")])
def test_a_telling_that_says_too_little_is_refused(field: str, value: str) -> None:
    message = make_message()
    assert post(browser(), message, "tell", **{"to": message.addressee_id, "how": "phone", field: value}) == 422
    assert message.status == Message.Status.TAKEN


@pytest.mark.parametrize(
    ("field", "value"),
    [("answer", ""), ("answer", "x" * 201), ("rung_back_at", "2026-11-23T10:00"), ("rung_back_at", "2026-11-23T14:05")],
)
def test_a_ringing_back_that_cannot_have_been_is_refused(field: str, value: str) -> None:
    message = make_told()
    assert post(browser(), message, "ring_back", **{"answer": "Friday", field: value}) == 422
    assert message.status == Message.Status.TOLD


def test_voiding_asks_for_a_reason() -> None:
    message = make_message()
    assert post(browser(), message, "void", why="") == 422
    assert post(browser(), message, "void", why="rang again himself") == 302
    assert message.status == Message.Status.VOID


def test_a_verb_that_comes_too_late_leads_back_and_says_so() -> None:
    message, client = make_told(), browser()
    assert post(client, message, "tell", to=message.addressee_id, how="phone") == 302
    assert said(client) != []
    assert len(history(message)) == 2
