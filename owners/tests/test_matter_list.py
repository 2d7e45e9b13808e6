"""The heads' page: to hand over, to decide, mine to do, to tell, all; searched and page by page (RC-4)."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from office.models import Department, Role
from office.tests.factories import MONDAY, make_department, make_staff, make_unit
from owners.models import Matter
from owners.tests.browsers import browser, elsewhere
from owners.tests.cases import LATER, make_decided, make_done, make_handed_over, make_matter
from owners.tests.factories import make_contact

pytestmark = pytest.mark.django_db


def listed(client: Client, status: int = 200, **query: Any) -> list[Matter]:
    """The matters of the page that this search gives."""
    response = client.get("/owners/matters/?" + urlencode(query))
    assert response.status_code == status
    found: list[Matter] = response.context["rows"]
    return found


def test_rc4_each_tab_shows_what_is_to_be_done_with_it() -> None:
    taken, handed = make_matter(), make_handed_over()
    decided = make_decided(department=make_department())
    done = make_done(department=make_department(Department.Kind.ORDER))
    client = browser(Role.HEAD)
    tabs = {view: listed(client, view=view) for view in ("hand_over", "decide", "do", "tell", "all")}
    assert tabs == {
        "hand_over": [taken],
        "decide": [handed],
        "do": [decided],
        "tell": [done],
        "all": [done, decided, handed, taken],
    }


def test_rc4_mine_is_what_i_decide_and_what_i_do() -> None:
    head, doer = make_staff(Role.HEAD), make_staff(Role.CREW)
    handed = make_handed_over(head)
    mine = make_decided(doer, department=make_department(Department.Kind.ORDER))
    assert listed(browser(head), view="mine") == [handed]
    assert listed(browser(doer)) == [mine]
    assert listed(browser(doer), view="all") == [mine]


@pytest.mark.parametrize(("role", "tab"), [(Role.HEAD, "decide"), (Role.RECEPTION, "hand_over"), (Role.CREW, "mine")])
def test_everybody_begins_with_his_own_tab(role: str, tab: str) -> None:
    client = browser(role)
    for query in ({}, {"view": ""}, {"view": "nothing"}):
        assert client.get("/owners/matters/", query).context["form"].shown == tab


def test_the_oldest_stands_first_of_what_is_open_the_newest_first_of_all() -> None:
    older, newer = make_matter(), make_matter(now=LATER)
    client = browser()
    assert listed(client, view="hand_over") == [older, newer]
    assert listed(client, view="all") == [newer, older]


def test_each_says_in_whose_hands_it_is_and_until_when() -> None:
    head = make_staff(Role.HEAD, name="罗秀兰")
    make_handed_over(head)
    (row,) = listed(browser(Role.HEAD), view="decide")
    assert (row.due.rule, row.due.holder) == ("RC-4/decision", head)  # type: ignore[attr-defined]
    page = browser(Role.HEAD).get("/owners/matters/?view=decide").content.decode()
    assert "罗秀兰" in page
    assert "RC-4" in page


def test_by_number_room_department_and_day() -> None:
    garden = make_department(Department.Kind.ENVIRONMENT)
    here = make_matter(contact=make_contact(unit=make_unit("3-2-501")))
    handed = make_handed_over(department=garden)
    later = make_matter(now=MONDAY + timedelta(days=3))
    client = browser()
    assert listed(client, view="all", q="3栋2单元501") == [here]
    assert listed(client, view="all", q=later.number) == [later]
    assert listed(client, view="all", q="20261123-1") == [Matter.objects.get(number="S-20261123-0001")]
    assert listed(client, view="all", q="S-20261123-0099") == []
    assert listed(client, view="all", department=garden.pk) == [handed]
    assert listed(client, view="all", since="2026-11-24") == [later]
    assert listed(client, view="all", until="2026-11-25") == [handed, here]


@pytest.mark.parametrize("query", [{"q": "lawn"}, {"q": "\0"}, {"since": "0001-01-01"}, {"department": "abc"}])
def test_a_search_that_makes_no_sense_shows_nothing_and_says_why(query: dict[str, str]) -> None:
    make_matter()
    client = browser()
    assert listed(client, 422, view="all", **query) == []
    assert client.get("/owners/matters/", query).context["form"].errors


def test_of_another_estate_nothing_is_listed() -> None:
    make_matter()
    assert listed(elsewhere(), view="all") == []


def test_page_after_page_without_a_gap_or_a_double() -> None:
    contact = make_contact()
    for minute in range(52):
        make_matter(contact=contact, now=MONDAY + timedelta(minutes=minute))
    for view in ("hand_over", "all"):
        client = browser()
        first = client.get("/owners/matters/", {"view": view})
        second = client.get(f"/owners/matters/{first.context['further']}")
        numbers = [row.number for page in (first, second) for row in page.context["rows"]]
        assert [len(first.context["rows"]), len(second.context["rows"])] == [50, 2]
        assert len(set(numbers)) == 52
        assert (second.context["further"], second.context["first"]) == ("", f"?view={view}")


@pytest.mark.parametrize("after", ["abc", "0", "-1", "9" * 30, "99999999999999999-1", "\0"])
def test_a_page_that_does_not_exist_begins_at_the_first(after: str) -> None:
    matter = make_matter()
    assert listed(browser(), view="all", after=after) == [matter]


def test_phones_stand_masked_and_what_else_is_private() -> None:
    make_matter(text="ring 13912345678, card 6222020200112233445")
    page = browser().get("/owners/matters/?view=all").content.decode()
    assert ("138****8000" in page, "13800138000" in page) == (True, False)
    assert ("13912345678" in page, "6222020200112233445" in page) == (False, False)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_six_statements_for_one_row_and_for_three(
    django_assert_num_queries: DjangoAssertNumQueries, rows: int
) -> None:
    for kind in Department.Kind.values[:rows]:
        unit = make_unit(f"4-1-{len(kind)}01")
        make_decided(contact=make_contact(unit=unit), department=make_department(kind))
    client = browser(Role.HEAD)
    # Session, user, departments of the filter, rows, their promises; one for the frame of the page.
    with django_assert_num_queries(6):
        assert len(client.get("/owners/matters/?view=all").context["rows"]) == rows
