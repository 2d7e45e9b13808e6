"""The page on which a manager closes a complaint by a written decision (CP-4)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from complaints import actions
from complaints.models import Closing, Complaint
from complaints.tests import pages
from complaints.tests.clock import LATER
from complaints.tests.factories import (
    a_manager,
    make_anonymous,
    make_closed,
    make_complaint,
    make_judged,
    make_resolved,
    not_reached,
    owes,
    reopen,
)
from complaints.tests.factories import told as reply
from complaints.tests.pages import address, refused, text, told
from office.models import Role
from office.tests.factories import MONDAY, make_staff
from repairs.tests.pages import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]
WHY = "He said so at the desk."
UNDECIDED = "Decide first whether the complaint is valid (CP-5)."


def send(client: Client, complaint: Complaint, **data: Any) -> Any:
    return pages.post(client, complaint, "close", **{"closing": "withdrawn", "why": WHY, **data})


def ways(complaint: Complaint) -> dict[str, str]:
    """What each way to close still asks for, as the page says it."""
    form = desk(Role.MANAGER).get(address(complaint, "close")).context["form"]
    return {way.value: way.missing for way in form.ways}


def closed() -> tuple[str, str, str]:
    stored = Complaint.objects.get()
    return stored.status, stored.closing, stored.closed_why


def test_cp4_a_withdrawn_one_is_closed_with_the_reason() -> None:
    complaint, client = make_judged(), desk(Role.MANAGER)
    assert send(client, complaint)["Location"] == f"/{complaint.number}/"
    assert (closed(), told(client, complaint)) == (("closed", "withdrawn", WHY), ["The complaint is closed."])
    assert list(owes(complaint)) == ["CP-4/in-touch"]


def test_cp4_the_page_offers_the_five_decisions_and_says_what_is_missing() -> None:
    assert ways(make_judged()) == {
        Closing.ANONYMOUS: "The complainant is known.",
        Closing.WITHDRAWN: "",
        Closing.UNREACHABLE: "He has not been called often enough on enough days (CB-8).",
        Closing.INVALID: "The complaint was decided to be valid.",
        Closing.LAST_WORD: "Not before the owner said no that often.",
    }


def test_cp4_what_is_not_possible_cannot_be_chosen() -> None:
    page = text(desk(Role.MANAGER), make_judged(), "close")
    assert 'value="withdrawn" id="closing-withdrawn">' in page
    assert 'value="anonymous" id="closing-anonymous" disabled aria-describedby="missing-anonymous">' in page
    assert '<p class="hint" id="missing-anonymous">The complainant is known.</p>' in page
    assert UNDECIDED not in page


@pytest.mark.parametrize("closing", ["anonymous", "unreachable", "invalid", "last_word"])
def test_cp4_sent_nonetheless_it_is_refused_with_what_is_missing(closing: str) -> None:
    complaint = make_judged()
    response = send(desk(Role.MANAGER), complaint, closing=closing)
    assert refused(response) == (422, {"closing": [ways(complaint)[closing]]})
    assert (closed(), WHY in response.content.decode()) == (("resolved", "", ""), True)


def test_cp5_undecided_it_leads_to_the_decision_and_says_why() -> None:
    complaint, client = make_resolved(), desk(Role.MANAGER)
    assert client.get(address(complaint, "close"))["Location"] == address(complaint, "judge")
    assert told(client, complaint) == [UNDECIDED]


def test_cp5_sent_undecided_it_is_refused() -> None:
    complaint = make_resolved()
    assert refused(send(desk(Role.MANAGER), complaint)) == (422, {"closing": [UNDECIDED]})
    assert closed() == ("resolved", "", "")


def test_cp4_one_of_somebody_anonymous_is_closed_once_it_was_answered() -> None:
    complaint = make_anonymous()
    actions.judge(complaint, True, "The lane was blocked.", by=a_manager(complaint), now=MONDAY)
    assert ways(complaint)["anonymous"] == "Nothing was answered or explained yet."
    actions.answer(complaint, reply(how="posted", spoken_to=""), by=make_staff(), now=LATER)
    assert send(desk(Role.MANAGER), complaint, closing="anonymous").status_code == 302
    assert (closed(), owes(complaint)) == (("closed", "anonymous", WHY), {})


def test_cp4_an_invalid_one_is_closed_once_it_was_explained() -> None:
    complaint = make_judged(valid=False)
    assert send(desk(Role.MANAGER), complaint, closing="invalid").status_code == 302
    assert closed() == ("closed", "invalid", WHY)


def test_cp4_an_unreachable_one_is_closed_after_three_attempts_on_two_days() -> None:
    complaint = make_judged(now=MONDAY - timedelta(days=2))
    for ago in (25, 24, 1):
        actions.call_back(complaint, not_reached(), by=make_staff(), now=MONDAY - timedelta(hours=ago))
    assert send(desk(Role.MANAGER), complaint, closing="unreachable").status_code == 302
    assert closed() == ("closed", "unreachable", WHY)


def test_cp4_the_last_word_comes_after_three_rounds() -> None:
    complaint = make_judged()
    for _round in range(3):
        assert ways(complaint)["last_word"] == "Not before the owner said no that often."
        reopen(complaint)
        actions.resolve(complaint, "Another barrier.", by=make_staff(), now=MONDAY)
    assert send(desk(Role.MANAGER), complaint, closing="last_word").status_code == 302
    assert closed() == ("closed", "last_word", WHY)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"closing": ""}, "closing"),
        ({"closing": "satisfied"}, "closing"),
        ({"closing": "bored"}, "closing"),
        ({"closing": "withdrawn\0"}, "closing"),
        ({"why": ""}, "why"),
        ({"why": "\u200b"}, "why"),
        ({"why": "a\0b"}, "why"),
        ({"why": "x" * 401}, "why"),
    ],
)
def test_what_is_missing_or_cannot_be_meant_is_asked_for_at_its_field(data: dict[str, str], field: str) -> None:
    code, errors = refused(send(desk(Role.MANAGER), make_judged(), **data))
    assert (code, list(errors), closed()) == (422, [field], ("resolved", "", ""))


def test_what_was_chosen_is_still_chosen() -> None:
    page = send(desk(Role.MANAGER), make_judged(), why="").content.decode()
    assert 'value="withdrawn" id="closing-withdrawn" checked>' in page


def test_what_is_closed_already_leads_back() -> None:
    complaint, client = make_closed(), desk(Role.MANAGER)
    assert send(client, complaint)["Location"] == f"/{complaint.number}/"
    assert told(client, complaint)[0].endswith("this record is now “closed”.")
    assert closed() == ("closed", "satisfied", "")


def test_what_nobody_answered_yet_may_be_withdrawn() -> None:
    complaint = make_complaint()
    actions.judge(complaint, False, "It was another estate.", by=a_manager(complaint), now=MONDAY)
    assert send(desk(Role.MANAGER), complaint).status_code == 302
    assert closed() == ("closed", "withdrawn", WHY)
