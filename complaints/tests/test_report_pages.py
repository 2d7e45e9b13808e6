"""The pages of the weekly report: list, report, summary, signature, print; each counted for its reader (CP-6)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from complaints import reporting
from complaints.models import ReportReader, WeeklyReport
from complaints.tests.factories import make_complaint
from complaints.tests.reports import NEXT_MONDAY, make_report, make_reports, manager, week_of
from complaints.tests.test_figures_page import words
from office import pages
from office.models import Role, Staff
from office.tests.factories import MONDAY, home, make_community, make_staff, make_unit
from office.tests.pages import filled, manager_of
from repairs.tests.pages import desk, elsewhere

pytestmark = pytest.mark.django_db
LIST = "/complaints/reports/"
ADMIN = "/admin/complaints/reportreader/"


@pytest.fixture(autouse=True)
def _the_monday_after() -> Any:
    with time_machine.travel(NEXT_MONDAY, tick=False):
        yield


def address(report: WeeklyReport, verb: str) -> str:
    return f"{LIST}{report.number}/{verb}/"


def read(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def signed(report: WeeklyReport, text: str = "A quiet week.") -> WeeklyReport:
    boss = manager(name="Ruth Hall")
    reporting.sum_up(report, text, by=boss, now=NEXT_MONDAY)
    return reporting.sign(report, by=boss, now=NEXT_MONDAY)


# ── the list ────────────────────────────────────────────────────────────────
def test_cp6_the_list_has_the_newest_week_first_with_its_state() -> None:
    make_complaint(now=MONDAY - timedelta(days=14))
    first, second, third = make_reports()
    signed(first)
    reporting.sum_up(second, "Calm.", by=manager(), now=NEXT_MONDAY)
    answer = desk(Role.MANAGER).get(LIST)
    assert [row.number for row in answer.context["page"].rows] == [third.number, second.number, first.number]
    page = words(answer.content.decode())
    assert f"{third.number} 2026-11-23 10:05 to sum up" in page
    assert f"{second.number} 2026-11-16 10:05 to sign off" in page
    assert f"{first.number} 2026-11-09 10:05 signed off 10:05 Ruth Hall" in page


def test_a_long_list_goes_on_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "ROWS", 2)
    make_complaint(now=MONDAY - timedelta(days=21))
    found, client = list(reversed(make_reports())), desk(Role.MANAGER)
    first = client.get(LIST)
    second = client.get(LIST + first.context["further"])
    assert [list(answer.context["page"].rows) for answer in (first, second)] == [found[:2], found[2:]]
    assert second.context["further"] == ""


def test_the_list_of_nothing_says_when_the_first_is_made() -> None:
    assert "The first is made on the Monday after the first complaint" in read(desk(Role.COMPANY), LIST)


@pytest.mark.parametrize("reports", [1, 3])
def test_the_list_costs_the_same_with_one_and_with_three(
    reports: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_complaint(now=MONDAY - timedelta(days=7 * (reports - 1)))
    for report in make_reports():
        signed(report)
    client = desk(Role.MANAGER)
    client.get(LIST)
    with django_assert_num_queries(4):
        client.get(LIST)


def test_cp6_one_that_could_not_be_made_yet_leads_to_the_list_which_says_so() -> None:
    make_complaint()
    promise = reporting.making.owe_report(week_of(), now=NEXT_MONDAY)
    assert promise
    client = desk(Role.MANAGER)
    answer = client.get(f"/p/{promise.pk}/", follow=True)
    assert answer.redirect_chain == [(f"/{promise.subject}/", 302), (LIST, 302)]
    said = f"{promise.subject} could not be made yet: it is tried every minute."
    assert [str(message) for message in answer.context["messages"]] == [said]
    assert elsewhere(Role.MANAGER).get(f"/{promise.subject}/").status_code == 404


# ── one report ──────────────────────────────────────────────────────────────
def test_cp6_the_page_has_figures_trend_cases_and_the_next_step() -> None:
    complaint = make_complaint(unit=make_unit("3-2-501"))
    report = make_report()
    html = read(desk(Role.MANAGER), f"/{report.number}/")
    page = words(html)
    for said in (
        "2026-11-23 – 11-29",
        "Complaints 1 Answered in time 0 % in time 0, not in time 1, time still ran 0 QA-4",
        "By type parking and order 1",
        "By building 3 1",
        "not decided 1",
        "2–7 days 1",
        "Open at the end of the week 1",
        "1 to 1 households 1000.00 ‰",
        "Answered late 0 0 0 0 0 0 0 0 0 0 0 1",
        "Sum up",
        "Nothing is written yet",
    ):
        assert said in page
    assert (html.count("<rect "), html.count(" style=")) == (12, 0)
    assert f'href="/{complaint.number}/"' in html
    assert address(report, "sum_up") in html


def test_cp6_a_signed_one_shows_who_signed_and_no_step() -> None:
    report = signed(make_report())
    html = read(desk(Role.MANAGER), f"/{report.number}/")
    assert ("A quiet week." in html, "Ruth Hall" in html) == (True, True)
    assert (address(report, "sum_up") in html, address(report, "sign") in html) == (False, False)


def test_cp6_the_person_complained_of_and_who_has_not_the_right_count_without_it_everywhere() -> None:
    about, boss = manager(), manager()
    make_complaint()
    hidden = make_complaint(about_staff=about, text="He shouted.")
    report = make_report()
    for url in (f"/{report.number}/", address(report, "print"), address(report, "sum_up")):
        for user, count in ((boss, 2), (about, 1)):
            answer = desk(user).get(url)
            html = answer.content.decode()
            shown = [row.number for row in answer.context["figures"].cases]
            assert (answer.context["figures"].complaints, len(shown), hidden.number in shown) == (
                count, count, user == boss,
            )  # fmt: skip
            assert user == boss or ("He shouted." not in html and hidden.number not in html)


def test_of_a_week_without_complaints_it_says_no_data() -> None:
    make_complaint(now=MONDAY - timedelta(days=7))
    report = make_reports()[-1]
    page = words(read(desk(Role.MANAGER), address(report, "print")))
    assert "Answered in time no data" in page


def test_the_page_costs_the_same_with_one_and_with_three_complaints(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    there = make_community()
    for community, count in ((home(), 1), (there, 3)):
        for _ in range(count):
            make_complaint(community=community)
    reports = make_reports()
    for report in reports:
        client = desk(Role.MANAGER, community=report.community)
        client.get(f"/{report.number}/")
        with django_assert_num_queries(6):
            client.get(f"/{report.number}/")


def test_only_who_may_see_it_is_shown_it() -> None:
    report = make_report()
    for url in (LIST, f"/{report.number}/", address(report, "print")):
        roles = (Role.MANAGER, Role.COMPANY, Role.HEAD, Role.RECEPTION, Role.CREW)
        assert [desk(role).get(url).status_code for role in roles] == [200, 200, 403, 403, 403]
    assert [desk(Role.MANAGER).post(url).status_code for url in (LIST, f"/{report.number}/")] == [405, 405]


def test_one_of_another_estate_is_not_found() -> None:
    report = make_report()
    urls = [f"/{report.number}/", *(address(report, verb) for verb in ("print", "sum_up", "sign"))]
    assert [elsewhere().get(url).status_code for url in urls] == [404] * 4
    assert desk(Role.MANAGER).get("/ZB-20261130-9999/").status_code == 404


# ── summed up and signed off ────────────────────────────────────────────────
def post(user: Staff | Client, report: WeeklyReport, verb: str, **data: str) -> Any:
    client = user if isinstance(user, Client) else desk(user)
    page = client.get(address(report, verb))
    form = page.context and page.context.get("form")
    seen = {"seen": str(form.last.pk)} if form else {}
    return client.post(address(report, verb), {**seen, **data})


def test_cp6_the_manager_sums_up_and_signs_off() -> None:
    report, boss = make_report(), manager()
    answer = post(boss, report, "sum_up", text="A quiet\nweek.")
    assert (answer.status_code, answer["Location"]) == (302, f"/{report.number}/")
    assert "Once it is signed off nothing of it changes any more." in read(desk(boss), address(report, "sign"))
    assert post(boss, report, "sign").status_code == 302
    report.refresh_from_db()
    assert (report.summary, report.signed_by, report.signed_at) == ("A quiet\nweek.", boss, NEXT_MONDAY)


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "a" * 4001, "a\0b"])
def test_cp6_a_summary_without_words_or_with_too_many_is_refused(text: str) -> None:
    report = make_report()
    assert post(manager(), report, "sum_up", text=text).status_code == 422
    assert WeeklyReport.objects.get().summary == ""


def test_cp6_it_cannot_be_signed_off_unread_by_its_manager_first() -> None:
    report, client = make_report(), desk(Role.MANAGER)
    assert post(client, report, "sign").status_code == 302
    assert "Sum the week up first." in read(client, f"/{report.number}/")
    assert WeeklyReport.objects.get().signed_at is None


def test_cp6_of_two_who_sum_up_the_second_is_shown_that_somebody_was_first() -> None:
    report, boss, other = make_report(), manager(name="Ruth Hall"), manager()
    page = desk(other).get(address(report, "sum_up"))
    post(boss, report, "sum_up", text="First.")
    seen = str(page.context["form"].last.pk)
    answer = desk(other).post(address(report, "sum_up"), {"seen": seen, "text": "Second."})
    assert (answer.status_code, "Ruth Hall was here at 10:05" in answer.content.decode()) == (409, True)
    assert ("Second." in answer.content.decode(), WeeklyReport.objects.get().summary) == (True, "First.")


def test_cp6_once_signed_off_its_pages_lead_back() -> None:
    report, client = signed(make_report()), desk(Role.MANAGER)
    for verb in ("sum_up", "sign"):
        answers = [client.get(address(report, verb)), client.post(address(report, verb), {"text": "Another."})]
        assert [(answer.status_code, answer["Location"]) for answer in answers] == [(302, f"/{report.number}/")] * 2
    assert f"{report.number} is signed off and stays as it is." in read(client, f"/{report.number}/")
    assert WeeklyReport.objects.get().summary == "A quiet week."


@pytest.mark.parametrize("verb", ["sum_up", "sign"])
def test_cp6_the_company_reads_and_does_not_sign(verb: str) -> None:
    report, client = make_report(), desk(Role.COMPANY)
    assert [client.get(address(report, verb)).status_code, client.post(address(report, verb)).status_code] == [403] * 2
    assert address(report, verb) not in read(client, f"/{report.number}/")


# ── on paper ────────────────────────────────────────────────────────────────
def test_cp6_the_print_has_everything_and_room_to_sign() -> None:
    make_complaint(text="Dark\u202e <b>stairs</b>")
    report = signed(make_report(), "A quiet week.")
    html = read(desk(Role.MANAGER), address(report, "print"))
    assert ("paper-a4" in html, html.count("<rect "), " style=" in html) == (True, 12, False)
    assert ("A quiet week." in html, "Ruth Hall" in html, report.number in html) == (True, True, True)
    assert ("Dark &lt;b&gt;stairs&lt;/b&gt;" in html, "\u202e" in html) == (True, False)


# ── who is sent it ──────────────────────────────────────────────────────────
def test_cp6_a_manager_sets_and_removes_the_readers() -> None:
    client, _boss = manager_of(home())
    reader = make_staff(Role.COMPANY)
    page = client.get(f"{ADMIN}add/")
    answer = client.post(f"{ADMIN}add/", filled(page, community=home().pk, staff=reader.pk))
    assert answer.status_code == 302
    row = ReportReader.objects.get()
    assert row.staff == reader
    assert client.post(f"{ADMIN}{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not ReportReader.objects.exists()


def test_cp6_who_may_not_read_it_cannot_be_set() -> None:
    client, _boss = manager_of(home())
    page = client.get(f"{ADMIN}add/")
    answer = client.post(f"{ADMIN}add/", filled(page, community=home().pk, staff=make_staff(Role.HEAD).pk))
    assert (answer.status_code, "Not somebody who may read the report." in answer.content.decode()) == (200, True)


def test_cp6_the_readers_of_another_estate_are_not_ones_own() -> None:
    client, _boss = manager_of(home())
    row = ReportReader.objects.create(community=make_community(), staff=make_staff(Role.COMPANY))
    assert client.get(f"{ADMIN}{row.pk}/change/").status_code == 404
    assert client.post(f"{ADMIN}{row.pk}/delete/", {"post": "yes"}).status_code == 404


def test_the_dashboard_lists_the_reports_and_leads_to_them() -> None:
    client, _boss = manager_of(home())
    report = make_report()
    assert f'href="/{report.number}/"' in read(client, "/admin/complaints/weeklyreport/")
