"""The page on which it is explained to the complainant why it takes longer, and when he hears of it (CP-3)."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from complaints.models import Answer, Complaint
from complaints.tests import pages
from complaints.tests.factories import TEXT, make_anonymous, make_complaint, make_resolved, owes
from complaints.tests.pages import refused, text, told
from repairs.tests.pages import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]
SAID = {
    "how": "phone",
    "spoken_to": "张桂兰",
    "said": "The lock has to be ordered.",
    "plan": "A barrier at both ends.",
    "next_at": "2026-11-27T17:00",
}
DUE = {"CP-2/department": "11-23 14:05", "CP-1/answer": "11-24 10:05", "CP-8/resolve": "12-01 00:00"}


def post(client: Client, complaint: Complaint, **data: Any) -> Any:
    return pages.post(client, complaint, "explain", **{**SAID, **data})


def test_cp3_an_explanation_answers_and_promises_the_next_date() -> None:
    complaint, client = make_complaint(), desk()
    assert post(client, complaint, settled_with="the company, 吴总")["Location"] == f"/{complaint.number}/"
    row = Answer.objects.get()
    assert (row.outcome, row.said, row.plan, row.settled_with, row.resolve_by) == (
        "answer",
        "The lock has to be ordered.",
        "A barrier at both ends.",
        "the company, 吴总",
        None,
    )
    assert owes(complaint) == {"CP-3/again": "11-27 17:00", "CP-8/resolve": "12-01 00:00"}
    assert told(client, complaint) == ["Noted."]


@pytest.mark.parametrize(
    ("day", "until"),
    [("2026-11-23", "11-24 00:00"), ("2026-12-10", "12-11 00:00"), ("2027-11-23", "11-24 00:00")],
)
def test_cp8_the_day_that_was_told_is_the_end_of_the_resolution(day: str, until: str) -> None:
    complaint = make_complaint()
    assert post(desk(), complaint, resolve_by=day).status_code == 302
    assert Answer.objects.get().resolve_by == date.fromisoformat(day)
    assert owes(complaint)["CP-8/resolve"] == until


def test_the_page_says_what_was_complained_of_and_what_is_promised() -> None:
    page = text(desk(), make_complaint(), "explain")
    for words in (TEXT, "The plan", "Settled with", "In touch again by", "It becomes a promise.", "王小明"):
        assert words in page


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"how": "posted"}, ["how"]),
        ({"how": ""}, ["how"]),
        ({"spoken_to": ""}, ["spoken_to"]),
        ({"said": ""}, ["said"]),
        ({"said": "a\0b"}, ["said"]),
        ({"plan": ""}, ["plan"]),
        ({"plan": "\u200b"}, ["plan"]),
        ({"plan": "x" * 1001}, ["plan"]),
        ({"settled_with": "x" * 101}, ["settled_with"]),
        ({"settled_with": "a\0b"}, ["settled_with"]),
        ({"next_at": ""}, ["next_at"]),
        ({"next_at": "soon"}, ["next_at"]),
        ({"next_at": "2026-11-23T12:05"}, ["next_at"]),
        ({"resolve_by": "2026-11-22"}, ["resolve_by"]),
        ({"resolve_by": "2027-11-24"}, ["resolve_by"]),
        ({"resolve_by": "2026-02-30"}, ["resolve_by"]),
        ({"form_key": "abc"}, ["form_key"]),
        ({"plan": "", "next_at": "", "said": ""}, ["plan", "next_at", "said"]),
    ],
)
def test_what_is_missing_or_cannot_be_meant_is_asked_for_at_its_field(data: dict[str, str], errors: list[str]) -> None:
    complaint = make_complaint()
    code, found = refused(post(desk(), complaint, **data))
    assert (code, sorted(found), Answer.objects.count(), owes(complaint)) == (422, sorted(errors), 0, DUE)


def test_what_was_typed_is_still_there() -> None:
    page = post(desk(), make_complaint(), next_at="2026-11-23T09:00", settled_with="the company").content.decode()
    for words in ("A barrier at both ends.", "the company", "2026-11-23T09:00", "This time has passed."):
        assert words in page


def test_cp3_to_who_stays_anonymous_it_is_posted_up_and_never_noted_as_not_answerable() -> None:
    complaint = make_anonymous()
    assert list(refused(post(desk(), complaint, how="unanswerable"))[1]) == ["how"]
    assert post(desk(), complaint, how="posted").status_code == 302
    assert (Answer.objects.get().how, Answer.objects.get().spoken_to) == ("posted", "")


def test_what_is_resolved_already_leads_back() -> None:
    complaint, client = make_resolved(), desk()
    assert post(client, complaint)["Location"] == f"/{complaint.number}/"
    assert told(client, complaint)[0].endswith("this record is now “resolved, to be called back”.")
    assert Answer.objects.count() == 1
