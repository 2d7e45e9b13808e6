"""The page on which the complainant is called back (CB-11), and once more after the closing (CP-4)."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from complaints import actions
from complaints.models import Callback, Complaint
from complaints.tests import pages
from complaints.tests.clock import LATER
from complaints.tests.factories import (
    NO,
    a_contact,
    make_anonymous,
    make_answered,
    make_closed,
    make_judged,
    make_resolved,
    make_satisfied,
    not_reached,
    owes,
    reopen,
)
from complaints.tests.factories import told as reply
from complaints.tests.pages import address, refused, text, told
from office.models import Access, Role
from office.tests.factories import MONDAY, make_staff
from repairs.tests.pages import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]
SAID = {"outcome": "satisfied", "how": "phone", "spoken_to": "张桂兰", "said": ""}
NOT_YET = "Nobody reached: the callback stays open."


def post(client: Client, complaint: Complaint, **data: Any) -> Any:
    return pages.post(client, complaint, "call_back", **{**SAID, **data})


def rows(complaint: Complaint) -> list[tuple[str, str, str]]:
    return list(complaint.callbacks.order_by("pk").values_list("outcome", "spoken_to", "said"))


def test_cp4_who_is_satisfied_closes_it_where_its_validity_is_decided() -> None:
    complaint, client = make_judged(), desk()
    assert post(client, complaint, said="Quiet since.")["Location"] == f"/{complaint.number}/"
    assert (pages.status(complaint), rows(complaint)) == ("closed", [("satisfied", "张桂兰", "Quiet since.")])
    assert told(client, complaint) == ["Noted.", "Closed: the owner is satisfied."]


def test_cp5_otherwise_it_waits_for_the_decision() -> None:
    complaint, client = make_resolved(), desk()
    post(client, complaint)
    assert pages.status(complaint) == "satisfied"
    assert told(client, complaint) == ["Noted.", "It closes once a manager has decided whether it was valid (CP-5)."]


@pytest.mark.parametrize("make", [make_resolved, make_satisfied, make_closed])
def test_cp4_a_no_opens_it_again_one_round_further(make: Any) -> None:
    complaint, client = make(), desk()
    assert post(client, complaint, outcome="unsatisfied", said=NO).status_code == 302
    stored = Complaint.objects.get()
    assert (stored.status, stored.round) == ("answered", 2)
    assert owes(complaint)["CP-8/resolve"] == "12-01 00:00"
    assert told(client, complaint) == ["Noted.", "Open again: it is to be resolved anew (CP-4)."]


def test_cb11_nobody_reached_is_an_attempt_and_the_callback_stays_open() -> None:
    complaint, client = make_resolved(), desk()
    assert post(client, complaint, outcome="nobody").status_code == 302
    assert (pages.status(complaint), rows(complaint)) == ("resolved", [("nobody", "", "")])
    assert owes(complaint)["CB-11/first"] == "11-24 10:05"
    assert told(client, complaint) == ["Noted.", NOT_YET]


def test_the_page_says_what_was_done_what_was_said_and_on_which_round_we_are() -> None:
    complaint = make_resolved()
    page = text(desk(), complaint, "call_back")
    for words in ("The barrier is in place.", "Guards from 18:00 on.", "Round 1", "Is the complainant satisfied?"):
        assert words in page
    assert "In touch again" not in page
    reopen(complaint)
    actions.answer(complaint, reply(said="We look again."), by=make_staff(), now=LATER)
    actions.resolve(complaint, "A second barrier.", by=make_staff(), now=LATER)
    actions.call_back(complaint, not_reached(), by=make_staff(name="苏文静"), now=LATER)
    page = text(desk(), complaint, "call_back")
    for words in (
        "A second barrier.",
        "We look again.",
        "Round 2",
        '12:05 nobody reached <span class="small muted">苏文静',
    ):
        assert words in page
    assert "not satisfied</span>" not in page


def test_the_keyboard_begins_at_the_answer() -> None:
    page = text(desk(), make_resolved(), "call_back")
    assert page.count("autofocus") == 1
    assert 'value="satisfied" required' not in page
    assert page.index('name="outcome"') < page.index('name="how"') < page.index('name="said"')


def test_rc11_the_number_is_masked_until_it_is_asked_for() -> None:
    complaint, client = make_resolved(contact=a_contact(phone="+8613800004127")), desk()
    page = text(client, complaint, "call_back")
    assert ("13800004127" in page, "4127" in page, "Show number (this is logged)" in page) == (False, True, True)
    assert client.post(address(complaint, "reveal")).status_code == 200
    assert list(Access.objects.values_list("subject", flat=True)) == [complaint.number]


def test_who_left_no_number_is_called_on_at_the_door() -> None:
    client, complaint = desk(), make_resolved(contact=a_contact(phone=""))
    response = client.get(address(complaint, "call_back"))
    assert "No number was given: call back at the door." in response.content.decode()
    assert response.context["form"]["how"].value() == "door"


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"outcome": ""}, "outcome"),
        ({"outcome": "rather"}, "outcome"),
        ({"how": ""}, "how"),
        ({"how": "posted"}, "how"),
        ({"spoken_to": ""}, "spoken_to"),
        ({"spoken_to": "x" * 61}, "spoken_to"),
        ({"spoken_to": "a\0b"}, "spoken_to"),
        ({"outcome": "unsatisfied"}, "said"),
        ({"outcome": "unsatisfied", "said": "\u200b"}, "said"),
        ({"said": "x" * 1001}, "said"),
        ({"said": "a\0b"}, "said"),
        ({"form_key": "abc"}, "form_key"),
    ],
)
def test_what_is_missing_or_cannot_be_meant_is_asked_for_at_its_field(data: dict[str, str], field: str) -> None:
    complaint = make_resolved()
    code, errors = refused(post(desk(), complaint, **data))
    assert (code, list(errors), rows(complaint), pages.status(complaint)) == (422, [field], [], "resolved")


def test_what_was_typed_is_still_there() -> None:
    page = post(desk(), make_resolved(), spoken_to="", said="Quiet since.").content.decode()
    assert ("Quiet since." in page, "With whom did you speak?" in page) == (True, True)


@pytest.mark.parametrize("outcome", ["satisfied", "unsatisfied", "nobody"])
def test_a_form_sent_twice_is_one_callback(outcome: str) -> None:
    complaint, client, key = make_resolved(), desk(), uuid4()
    codes = [post(client, complaint, outcome=outcome, said=NO, form_key=key).status_code for _click in range(2)]
    assert (codes, len(rows(complaint))) == ([302, 302], 1)


def test_cp4_nobody_calls_back_who_stayed_anonymous() -> None:
    complaint, client = make_anonymous(), desk()
    actions.answer(complaint, reply(how="posted", spoken_to=""), by=make_staff(), now=MONDAY)
    actions.resolve(complaint, "The barrier is in place.", by=make_staff(), now=MONDAY)
    for ask in (client.get, lambda url: client.post(url, {**SAID, "form_key": uuid4()})):
        assert ask(address(complaint, "call_back"))["Location"] == f"/{complaint.number}/"
        assert told(client, complaint) == ["The complainant is anonymous: a manager decides how it is closed."]
    assert (rows(complaint), pages.status(complaint)) == ([], "resolved")


def test_what_is_not_resolved_yet_leads_back() -> None:
    complaint, client = make_answered(), desk()
    assert client.get(address(complaint, "call_back"))["Location"] == f"/{complaint.number}/"
    assert told(client, complaint)[0].endswith("this record is now “answered”.")


# ── in touch again ──────────────────────────────────────────────────────────
def test_cp4_before_its_day_a_call_does_not_count_as_being_in_touch() -> None:
    complaint, client = make_closed(), desk(Role.MANAGER)
    page = text(client, complaint, "call_back")
    assert "In touch again, a month after the closing" in page
    assert "Not open before 12-23: a call now is noted" in page
    post(client, complaint)
    assert (owes(complaint), told(client, complaint)) == ({"CP-4/in-touch": "12-31 00:00"}, ["Noted."])


def test_cp4_after_a_month_it_does() -> None:
    complaint = make_closed()
    with time_machine.travel(MONDAY + timedelta(days=31), tick=False):
        client = desk(Role.MANAGER)
        page = text(client, complaint, "call_back")
        assert ("In touch again" in page, "Not open before" in page) == (True, False)
        post(client, complaint)
    assert (owes(complaint), Callback.objects.latest("pk").in_touch) == ({}, True)
