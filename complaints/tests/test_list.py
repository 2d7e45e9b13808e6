"""The list of complaints: what is open by what is due next, what else is asked for, page by page."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from complaints import actions
from complaints.models import Complaint, Step, Type
from complaints.tests.clock import LATER
from complaints.tests.factories import (
    make_anonymous,
    make_answered,
    make_closed,
    make_complaint,
    make_judged,
    make_resolved,
    make_satisfied,
    passed_up,
    reopen,
)
from office import pages
from office.models import Department, Role
from office.tests.factories import MONDAY, home, make_community, make_department, make_limit, make_staff, make_unit
from repairs.tests.pages import desk, elsewhere

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_hours_later")]


def listed(client: Client | None = None, **query: Any) -> list[Complaint]:
    """The complaints of the page that this search gives."""
    response = (client or desk()).get("/complaints/?" + urlencode(query, doseq=True))
    assert response.status_code == 200
    return [row.complaint for row in response.context["page"].rows]


def received(minutes: int, **fields: Any) -> Complaint:
    return make_complaint(now=MONDAY + timedelta(minutes=minutes), **fields)


def test_cp1_what_is_to_be_answered_stands_in_order_of_its_due_time() -> None:
    last = received(30)
    make_answered()
    first = received(10)
    make_limit("CP-1/answer", amount=12)
    sooner = received(60)
    assert listed(state="answer") == [sooner, first, last]


def test_open_ones_stand_by_what_is_due_next_whatever_it_is() -> None:
    called, waiting, answered = make_resolved(), received(10), make_answered()
    decided = make_satisfied()
    void, closed = received(20), make_closed()
    actions.void(void, "entered twice", by=make_staff(Role.MANAGER), now=LATER)
    # The department's step (14:15), the callback (24 h), the decision (3 days), the resolution (7 days).
    assert listed() == listed(state="open") == [waiting, called, decided, answered]
    rows = desk().get("/complaints/").context["page"].rows
    rules = [row.promise.rule if row.promise else "" for row in rows]
    assert rules == ["CP-2/department", "CB-11/first", "CP-5/validity", "CP-8/resolve"]
    assert listed(state="closed") == [closed]
    assert listed(state="all") == [void, waiting, closed, decided, answered, called]


def test_what_is_closed_owes_nothing_that_could_be_kept_now() -> None:
    make_closed()
    assert [row.promise for row in desk().get("/complaints/?state=closed").context["page"].rows] == [None]


def test_cb11_to_be_called_back_are_the_resolved_ones_and_a_month_after_the_closing() -> None:
    closed, resolved = make_closed(now=MONDAY - timedelta(days=31)), make_judged()
    make_answered()
    make_closed()
    assert listed(state="call") == [resolved, closed]


def test_cp5_to_be_decided_is_what_is_resolved_and_not_judged() -> None:
    make_judged()
    make_answered()
    later, first = make_resolved(), make_satisfied(now=MONDAY - timedelta(days=1))
    assert listed(state="decide") == [first, later]


def test_a_line_says_step_round_and_how_it_was_closed() -> None:
    complaint = make_judged()
    reopen(complaint)
    passed_up(complaint, Step.Level.MANAGER, now=LATER)
    actions.close(complaint, "withdrawn", "Taken back.", by=make_staff(Role.MANAGER), now=LATER)
    page = desk().get("/complaints/?state=closed").content.decode()
    for words in ("manager of the office", '<td class="num">2</td>', "withdrawn by the complainant"):
        assert words in page


def test_a_confidential_one_is_on_no_list_without_the_right_nor_of_whom_it_is_about() -> None:
    accused = make_staff(Role.MANAGER, language="en")
    complaint = make_judged(about_staff=accused)
    for who, seen in ((accused, []), (Role.HEAD, []), (Role.MANAGER, [complaint])):
        client = desk(who)
        assert [listed(client, state=state) for state in ("open", "call", "all")] == [seen] * 3


def test_by_type_and_department() -> None:
    order, finance = make_department(Department.Kind.ORDER), make_department(Department.Kind.FINANCE)
    parking, charges = received(0, department=order), received(1, department=finance, type=Type.CHARGES)
    assert (listed(type="charges"), listed(type="lift")) == ([charges], [])
    assert (listed(department=order.pk), listed(department=finance.pk, type="parking")) == ([parking], [])


def test_who_serves_several_estates_sees_which_department_is_whose() -> None:
    first, second = home(), make_community()
    there = make_department(Department.Kind.ORDER, community=second)
    complaint = make_complaint(department=there, community=second)
    client = desk(Role.RECEPTION, communities=[first, second])
    assert listed(client, department=there.pk) == [complaint]
    assert f"{second.name} · {there.name}" in client.get("/complaints/").content.decode()


def test_a_line_says_how_long_is_left_and_masks_the_phone() -> None:
    received(0, unit=make_unit("3-2-501"), department=make_department(Department.Kind.ORDER))
    page = desk().get("/complaints/").content.decode()
    for words in (
        "2 h 0 min left",
        "14:05　department&#x27;s step",
        "3-2-501",
        "王小明",
        "138****8000",
        "parking and order",
    ):
        assert words in page
    assert "13800138000" not in page


def test_who_stays_anonymous_stands_as_such() -> None:
    make_anonymous()
    assert '<span class="tag">anonymous</span>' in desk().get("/complaints/").content.decode()


@pytest.mark.parametrize("state", ["open", "answer", "call", "decide", "closed", "all"])
def test_page_by_page_without_gap_or_repetition(monkeypatch: pytest.MonkeyPatch, state: str) -> None:
    monkeypatch.setattr(pages, "ROWS", 2)
    make: Callable[..., Complaint] = {"call": make_judged, "decide": make_satisfied, "closed": make_closed}.get(
        state, make_complaint
    )
    rows = [make(now=MONDAY + timedelta(minutes=minutes)) for minutes in (0, 1, 1, 1, 2)]
    client, url, seen = desk(), f"/complaints/?state={state}", []
    while url:
        context = client.get(url).context
        seen += [row.complaint for row in context["page"].rows]
        url = "/complaints/" + context["further"] if context["further"] else ""
    assert seen == (rows[::-1] if state in ("closed", "all") else rows)


@pytest.mark.parametrize("after", ["abc", "0", "-1", "9" * 40, "9999999999999999-1", "\0", "１-1"])
def test_a_place_that_makes_no_sense_begins_at_the_first(after: str) -> None:
    complaint = make_complaint()
    assert listed(state="all", after=after) == [complaint]


@pytest.mark.parametrize(
    ("field", "value"),
    [("state", "answered"), ("state", "\0"), ("type", "weather"), ("department", "abc"), ("department", "9" * 30)],
)
def test_what_cannot_be_meant_is_refused_at_its_field(field: str, value: str) -> None:
    make_complaint()
    response = desk().get("/complaints/?" + urlencode({field: value}))
    assert (response.status_code, list(response.context["form"].errors)) == (422, [field])
    assert response.context["page"].rows == []


def test_a_department_of_another_estate_is_not_there() -> None:
    home()
    foreign = make_department(community=make_community())
    response = desk().get(f"/complaints/?department={foreign.pk}")
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["department"])


def test_an_empty_list_says_so() -> None:
    assert "No complaint matches" in desk().get("/complaints/").content.decode()


def test_only_who_may_see_complaints_and_only_those_of_his_estate() -> None:
    make_complaint()
    may = {Role.RECEPTION, Role.HEAD, Role.MANAGER, Role.COMPANY}
    codes = {role: desk(role).get("/complaints/").status_code for role in Role}
    assert codes == {role: 200 if role in may else 403 for role in Role}
    assert listed(elsewhere()) == []
    assert [desk().post("/complaints/").status_code, Client().get("/complaints/").status_code] == [405, 302]


@pytest.mark.parametrize("state", ["open", "answer", "all"])
def test_it_costs_the_same_with_one_and_with_three_rows(
    state: str, django_assert_max_num_queries: Any, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client, order = desk(), make_department(Department.Kind.ORDER)
    received(0, department=order)
    with django_assert_max_num_queries(8) as one:
        client.get(f"/complaints/?state={state}")
    for minutes in (1, 2):
        received(minutes, unit=make_unit(f"3-2-50{minutes}"), department=order)
    with django_assert_num_queries(len(one)):
        assert len(listed(client, state=state)) == 3
