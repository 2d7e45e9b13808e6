"""The page of the figures: value, goal, numerator, denominator, what the year can bear; no data in words."""

import re
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from pytest_django import DjangoAssertNumQueries

from complaints import actions, goals
from complaints.tests.clock import LATER
from complaints.tests.factories import make_answered, make_complaint, make_resolved, told
from complaints.tests.reports import manager
from complaints.tests.test_goals import make_homes
from office.models import Role
from office.tests.factories import MONDAY, home, make_community, make_limit, make_staff
from repairs.tests.pages import desk, elsewhere

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]
URL = "/complaints/figures/"


def words(html: str) -> str:
    """What stands there, without marks."""
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def read(role: str = Role.MANAGER) -> str:
    answer = desk(role).get(URL)
    assert answer.status_code == 200
    return words(answer.content.decode())


def test_qa2_the_page_says_rate_goal_and_what_the_year_can_bear() -> None:
    make_homes(1200)
    complaint = make_complaint()
    page = read()
    for said in (
        complaint.number,
        "Valid complaints QA-2 goal missed 0.83 ‰",
        "goal at most 0.5 ‰",
        "1 complaint to 1,200 households",
        "12 months from 2025-11-24 on: 1 complaint, 0.83 ‰",
        "At 1,200 households the year can bear 0: 1 valid complaint breaks the goal. QA-2",
        "No home has its day of handover: all homes are counted.",
        "All complaints P1 goal missed 8.3 ‱",
        "goal at most 5 to 10,000 households",
        "received since 2026-01-01",
    ):
        assert said in page


def test_qa3_qa4_their_shares_with_numerator_denominator_and_what_is_missing() -> None:
    by, late = manager(), make_complaint(now=MONDAY - timedelta(days=9))
    actions.answer(make_complaint(), told(), by=by, now=MONDAY)
    page = read()
    assert f"Answered in time QA-4 below goal 50 % goal 100 % 1 of 2 {late.number}" in page
    assert f"Complaints handled QA-3 below goal 0 % goal 100 % 0 of 1 {late.number}" in page


def test_each_figure_leads_to_the_very_records_that_it_counts() -> None:
    make_homes(10)
    by, late = manager(), make_complaint(now=MONDAY - timedelta(days=9))
    lead, other = make_resolved(), make_complaint(now=MONDAY + timedelta(hours=1))
    actions.join(other, lead, by=by, now=LATER)
    invalid = make_answered(now=MONDAY + timedelta(minutes=1))
    actions.judge(invalid, False, "Not ours.", by=by, now=LATER)
    make_complaint(now=MONDAY.replace(year=2025)), make_complaint(community=make_community())
    client = desk(Role.MANAGER)
    page = client.get(URL).content.decode()
    behind = {
        "counted": [invalid, lead, late],
        "valid": [lead, late],
        "handled": [lead],
        "to_handle": [lead, late],
        "in_time": [invalid, lead],
        "answerable": [invalid, lead, late],
    }
    for state, rows in behind.items():
        address = f"/complaints/?state={state}&amp;community={home().pk}"
        assert f'href="{address}"' in page
        listed = client.get(address.replace("&amp;", "&")).context["page"].rows
        assert [row.complaint for row in listed] == rows


def test_of_the_missing_that_are_not_named_there_is_a_list() -> None:
    rows = [make_complaint(now=MONDAY - timedelta(days=9, minutes=number)) for number in range(6)]
    client = desk(Role.MANAGER)
    page = client.get(URL).content.decode()
    for state in ("unhandled", "late"):
        assert f'<a href="/complaints/?state={state}&amp;community={home().pk}">all 6</a>' in page
        listed = client.get(f"/complaints/?state={state}").context["page"].rows
        assert [row.complaint for row in listed] == rows


