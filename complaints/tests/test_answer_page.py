"""The page on which an answer is recorded (CP-1)."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from complaints import actions
from complaints.models import Answer, Complaint
from complaints.tests.factories import TEXT, history, make_anonymous, make_complaint, owes
from office.models import Role
from office.tests.factories import MONDAY, make_staff
from repairs.tests.pages import desk, elsewhere

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]
SAID = {"how": "phone", "reached": "reached", "spoken_to": "张桂兰", "said": "Guards from 18:00 on."}
ABOUT = {"on_the_matter": "on"}
DUE = {"CP-1/answer": "11-24 10:05"}


def address(complaint: Complaint, verb: str = "answer") -> str:
    return f"/complaints/{complaint.number}/{verb}/"


def post(client: Client, complaint: Complaint, **data: Any) -> Any:
    return client.post(address(complaint), {"form_key": uuid4(), **SAID, **data})


def said(client: Client, complaint: Complaint) -> list[str]:
    """What the desk is told on the next page."""
    return [str(message) for message in client.get(f"/{complaint.number}/").context["messages"]]


def outcome() -> tuple[str, str, str]:
    row = Answer.objects.get()
    return row.outcome, row.spoken_to, row.said


def test_cp1_an_answer_leads_back_to_the_record() -> None:
    complaint, client = make_complaint(), desk()
    assert post(client, complaint, **ABOUT)["Location"] == f"/{complaint.number}/"
    assert (outcome(), owes(complaint)) == (("answer", "张桂兰", "Guards from 18:00 on."), {})
    assert said(client, complaint) == ["Noted."]


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
    assert said(client, complaint) == ["Noted.", "This is no answer yet: the promise stays open."]


def test_cp1_nobody_reached_is_an_attempt_that_needs_no_words() -> None:
    complaint = make_complaint()
    assert post(desk(), complaint, reached="nobody", said="", **ABOUT).status_code == 302
    assert (outcome(), owes(complaint)) == (("nobody", "", ""), DUE)


def test_cp1_who_stays_anonymous_is_answered_by_a_notice() -> None:
    complaint = make_anonymous()
    form = desk().get(address(complaint)).context["form"]
    assert (form["how"].value(), [key for key, _word in form.fields["how"].choices]) == ("posted", list(Answer.How))
    assert post(desk(), complaint, how="posted", reached="nobody", **ABOUT).status_code == 302
    assert (outcome(), owes(complaint)) == (("answer", "", "Guards from 18:00 on."), {})


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
    assert (outcome(), owes(complaint)) == (("answer", "", "It names no place."), {})


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


def test_what_is_void_leads_back_with_the_reason() -> None:
    complaint, client = make_complaint(), desk()
    actions.void(complaint, "entered twice", by=make_staff(Role.MANAGER, name="周敏"), now=MONDAY)
    assert client.get(address(complaint))["Location"] == f"/{complaint.number}/"
    assert said(client, complaint) == ["周敏 was first, at 10:05: this record is now “void”."]


@pytest.mark.parametrize("verb", ["answer", "void"])
def test_only_who_may_and_only_in_his_own_estate(verb: str) -> None:
    complaint = make_complaint()
    url = address(complaint, verb)
    codes = {role: desk(role).get(url).status_code for role in Role if role != Role.ADMINISTRATOR}
    may = {"answer": {Role.RECEPTION, Role.HEAD, Role.MANAGER}, "void": {Role.MANAGER}}[verb]
    assert codes == {role: 200 if role in may else 403 for role in codes}
    assert [elsewhere().get(url).status_code, elsewhere().post(url).status_code] == [404, 404]
    assert [desk(Role.MANAGER).put(url).status_code, Client().post(url).status_code] == [405, 302]


def test_the_manager_voids_on_a_page_of_its_own() -> None:
    complaint, client = make_complaint(), desk(Role.MANAGER)
    url = address(complaint, "void")
    assert [client.post(url, {"why": why}).status_code for why in ("", " ", "a\0b", "x" * 201)] == [422] * 4
    assert client.post(url, {"why": "entered twice"})["Location"] == f"/{complaint.number}/"
    assert (Complaint.objects.get().status, owes(complaint)) == (Complaint.Status.VOID, {})
