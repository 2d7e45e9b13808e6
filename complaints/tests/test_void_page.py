"""The page on which a manager voids a wrong entry."""

import pytest

from complaints import actions
from complaints.models import Complaint
from complaints.tests.clock import LATER
from complaints.tests.factories import make_complaint, owes
from complaints.tests.factories import told as reply
from complaints.tests.pages import address, post, refused, status, told
from office.models import Role
from office.tests.factories import make_staff
from repairs.tests.pages import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]
SPOKEN = "Somebody was spoken to about it: it can be closed, but is no wrong entry."


def test_the_manager_voids_with_the_reason() -> None:
    complaint, client = make_complaint(), desk(Role.MANAGER)
    assert post(client, complaint, "void", why="entered twice")["Location"] == f"/{complaint.number}/"
    assert (Complaint.objects.get().status, owes(complaint)) == (Complaint.Status.VOID, {})
    assert told(client, complaint) == ["Voided."]


@pytest.mark.parametrize("why", ["", " ", "\u200b", "a\0b", "x" * 201])
def test_without_a_reason_that_can_be_read_nothing_is_voided(why: str) -> None:
    complaint = make_complaint()
    code, errors = refused(post(desk(Role.MANAGER), complaint, "void", why=why))
    assert (code, list(errors), Complaint.objects.get().status) == (422, ["why"], "received")


def refuses(complaint: Complaint) -> list[list[str]]:
    """What the manager is told who opens the page, and who sends it nonetheless."""
    client, words = desk(Role.MANAGER), []
    for ask in (client.get, lambda url: client.post(url, {"why": "entered twice"})):
        assert ask(address(complaint, "void"))["Location"] == f"/{complaint.number}/"
        words.append(told(client, complaint))
    return words


def test_once_anybody_was_spoken_to_it_is_no_wrong_entry() -> None:
    complaint = make_complaint()
    actions.answer(complaint, reply(outcome="not_yet"), by=make_staff(), now=LATER)
    assert (refuses(complaint), status(complaint)) == ([[SPOKEN], [SPOKEN]], "received")


def test_qa2_with_whom_others_are_counted_is_no_wrong_entry() -> None:
    complaint, other = make_complaint(), make_complaint()
    actions.join(other, complaint, by=make_staff(), now=LATER)
    words = ["Others are counted with this one: count them on their own first."]
    assert (refuses(complaint), status(complaint)) == ([words, words], "received")


def test_that_nobody_was_reached_hinders_nothing() -> None:
    complaint = make_complaint()
    actions.answer(complaint, reply(outcome="nobody"), by=make_staff(), now=LATER)
    assert post(desk(Role.MANAGER), complaint, "void", why="entered twice").status_code == 302
    assert status(complaint) == "void"
