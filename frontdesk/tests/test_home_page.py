"""The page of a home: who lives there, what is open, and everything that ever happened, page by page."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from complaints.tests.factories import make_complaint
from frontdesk.register import history
from frontdesk.register.sources import HISTORY
from frontdesk.tests.lives import make_life, make_matter
from office.models import Department, PlannedStop, Role, Unit
from office.tests.factories import MONDAY, make_community, make_department, make_promise, make_staff, make_unit
from owners.models import Capacity
from owners.tests.factories import make_contact, make_occupancy, make_person
from repairs.models import Quote, Repair
from repairs.tests.factories import make_order, make_repair
from repairs.tests.pages import desk
from visits.actions import record
from visits.tests.factories import make_callback, make_finished, said

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def tuesday() -> Iterator[None]:
    """A day later; what lazy words say is compared in English."""
    with time_machine.travel(MONDAY + DAY, tick=False), translation.override("en"):
        yield


def shown(unit: Unit, client: Client | None = None, **query: str) -> Any:
    response = (client or desk()).get(f"/homes/{unit.pk}/", query)
    assert response.status_code == 200
    return response


def happened(unit: Unit, client: Client | None = None, **query: str) -> list[tuple[str, str]]:
    """What the history says: the kind of each line, and its number or its words."""
    lines = shown(unit, client, **query).context["lines"]
    return [(str(line.label), line.number or line.words) for line in lines]


def test_who_lives_there_who_is_to_come_and_who_lived_there() -> None:
    unit = make_unit("3-2-501")
    owner = make_person("曹永年", unit=unit)
    former, coming, kept = make_person("高建平"), make_person("李新"), make_person("钱多")
    make_occupancy(person=former, unit=unit, capacity=Capacity.TENANT, since=date(2019, 1, 1), until=date(2026, 11, 23))
    make_occupancy(person=coming, unit=unit, capacity=Capacity.TENANT, since=date(2026, 12, 1))
    make_occupancy(person=kept, unit=unit, capacity=Capacity.FAMILY, until=date(2026, 11, 24))
    context = shown(unit).context
    assert [row.occupancy.person for row in context["residents"]] == [owner, kept]
    assert [stay.person for stay in context["coming"]] == [coming]
    assert [stay.person for stay in context["former"]] == [former]
    page = shown(unit).content.decode()
    for words in ("138****8000", "2019-01-01 – 2026-11-23", "since 2020-01-01", f'href="/people/{owner.pk}/"'):
        assert words in page
    assert "13800138000" not in page


def test_who_was_entered_twice_lives_there_once() -> None:
    unit = make_unit("3-2-501")
    kept = make_person("曹永年", unit=unit)
    make_person("曹用年", unit=unit, merged_into=kept)
    response = shown(unit)
    assert [row.occupancy.person for row in response.context["residents"]] == [kept]
    assert "曹用年" not in response.content.decode()


def test_everything_that_happened_the_newest_first() -> None:
    unit = make_unit("3-2-501")
    person = make_person("曹永年")
    make_occupancy(person=person, unit=unit, since=date(2020, 1, 1), until=date(2026, 10, 31))
    numbers = make_life(unit)
    complaint = make_complaint(unit=unit, now=MONDAY - DAY)
    kinds = {"J": "contact", "R": "repair", "S": "matter", "M": "message", "H": "rent or sale", "C": "complaint"}
    past = [complaint.number, complaint.contact.number]
    expected = [(kinds[number[0]], number) for number in [*numbers, *past]]
    assert happened(unit) == [*expected, ("moved out", "曹永年"), ("moved in", "曹永年")]
    make_life(make_unit("3-2-502"))
    make_contact()
    assert len(happened(unit)) == len(expected) + 2


def test_a_callback_that_was_made_stands_there_with_what_was_said() -> None:
    unit = make_unit("3-2-501")
    repair = make_finished(unit=unit)
    make_department(Department.Kind.CUSTOMER_SERVICE)
    callback = make_callback(repair)
    assert ("callback", repair.number) not in happened(unit)
    caller = make_staff(name="Lin Xiaoyan")
    record(callback, said(said="Dry since then."), by=caller, now=MONDAY + timedelta(hours=3))
    line = next(row for row in shown(unit).context["lines"] if row.label == "callback")
    assert (line.number, line.words, line.state_words, line.actor) == (
        repair.number, "Dry since then.", "very satisfied", "Lin Xiaoyan",
    )  # fmt: skip


def test_what_is_to_come_is_no_history_yet() -> None:
    unit = make_unit("3-2-501")
    make_occupancy(person=make_person(), unit=unit, since=date(2026, 12, 1))
    assert happened(unit) == []


def test_page_by_page_without_gap_or_repetition_also_where_times_are_equal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "ROWS", 3)
    unit = make_unit("3-2-501")
    make_life(unit)
    for _same in range(3):
        make_matter(make_contact(unit=unit))
    make_occupancy(person=make_person("曹永年"), unit=unit, since=date(2020, 1, 1), until=date(2026, 10, 31))
    client, url, seen = desk(), f"/homes/{unit.pk}/", []
    while url:
        response = client.get(url)
        assert len(response.context["lines"]) <= 3
        seen += [(str(line.label), line.number or line.words) for line in response.context["lines"]]
        url = f"/homes/{unit.pk}/{response.context['older']}" if response.context["older"] else ""
    monkeypatch.setattr(history, "ROWS", 50)
    assert (seen, len(seen)) == (happened(unit), 16)


@pytest.mark.parametrize("before", ["abc", "-1", "0-0", "9" * 16 + "-1", "1-" + "9" * 18, "１-1", "\0"])
def test_a_place_that_makes_no_sense_begins_at_the_newest_or_ends(before: str) -> None:
    unit = make_unit("3-2-501")
    contact = make_contact(unit=unit)
    assert happened(unit, before=before) in ([("contact", contact.number)], [])


def test_what_is_open_comes_first_with_what_repairs_have_cost() -> None:
    unit = make_unit("3-2-501")
    open_repair, joined = make_repair(unit=unit), make_repair(unit=unit)
    Repair.objects.filter(pk=joined.pk).update(status=Repair.Status.JOINED, joined_to=open_repair)
    done = make_repair(unit=unit, status=Repair.Status.FINISHED, finished_at=MONDAY)
    free = make_repair(unit=unit, status=Repair.Status.FINISHED, finished_at=MONDAY)
    for repair, total, why in ((done, "66.00", ""), (free, "0", "goodwill")):
        account = {"total": total, "free": why, "quoted_at": MONDAY, "quoted_by": make_staff()}
        Quote.objects.create(order=make_order(repair), version=1, final=True, **account)
    matter = make_matter(make_contact(unit=unit))
    make_matter(make_contact(unit=unit), status="closed")
    lines = [(line.number, line.state, line.state_words) for line in shown(unit).context["open"]]
    assert sorted(lines) == sorted([
        (open_repair.number, "wait", "to be dispatched"),
        (joined.number, "active", "joined"),
        (done.number, "pastdue", "66.00 yuan"),
        (matter.number, "wait", "to be handed over"),
    ])  # fmt: skip


def test_what_is_owed_and_what_will_stop() -> None:
    unit = make_unit("3-2-501")
    promise, elsewhere = make_promise(unit=unit), make_promise()
    stop = {
        "community": unit.community,
        "what": "water",
        "why": "pump",
        "entered_at": MONDAY,
        "entered_by": make_staff(),
    }
    PlannedStop.objects.create(**stop, since=MONDAY + 2 * DAY, until=MONDAY + 3 * DAY, say="No water on Wednesday.")
    PlannedStop.objects.create(**stop, since=MONDAY - 2 * DAY, until=MONDAY - DAY, say="Long ago.")
    response = shown(unit)
    assert ([*response.context["promises"]], elsewhere in response.context["promises"]) == ([promise], False)
    page = response.content.decode()
    assert ("No water on Wednesday." in page, "Long ago." in page) == (True, False)


def test_numbers_in_texts_are_hidden() -> None:
    unit = make_unit("3-2-501")
    make_contact(unit=unit, content="身份证11010519491231002X 电话13912345678")
    page = shown(unit).content.decode()
    assert ("11010519491231002X" in page, "13912345678" in page) == (False, False)


def test_each_sees_only_what_he_may_see() -> None:
    unit = make_unit("3-2-501")
    make_occupancy(person=make_person("曹永年"), unit=unit)
    make_life(unit)
    make_complaint(unit=unit, confidential=True)
    administrator = desk(Role.ADMINISTRATOR)
    assert happened(unit, administrator) == [("moved in", "曹永年")]
    assert shown(unit, administrator).context["open"] == []
    assert [kind for kind, _number in happened(unit)].count("complaint") == 0
    assert [kind for kind, _number in happened(unit, desk(Role.MANAGER))].count("complaint") == 1


def test_only_who_may_see_the_register_and_only_ones_own_estate() -> None:
    unit = make_unit("3-2-501")
    path = f"/homes/{unit.pk}/"
    for role in (Role.CREW, Role.FINANCE, Role.COLLECTOR):
        assert desk(role).get(path).status_code == 403
    assert [desk(role).get(path).status_code for role in (Role.HEAD, Role.MANAGER, Role.COMPANY)] == [200] * 3
    foreign = desk(community=make_community())
    assert [foreign.get(path).status_code, desk().get("/homes/999999/").status_code] == [404, 404]
    assert [desk().get(f"/homes/{'9' * 30}/").status_code, desk().post(path).status_code] == [404, 405]
    assert Client().get(path).status_code == 302


def test_it_costs_the_same_with_one_and_with_three_of_everything(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    unit = make_unit("3-2-501")
    make_person(unit=unit)
    make_life(unit)
    make_promise(unit=unit)
    client = desk()
    with django_assert_num_queries(10):
        client.get(f"/homes/{unit.pk}/")
    for _more in range(2):
        make_person(unit=unit)
        make_life(unit)
        make_promise(unit=unit)
    with django_assert_num_queries(10):
        client.get(f"/homes/{unit.pk}/")


def test_of_each_kind_a_page_is_read_whatever_is_stored() -> None:
    """The statement that reads the history has a limit in each of its parts."""
    unit = make_unit("3-2-501")
    client = desk(Role.MANAGER)
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/homes/{unit.pk}/")
    (statement,) = [query["sql"] for query in asked.captured_queries if "visits_callback" in query["sql"]]
    assert (statement.count("LIMIT"), statement.count("UNION ALL")) == (len(HISTORY) + 1, len(HISTORY) - 1)
