"""The reception register on paper (RC-1): a period on A4 landscape, numbers masked, names short, logged."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from playwright.sync_api import Page
from pytest_django import DjangoAssertNumQueries
from pytest_django.live_server_helper import LiveServer

from frontdesk.register import contacts as register
from office.models import Access, Department, Role
from office.tests.browser import enter
from office.tests.factories import MONDAY, home, make_community, make_department, make_staff, make_unit
from owners.models import Contact
from owners.tests.factories import make_contact
from repairs.tests.factories import make_repair
from repairs.tests.pages import desk
from repairs.tests.test_paper import print_to, sizes, text_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PRINT = "/contacts/print/"


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(MONDAY + timedelta(hours=2), tick=False):
        yield


def on_paper(client: Client, **query: Any) -> list[Contact]:
    response = client.get(PRINT, query)
    assert response.status_code == 200
    return [line.contact for line in response.context["lines"]]


def test_rc1_the_register_of_today_oldest_first_with_a_place_to_sign() -> None:
    make_department(Department.Kind.CUSTOMER_SERVICE)
    unit, taker = make_unit("3-2-501"), make_staff()
    later = make_contact(unit=unit, at=MONDAY + timedelta(hours=1), result="Answered.", name="欧阳明")
    first = make_contact(taken_by=taker)
    repair = make_repair(contact=first)
    make_contact(at=MONDAY - DAY)
    client = desk()
    assert on_paper(client) == [first, later]
    page = client.get(PRINT).content.decode()
    said = (first.number, repair.number, "3-2-501", "王", "欧阳", "138****8000", "The door handle is broken.")
    for words in ("Reception register", "2026-11-23", "0755-83211234", *said, "Answered.", taker.name, "Signature"):
        assert words in page
    assert [words in page for words in ("王小明", "欧阳明", "13800138000")] == [False, False, False]


def test_printing_is_written_into_the_access_log_and_then_goes_to_the_printer() -> None:
    user = make_staff(language="en")
    client, community = desk(user), home()
    answer = client.post(PRINT, {"since": "2026-11-22", "until": "2026-11-23", "community": community.pk})
    assert answer["Location"] == f"{PRINT}?since=2026-11-22&until=2026-11-23&community={community.pk}&printed=1"
    row = Access.objects.get()
    assert (row.by, row.what, row.subject, row.note) == (
        user, Access.What.PRINT, f"contacts {community.pk}", "2026-11-22 – 2026-11-23",
    )  # fmt: skip
    assert "data-print-now" in client.get(answer["Location"]).content.decode()
    assert ("data-print-now" in client.get(PRINT).content.decode(), Access.objects.count()) == (False, 1)


def test_what_may_not_stand_on_paper_is_hidden() -> None:
    make_contact(content="身份证11010519491231002X", result="请打13912345678")
    page = desk().get(PRINT).content.decode()
    assert ("11010519491231002X" in page, "13912345678" in page, "139****5678" in page) == (False, False, True)


def test_one_estate_at_a_time() -> None:
    first, second = home(), make_community()
    rows = [make_contact(community=place) for place in (first, second)]
    client = desk(Role.RECEPTION, communities=[first, second])
    assert (on_paper(client), on_paper(client, community=second.pk)) == ([rows[0]], [rows[1]])


def test_more_than_anybody_signs_is_cut_off_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(register, "MOST_PRINTED", 2)
    for _contact in range(3):
        make_contact()
    response = desk().get(PRINT)
    assert (len(response.context["lines"]), "choose a shorter period" in response.content.decode()) == (2, True)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"since": "2026-11-24", "until": "2026-11-23"}, "until"),
        ({"since": "2026-10-01", "until": "2026-11-23"}, "until"),
        ({"since": "2026-02-30"}, "since"),
        ({"until": "\0"}, "until"),
        ({"community": "abc"}, "community"),
    ],
)
def test_a_period_that_makes_no_sense_is_refused_at_its_field(query: dict[str, str], field: str) -> None:
    client = desk()
    for response in (client.get(PRINT, query), client.post(PRINT, query)):
        assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert not Access.objects.exists()


def test_another_estate_is_not_printed() -> None:
    client, other = desk(), make_community()
    make_contact(community=other)
    response = client.post(PRINT, {"community": other.pk})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["community"])


def test_only_who_may_see_contacts() -> None:
    assert [desk(role).get(PRINT).status_code for role in (Role.CREW, Role.FINANCE, Role.COLLECTOR)] == [403] * 3
    assert Client().get(PRINT).status_code == 302


def test_it_costs_the_same_with_one_and_with_three_rows(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client = desk()
    make_contact(unit=make_unit("3-2-501"))
    with django_assert_num_queries(6):
        client.get(PRINT)
    make_contact(taken_by=make_staff())
    make_repair(contact=make_contact())
    with django_assert_num_queries(6):
        client.get(PRINT)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_it_fits_a4_landscape_and_repeats_its_head_on_every_sheet(
    live_server: LiveServer, page: Page, tmp_path: Path, language: str
) -> None:
    for number in range(40):
        make_contact(
            at=MONDAY + timedelta(minutes=number), content="厨房水龙头滴水，" * (1 + number % 3), result="已派师傅"
        )
    staff = make_staff(language=language)
    enter(page, live_server, staff, PRINT)
    paper = print_to(tmp_path, page)
    head = "编号" if language == "zh-hans" else "Number"
    texts = [text_of(sheet) for sheet in paper.pages]
    assert sizes(paper) == [[297, 210]] * len(texts)
    assert (len(texts) > 1, [text.count("J-20261123-") > 0 and head in text for text in texts]) == (
        True,
        [True] * len(texts),
    )
    assert page.evaluate(
        "document.querySelector('.register').scrollWidth <= document.querySelector('.form').clientWidth"
    )
