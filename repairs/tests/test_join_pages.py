"""The pages on which reports are joined and taken out again (RP-10)."""

from typing import Any

import pytest
from django.http import HttpResponse

from office.models import Role
from office.tests.factories import make_community, make_staff
from repairs import actions
from repairs.models import Repair
from repairs.tests.factories import history, make_category, make_registered
from repairs.tests.jobs import make_quoted
from repairs.tests.joined import SOON, make_joined, make_pair
from repairs.tests.pages import desk, elsewhere, said

pytestmark = pytest.mark.django_db

S = Repair.Status


def send(repair: Repair, **typed: Any) -> HttpResponse:
    return desk().post(f"/repairs/{repair.number}/join/", typed)  # type: ignore[return-value]


def test_rp10_the_likeliest_are_offered_and_one_is_chosen() -> None:
    lead, repair = make_pair()
    far = make_registered(category=make_category())
    page = desk().get(f"/repairs/{repair.number}/join/")
    offered = [value for value, _label in page.context["form"].fields["which"].choices]
    assert offered == [lead.number, ""]
    assert far.number not in page.content.decode()
    assert send(repair, which=lead.number)["Location"] == f"/{repair.number}/"
    assert Repair.objects.get(pk=repair.pk).joined_to == lead


@pytest.mark.parametrize("spelling", ["{}", "{}-1", " {} "])
def test_rp10_any_other_is_named_by_its_number(spelling: str) -> None:
    _near, repair = make_pair()
    lead = make_registered()
    assert send(repair, which="", number=spelling.format(lead.number)).status_code == 302
    assert Repair.objects.get(pk=repair.pk).joined_to == lead


def test_rp10_itself_what_is_done_and_what_is_elsewhere_is_not_there_to_join() -> None:
    repair, void = make_registered(), make_registered()
    actions.void(void, "twice", by=make_staff(), now=SOON)
    foreign = make_registered(community=make_community())
    follower = make_joined(repair)
    wrong = [repair.number, void.number, foreign.number, follower.number, "R-20261123-9998", "abc", "\0"]
    assert [send(repair, which="", number=number).status_code for number in wrong] == [422] * len(wrong)
    assert send(repair, which="", number="").status_code == 422
    assert send(repair, which=foreign.number).status_code == 422
    assert Repair.objects.get(pk=repair.pk).status == S.REGISTERED


def test_rp10_what_was_quoted_is_not_offered_the_page() -> None:
    repair, client = make_quoted(), desk()
    assert client.get(f"/repairs/{repair.number}/join/")["Location"] == f"/{repair.number}/"
    assert len(said(client, repair)) == 1


def test_the_records_of_both_lead_to_each_other() -> None:
    lead = make_registered()
    report = make_joined(lead)
    ours = desk().get(f"/{report.number}/").content.decode()
    assert ("One job with" in ours, f'href="/{lead.number}/"' in ours, "Progress" in ours) == (True, True, False)
    theirs = desk().get(f"/{lead.number}/").content.decode()
    assert ("One job for" in theirs, f'href="/{report.number}/"' in theirs, "138****8000" in theirs) == (
        True,
        True,
        True,
    )


def test_rp10_a_report_is_taken_out_again_with_a_reason() -> None:
    lead = make_registered()
    report, client = make_joined(lead), desk()
    url = f"/repairs/{report.number}/part/"
    assert client.post(url, {"why": ""}).status_code == 422
    assert client.post(url, {"why": "another pipe"})["Location"] == f"/{report.number}/"
    assert Repair.objects.get(pk=report.pk).status == S.REGISTERED
    assert history(report)[-1] == ("part", "registered", "another pipe")
    assert client.get(url)["Location"] == f"/{report.number}/"


@pytest.mark.parametrize("verb", ["join", "part"])
def test_who_may_join(verb: str) -> None:
    repair = make_joined(make_registered()) if verb == "part" else make_registered()
    url = f"/repairs/{repair.number}/{verb}/"
    assert [desk(role).get(url).status_code for role in (Role.CREW, Role.FINANCE, Role.RECEPTION)] == [403, 403, 200]
    assert (elsewhere().get(url).status_code, desk().put(url).status_code) == (404, 405)


@pytest.mark.parametrize("verb", ["dispatch", "postpone", "quote", "finish", "recategorise", "raise_urgency", "join"])
def test_rp10_nothing_is_done_with_a_joined_report_by_itself(verb: str) -> None:
    report, client = make_joined(make_registered()), desk()
    assert client.get(f"/repairs/{report.number}/{verb}/")["Location"] == f"/{report.number}/"
    assert len(said(client, report)) == 1


def test_a_joined_report_stands_among_the_open_ones_without_a_paper() -> None:
    lead = make_registered()
    report = make_joined(lead)
    page = desk().get("/repairs/?status=open").content.decode()
    assert (report.number in page, f'value="{lead.number}-1"' in page, f'value="{report.number}' in page) == (
        True,
        True,
        False,
    )


def test_the_crew_sees_from_where_else_it_was_reported() -> None:
    crew = make_staff(Role.CREW, language="en")
    lead = make_registered()
    actions.dispatch(lead, [crew], by=make_staff(), now=SOON)
    report = make_joined(lead)
    text = desk(crew).get(f"/repairs/jobs/{lead.number}/").content.decode()
    assert ("Reported too from" in text, report.place in text) == (True, True)
    assert desk(crew).get(f"/repairs/jobs/{report.number}/").status_code == 404
