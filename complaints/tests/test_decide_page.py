"""The page on which the decision of a step is written down (CP-2)."""

from typing import Any

import pytest
from django.test import Client

from complaints import actions
from complaints.models import Complaint, Step
from complaints.tests import pages
from complaints.tests.clock import LATER
from complaints.tests.factories import a_manager, make_complaint, owes, passed_up
from complaints.tests.pages import address, refused, text, told
from office.models import Role
from office.tests.factories import make_staff
from repairs.tests.pages import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]
WHAT = "A barrier at both ends."
TAKEN = "Decided already on this step: A barrier at both ends."
DUE = {"CP-2/department": "11-23 14:05", "CP-1/answer": "11-24 10:05", "CP-8/resolve": "12-01 00:00"}
# The step has no clock any longer.
LEFT = {rule: due for rule, due in DUE.items() if rule != "CP-2/department"}


def post(client: Client, complaint: Complaint, **data: Any) -> Any:
    return pages.post(client, complaint, "decide", **{"decision": WHAT, **data})


def decided(complaint: Complaint) -> tuple[str, str]:
    step = complaint.steps.here()
    return step.decision, step.decided_by.name if step.decided_by else ""


def test_cp2_the_decision_stops_the_clock_of_the_step() -> None:
    complaint, client = make_complaint(), desk(Role.HEAD, name="何静")
    assert post(client, complaint)["Location"] == f"/{complaint.number}/"
    assert (decided(complaint), owes(complaint)) == ((WHAT, "何静"), LEFT)
    assert told(client, complaint) == ["Decided."]


def test_cp2_until_when_it_is_done_becomes_a_promise() -> None:
    complaint = make_complaint()
    assert post(desk(Role.COMPANY), complaint, do_by="2026-11-27T18:00").status_code == 302
    assert owes(complaint) == {**LEFT, "CP-2/do": "11-27 18:00"}


def test_cp2_the_page_says_where_it_stands_why_and_who_was_called() -> None:
    complaint, guard = make_complaint(), make_staff(Role.CREW, name="邱勇")
    passed_up(complaint, Step.Level.MANAGER, called=[guard], called_others="韩立军", now=LATER)
    page = text(desk(Role.MANAGER), complaint, "decide")
    for words in ("manager of the office", "since 12:05", "The lane was blocked.", "邱勇, 韩立军"):
        assert words in page


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"decision": ""}, "decision"),
        ({"decision": "\u200b"}, "decision"),
        ({"decision": "a\0b"}, "decision"),
        ({"decision": "x" * 401}, "decision"),
        ({"do_by": "2026-11-23T12:05"}, "do_by"),
        ({"do_by": "Friday"}, "do_by"),
        ({"do_by": "2031-12-31T10:00"}, ""),
        ({"do_by": "2032-01-01T10:00"}, "do_by"),
    ],
)
def test_what_is_missing_or_cannot_be_meant_is_asked_for_at_its_field(data: dict[str, str], field: str) -> None:
    complaint = make_complaint()
    response = post(desk(Role.HEAD), complaint, **data)
    if field:
        code, errors = refused(response)
        assert (code, list(errors), decided(complaint), owes(complaint)) == (422, [field], ("", ""), DUE)
        assert all(value in response.content.decode() for name, value in data.items() if name == "do_by")
    else:
        assert (response.status_code, decided(complaint)[0]) == (302, WHAT)


def test_what_was_decided_already_leads_back_with_the_decision() -> None:
    complaint, client = make_complaint(), desk(Role.HEAD)
    actions.decide(complaint, WHAT, by=a_manager(complaint), now=LATER)
    assert client.get(address(complaint, "decide"))["Location"] == f"/{complaint.number}/"
    assert told(client, complaint) == [TAKEN]
    assert post(client, complaint, decision="No barrier.").status_code == 302
    assert (told(client, complaint), decided(complaint)[0]) == ([TAKEN], WHAT)


def test_on_the_next_step_another_decision_is_taken() -> None:
    complaint = make_complaint()
    actions.decide(complaint, WHAT, by=a_manager(complaint), now=LATER)
    passed_up(complaint, Step.Level.COMPANY, now=LATER)
    assert post(desk(Role.COMPANY), complaint, decision="The company pays.").status_code == 302
    assert list(complaint.steps.values_list("decision", flat=True)) == [WHAT, "The company pays."]
