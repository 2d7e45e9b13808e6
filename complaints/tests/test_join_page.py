"""The page on which several complaints about one event become one that is counted (QA-2)."""

from typing import Any

import pytest
from django.test import Client

from complaints import actions
from complaints.models import Complaint
from complaints.tests import pages
from complaints.tests.factories import a_manager, history, make_complaint
from complaints.tests.pages import address, refused, text, told
from office.models import Role
from office.tests.factories import MONDAY, make_community
from repairs.tests.pages import desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]
UNKNOWN = (422, {"lead": ["There is no other complaint with this number here."]})


def post(client: Client, complaint: Complaint, lead: str) -> Any:
    return pages.post(client, complaint, "join", lead=lead)


def counted_with(complaint: Complaint) -> Complaint | None:
    return Complaint.objects.get(pk=complaint.pk).same_event_as


def test_qa2_it_is_counted_with_the_other() -> None:
    lead, complaint, client = make_complaint(), make_complaint(), desk()
    assert post(client, complaint, lead.number)["Location"] == f"/{complaint.number}/"
    assert (counted_with(complaint), told(client, complaint)) == (lead, ["Noted."])
    assert history(complaint)[-1] == ("join", "received", lead.number)


@pytest.mark.parametrize("spelling", ["{0}", "c-{1}-{2}", "{1}-{2}", " c－{1}－{2} ", "C{1}-{2}"])
def test_qa2_the_number_may_be_written_as_it_is_spoken(spelling: str) -> None:
    lead, complaint = make_complaint(), make_complaint()
    _prefix, day, counter = lead.number.split("-")
    assert post(desk(), complaint, spelling.format(lead.number, day, int(counter))).status_code == 302
    assert counted_with(complaint) == lead


def test_qa2_empty_it_counts_on_its_own_again() -> None:
    lead, complaint, client = make_complaint(), make_complaint(), desk()
    actions.join(complaint, lead, by=a_manager(complaint), now=MONDAY)
    assert f'value="{lead.number}"' in text(client, complaint, "join")
    assert post(client, complaint, "").status_code == 302
    assert counted_with(complaint) is None


def test_qa2_of_a_chain_the_first_one_counts() -> None:
    first, second, third = make_complaint(), make_complaint(), make_complaint()
    actions.join(second, first, by=a_manager(second), now=MONDAY)
    assert post(desk(), third, second.number).status_code == 302
    assert counted_with(third) == first


@pytest.mark.parametrize("typed", ["C-20261123-9999", "R-20261123-0001", "abc", "7", "a\0b", "x" * 31, "C-20261123-"])
def test_a_number_that_names_no_complaint_is_refused_at_its_field(typed: str) -> None:
    complaint = make_complaint()
    response = post(desk(), complaint, typed)
    code, errors = refused(response)
    assert (code, list(errors), counted_with(complaint)) == (422, ["lead"], None)
    assert "\0" in typed or f'value="{typed}"' in response.content.decode()


def test_neither_itself_nor_one_that_the_desk_may_not_know_of_nor_one_of_another_estate() -> None:
    complaint, client = make_complaint(), desk()
    strange = make_complaint(community=make_community())
    for other in (complaint, make_complaint(confidential=True), strange):
        assert refused(post(client, complaint, other.number)) == UNKNOWN
    both = desk(Role.MANAGER, communities=[complaint.community, strange.community])
    assert (refused(post(both, complaint, strange.number)), counted_with(complaint)) == (UNKNOWN, None)


def test_qa2_with_whom_others_are_counted_stays_on_its_own() -> None:
    lead, joined, other, client = make_complaint(), make_complaint(), make_complaint(), desk()
    actions.join(joined, lead, by=a_manager(lead), now=MONDAY)
    assert post(client, lead, other.number)["Location"] == f"/{lead.number}/"
    assert counted_with(lead) is None
    assert told(client, lead) == ["Others are counted with this one already, or the other is void."]


def test_qa2_a_wrong_entry_counts_with_nobody() -> None:
    lead, complaint, client = make_complaint(), make_complaint(), desk()
    actions.void(lead, "entered twice", by=a_manager(lead), now=MONDAY)
    assert post(client, complaint, lead.number).status_code == 302
    assert counted_with(complaint) is None
    assert told(client, complaint) == ["Others are counted with this one already, or the other is void."]


def test_the_page_asks_for_nothing_where_it_counts_on_its_own() -> None:
    page = desk().get(address(make_complaint(), "join"))
    assert page.context["form"]["lead"].value() == ""
    assert "Empty: it counts on its own again." in page.content.decode()
