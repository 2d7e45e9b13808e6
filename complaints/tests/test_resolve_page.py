"""The page on which it is written down what was done (CP-8)."""

import pytest

from complaints import actions
from complaints.models import Complaint
from complaints.tests.clock import LATER
from complaints.tests.factories import make_anonymous, make_answered, make_complaint, owes
from complaints.tests.factories import told as reply
from complaints.tests.pages import post, refused, text, told
from office.tests.factories import make_staff
from repairs.tests.pages import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]
DONE = "The barrier is in place."


def test_cp8_what_was_done_is_kept_and_the_callback_is_owed() -> None:
    complaint, client = make_answered(), desk()
    assert post(client, complaint, "resolve", result=DONE)["Location"] == f"/{complaint.number}/"
    stored = Complaint.objects.get()
    assert (stored.status, stored.result, stored.resolved_at) == (Complaint.Status.RESOLVED, DONE, LATER)
    assert owes(complaint) == {"CB-11/first": "11-24 12:05", "CP-5/validity": "11-27 00:00"}
    assert told(client, complaint) == ["Noted."]


def test_the_lines_of_what_was_done_are_kept() -> None:
    complaint = make_answered()
    post(desk(), complaint, "resolve", result="Lane cleared.\r\nBarrier built.")
    assert Complaint.objects.get().result == "Lane cleared.\nBarrier built."


def test_cp3_the_page_says_what_the_complainant_was_told() -> None:
    complaint = make_answered()
    actions.answer(complaint, reply(outcome="nobody", said="Rang twice."), by=make_staff(), now=LATER)
    page = text(desk(), complaint, "resolve")
    assert ("Guards from 18:00 on." in page, "Rang twice." in page) == (True, False)
    assert "Then the complainant is called back within the day." in page


def test_cp4_of_somebody_anonymous_it_says_who_closes_it() -> None:
    complaint = make_anonymous()
    actions.answer(complaint, reply(how="posted", spoken_to=""), by=make_staff(), now=LATER)
    assert "Then a manager closes it: nobody can be asked." in text(desk(), complaint, "resolve")


@pytest.mark.parametrize("result", ["", " ", "\u200b", "a\0b", "x" * 1001])
def test_without_what_was_done_nothing_is_resolved(result: str) -> None:
    complaint = make_answered()
    code, errors = refused(post(desk(), complaint, "resolve", result=result))
    assert (code, list(errors), Complaint.objects.get().status) == (422, ["result"], "answered")
    assert owes(complaint) == {"CP-8/resolve": "12-01 00:00"}


def test_cp1_what_was_not_answered_yet_is_not_resolved() -> None:
    complaint, client = make_complaint(), desk()
    assert post(client, complaint, "resolve", result=DONE)["Location"] == f"/{complaint.number}/"
    assert told(client, complaint)[0].endswith("this record is now “to be answered”.")
    assert Complaint.objects.get().result == ""