def test_who_serves_several_estates_is_led_to_the_records_of_the_one() -> None:
    first, second = home(), make_community()
    here, there = make_complaint(), make_complaint(community=second, now=MONDAY + timedelta(hours=1))
    client = desk(make_staff(Role.MANAGER, communities=[first, second], language="en"))
    asked = [f"&community={first.pk}", f"&community={second.pk}", ""]
    pages = [client.get(f"/complaints/?state=valid{more}").context["page"].rows for more in asked]
    assert [[row.complaint for row in page] for page in pages] == [[here], [there], [there, here]]
    assert client.get("/complaints/?state=all&community=0").status_code == 422


def test_where_there_is_nothing_to_count_it_says_so_in_words_and_never_0_percent() -> None:
    page = read()
    assert page.count("no data") == 4
    assert ("0 %" in page.replace("100 %", ""), "0.00" in page) == (False, False)
    assert "No home is entered yet: there is no rate. QA-2" in page


@pytest.mark.parametrize(
    ("homes", "complaints", "said"),
    [
        (0, 0, "No home is entered yet: there is no rate. QA-2"),
        (1200, 0, "At 1,200 households the next valid complaint breaks the goal. QA-2"),
        (2000, 0, "At 2,000 households the year can bear 1 more valid complaint. QA-2"),
        (4000, 0, "At 4,000 households the year can bear 2 more valid complaints. QA-2"),
        (1200, 2, "At 1,200 households the year can bear 0: 2 valid complaints break the goal. QA-2"),
    ],
)
def test_qa2_the_one_sentence_for_the_pages_of_a_complaint(homes: int, complaints: int, said: str) -> None:
    make_homes(homes)
    for _ in range(complaints):
        make_complaint()
    rate = goals.rate(home(), manager(), LATER)
    assert words(render_to_string("complaints/_rate.html", {"rate": rate})) == said


def test_the_goals_are_lines_of_the_clock_table() -> None:
    make_limit("QA-4/goal", community=home(), amount=90)
    make_complaint()
    assert "goal 90 %" in read()


def test_who_serves_several_estates_chooses_one() -> None:
    first, second = home(), make_community()
    make_homes(3, community=second)
    client = desk(make_staff(Role.MANAGER, communities=[first, second], language="en"))
    assert client.get(URL).context["community"] == first
    asked = client.get(URL, {"community": second.pk})
    assert (asked.context["community"], asked.context["rate"].households) == (second, 3)
    assert f'href="?community={first.pk}"' in asked.content.decode()


@pytest.mark.parametrize("asked", ["0", "x", "99999999", "%00", "9" * 30])
def test_an_estate_that_is_not_ones_own_is_refused(asked: str) -> None:
    assert desk(Role.MANAGER).get(f"{URL}?community={asked}").status_code == 422


def test_another_estates_figures_are_not_shown() -> None:
    community = home().pk
    assert elsewhere().get(URL, {"community": community}).status_code == 422


def test_only_who_may_see_the_report_is_shown_it() -> None:
    answers = [desk(role).get(URL).status_code for role in (Role.COMPANY, Role.HEAD, Role.RECEPTION, Role.CREW)]
    assert answers == [200, 403, 403, 403]
    assert desk(Role.MANAGER).post(URL).status_code == 405


def test_who_serves_nowhere_finds_nothing() -> None:
    assert desk(make_staff(Role.MANAGER, communities=[])).get(URL).status_code == 404


def test_cp5_the_manager_complained_of_counts_without_it() -> None:
    make_homes(10)
    about = manager()
    complaint = make_complaint(about_staff=about)
    pages = [desk(user).get(URL) for user in (about, manager())]
    assert [page.context["rate"].all for page in pages] == [0, 1]
    assert complaint.number not in pages[0].content.decode()


@pytest.mark.parametrize("complaints", [1, 3])
def test_it_costs_the_same_with_one_and_with_three(
    complaints: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(complaints):
        make_complaint(now=MONDAY - timedelta(days=9))
    client = desk(Role.MANAGER)
    client.get(URL)
    with django_assert_num_queries(14):
        client.get(URL)
