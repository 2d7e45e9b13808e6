"""The page on which an answer is recorded (CP-1)."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from complaints.models import Answer, Complaint
from complaints.tests import pages
from complaints.tests.factories import TEXT, history, make_anonymous, make_complaint, owes
from complaints.tests.pages import told
from office.models import Role
from office.tests.factories import make_staff
from repairs.tests.pages import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]
SAID = {"how": "phone", "reached": "reached", "spoken_to": "张桂兰", "said": "Guards from 18:00 on."}
ABOUT = {"on_the_matter": "on"}
ANSWERED = {"CP-8/resolve": "12-01 00:00"}
DUE = {"CP-2/department": "11-23 14:05", "CP-1/answer": "11-24 10:05", **ANSWERED}


def address(complaint: Complaint) -> str:
    return pages.address(complaint, "answer")


def post(client: Client, complaint: Complaint, **data: Any) -> Any:
    return pages.post(client, complaint, "answer", **{**SAID, **data})


def outcome() -> tuple[str, str, str]:
    row = Answer.objects.get()
    return row.outcome, row.spoken_to, row.said


def test_cp1_an_answer_leads_back_to_the_record() -> None:
    complaint, client = make_complaint(), desk()
    assert post(client, complaint, **ABOUT)["Location"] == f"/{complaint.number}/"
    assert (outcome(), owes(complaint)) == (("answer", "张桂兰", "Guards from 18:00 on."), ANSWERED)
    assert told(client, complaint) == ["Noted."]


def test_cp3_a_date_that_is_told_becomes_a_promise() -> None:
    complaint = make_complaint()
    assert post(desk(), complaint, **ABOUT, next_at="2026-11-27T17:00").status_code == 302
    assert owes(complaint) == {"CP-3/again": "11-27 17:00", **ANSWERED}


def test_cp3_what_is_no_answer_promises_no_date() -> None:
    complaint = make_complaint()
    response = post(desk(), complaint, next_at="2026-11-27T17:00")
    assert pages.refused(response) == (422, {"next_at": ["Only an answer about the matter promises a date."]})
    assert (Answer.objects.count(), owes(complaint)) == (0, DUE)


def test_cp1_the_page_says_what_is_no_answer() -> None:
    complaint = make_complaint()
    response = desk().get(address(complaint))
    page = response.content.decode()
    for words in ("This is about the matter itself", "“We have received it” is no answer", TEXT, "王小明"):
        assert words in page
    form = response.context["form"]
    assert (form["how"].value(), form["spoken_to"].value(), bool(form["on_the_matter"].value())) == (
        "phone",
        "王小明",
        False,
    )


def test_cp1_without_the_tick_it_is_noted_and_the_promise_stays_open() -> None:
    complaint, client = make_complaint(), desk()
    assert post(client, complaint, said="We have received it.").status_code == 302
    assert (outcome()[0], owes(complaint)) == ("not_yet", DUE)
    assert told(client, complaint) == ["Noted.", "This is no answer yet: the promise stays open."]


def test_cp1_nobody_reached_is_an_attempt_that_needs_no_words() -> None:
    complaint = make_complaint()
    assert post(desk(), complaint, reached="nobody", said="", **ABOUT).status_code == 302
    assert (outcome(), owes(complaint)) == (("nobody", "", ""), DUE)


def test_cp1_who_stays_anonymous_is_answered_by_a_notice() -> None:
    complaint = make_anonymous()
    form = desk().get(address(complaint)).context["form"]
    assert (form["how"].value(), [key for key, _word in form.fields["how"].choices]) == ("posted", list(Answer.How))
    assert post(desk(), complaint, how="posted", reached="nobody", **ABOUT).status_code == 302
    assert (outcome(), owes(complaint)) == (("answer", "", "Guards from 18:00 on."), ANSWERED)


def test_cp1_a_notice_that_says_nothing_about_the_matter_is_no_answer() -> None:
    complaint = make_anonymous()
    post(desk(), complaint, how="posted")
    assert (outcome()[0], owes(complaint)) == ("not_yet", DUE)


def test_cp1_not_answerable_is_noted_with_why() -> None:
    complaint = make_anonymous()
    assert post(desk(), complaint, how="unanswerable", said="").context["form"].errors == {
        "said": ["Why can it not be answered?"]
    }
    post(desk(), complaint, how="unanswerable", said="It names no place.")
    assert (outcome(), owes(complaint)) == (("answer", "", "It names no place."), ANSWERED)


@pytest.mark.parametrize("how", Answer.ANONYMOUS)
def test_cp1_who_left_his_name_is_not_offered_a_notice(how: str) -> None:
    complaint = make_complaint()
    response = post(desk(), complaint, how=how, **ABOUT)
    assert (response.status_code, list(response.context["form"].errors), owes(complaint)) == (422, ["how"], DUE)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"how": ""}, "how"),
        ({"how": "pigeon"}, "how"),
        ({"how": "a\0b"}, "how"),
        ({"reached": "perhaps"}, "reached"),
        ({"spoken_to": ""}, "spoken_to"),
        ({"spoken_to": "\u200b"}, "spoken_to"),
        ({"spoken_to": "x" * 61}, "spoken_to"),
        ({"said": ""}, "said"),
        ({"said": " "}, "said"),
        ({"said": "a\0b"}, "said"),
        ({"said": "x" * 1001}, "said"),
        ({"form_key": "abc"}, "form_key"),
        ({"next_at": "tomorrow"}, "next_at"),
        ({"next_at": "2026-11-23T12:05"}, "next_at"),
        ({"next_at": "2040-01-01T10:00"}, "next_at"),
        ({"next_at": "2026-11-27\0"}, "next_at"),
    ],
)
def test_what_is_missing_or_cannot_be_meant_is_asked_for_at_its_field(data: dict[str, str], field: str) -> None:
    complaint = make_complaint()
    response = post(desk(), complaint, **{**ABOUT, **data})
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert (Answer.objects.count(), owes(complaint)) == (0, DUE)


def test_what_was_typed_is_still_there() -> None:
    page = post(desk(), make_complaint(), spoken_to="", **ABOUT).content.decode()
    assert ("Guards from 18:00 on." in page, "With whom did you speak?" in page) == (True, True)


def test_words_are_shown_inert_and_the_unseen_is_taken_out_and_said() -> None:
    complaint, client = make_complaint(), desk()
    post(client, complaint, said="<script>alert(1)</script>\u202e", **ABOUT)
    page = client.get(f"/{complaint.number}/").content.decode()
    assert ("<script>alert(1)" in page, "&lt;script&gt;alert(1)" in page) == (False, True)
    assert "Characters that cannot be seen were taken out" in page


@pytest.mark.parametrize("more", [ABOUT, {}])
def test_a_second_click_leads_back_as_the_first_one_did(more: dict[str, str]) -> None:
    complaint, client, key = make_complaint(), desk(), uuid4()
    seen = client.get(address(complaint)).context["form"].last.pk
    codes = [post(client, complaint, form_key=key, seen=seen, **more).status_code for _click in range(2)]
    assert (codes, Answer.objects.count(), len(history(complaint))) == ([302, 302], 1, 2)


def test_who_answered_meanwhile_is_named_and_sent_once_more_both_are_kept() -> None:
    complaint, client = make_complaint(), desk()
    seen = client.get(address(complaint)).context["form"].last.pk
    post(desk(make_staff(Role.RECEPTION, name="苏文静")), complaint, **ABOUT)
    answer = post(client, complaint, seen=seen, said="The barrier comes on Friday.", **ABOUT)
    page = answer.content.decode()
    assert (answer.status_code, "苏文静 was here at 12:05: answered." in page) == (409, True)
    assert "The barrier comes on Friday." in page
    newest = answer.context["form"].last.pk
    assert post(client, complaint, seen=newest, said="The barrier comes on Friday.", **ABOUT).status_code == 302
    assert [row.said for row in Answer.objects.order_by("pk")] == [SAID["said"], "The barrier comes on Friday."]
