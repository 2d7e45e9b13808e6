"""The page on which a manager decides whether a complaint is valid (CP-5)."""

import pytest

from complaints.models import Complaint
from complaints.tests.factories import DONE, make_closed, make_complaint, make_judged, make_resolved, make_satisfied
from complaints.tests.pages import address, post, refused, text, told
from office.models import Role
from repairs.tests.pages import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]
WHY = "It was our own barrier."


def judged() -> tuple[bool | None, str, str]:
    stored = Complaint.objects.get()
    return stored.valid, stored.judged_why, stored.status


@pytest.mark.parametrize(("answer", "valid"), [("valid", True), ("invalid", False)])
def test_cp5_the_manager_decides_with_the_reason(answer: str, valid: bool) -> None:
    complaint, client = make_complaint(), desk(Role.MANAGER)
    assert post(client, complaint, "judge", valid=answer, why=WHY)["Location"] == f"/{complaint.number}/"
    assert (judged(), told(client, complaint)) == ((valid, WHY, "received"), ["Decided."])


def test_cp5_what_the_owner_is_satisfied_with_is_closed_by_it_and_the_page_says_so() -> None:
    complaint, client = make_satisfied(), desk(Role.MANAGER)
    assert "with the decision the complaint is closed" in text(client, complaint, "judge")
    post(client, complaint, "judge", valid="valid", why=WHY)
    assert judged() == (True, WHY, "closed")


def test_cp5_as_long_as_it_is_open_it_is_decided_anew() -> None:
    complaint, client = make_judged(), desk(Role.MANAGER)
    page = text(client, complaint, "judge")
    assert ("The lane was blocked." in page, "with the decision the complaint is closed" in page) == (True, False)
    post(client, complaint, "judge", valid="invalid", why=WHY)
    assert judged() == (False, WHY, "resolved")


def test_cp5_the_page_says_what_was_done_and_chooses_nothing() -> None:
    client, complaint = desk(Role.MANAGER), make_resolved()
    response = client.get(address(complaint, "judge"))
    page = response.content.decode()
    assert (DONE in page, "Counts as valid until a manager decides" in page) == (True, True)
    assert response.context["form"]["valid"].value() is None


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"valid": ""}, "valid"),
        ({"valid": "perhaps"}, "valid"),
        ({"valid": "valid\0"}, "valid"),
        ({"why": ""}, "why"),
        ({"why": "\u200b"}, "why"),
        ({"why": "a\0b"}, "why"),
        ({"why": "x" * 401}, "why"),
    ],
)
def test_what_is_missing_or_cannot_be_meant_is_asked_for_at_its_field(data: dict[str, str], field: str) -> None:
    response = post(desk(Role.MANAGER), make_resolved(), "judge", **{"valid": "valid", "why": WHY, **data})
    code, errors = refused(response)
    assert (code, list(errors), judged()) == (422, [field], (None, "", "resolved"))
    assert (WHY in response.content.decode()) == (field == "valid")


def test_what_is_closed_is_decided_no_more() -> None:
    complaint, client = make_closed(), desk(Role.MANAGER)
    assert post(client, complaint, "judge", valid="invalid", why=WHY)["Location"] == f"/{complaint.number}/"
    assert told(client, complaint)[0].endswith("this record is now “closed”.")
    assert judged()[0] is True
