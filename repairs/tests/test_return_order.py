"""The signed order comes back to the desk (RP-7)."""

from datetime import timedelta

import pytest
from django.test import Client

from office.models import Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import make_staff
from repairs import actions
from repairs.actions import Signature
from repairs.models import Repair
from repairs.tests.factories import history, make_dispatched, owes
from repairs.tests.jobs import LATER, make_agreed
from repairs.tests.pages import desk, elsewhere, said

pytestmark = pytest.mark.django_db


def finished() -> Repair:
    signed = Signature("王小明", "owner")
    by = make_staff(Role.CREW)
    return actions.finish(make_agreed(), findings="Done.", signature=signed, by=by, now=LATER, finished_at=LATER)


def test_rp7_the_paper_is_back_and_its_tick_noted() -> None:
    repair, finance = finished(), make_staff(Role.FINANCE)
    order = actions.return_order(repair.orders.get(), satisfaction="5", by=finance, now=LATER + timedelta(hours=1))
    assert (order.returned_to, order.satisfaction_ticked) == (finance, "5")
    kept = Promise.objects.get(rule="RP-7/order-back")
    assert (kept.outcome, kept.kept_late, owes(repair)) == (Promise.Outcome.KEPT, False, {})
    assert history(repair)[-1] == ("return_order", "finished", order.number)


def test_rp7_later_than_a_day_is_late() -> None:
    repair = finished()
    actions.return_order(repair.orders.get(), satisfaction="", by=make_staff(), now=LATER + timedelta(hours=25))
    assert Promise.objects.get(rule="RP-7/order-back").kept_late is True


def test_it_comes_back_once_and_not_before_the_work_is_finished() -> None:
    order = finished().orders.get()
    actions.return_order(order, satisfaction="5", by=make_staff(), now=LATER)
    with pytest.raises(InvalidMove):
        actions.return_order(order, satisfaction="1", by=make_staff(), now=LATER)
    with pytest.raises(InvalidMove):
        actions.return_order(make_dispatched().orders.get(), satisfaction="", by=make_staff(), now=LATER)


def test_the_page_notes_it() -> None:
    repair, client = finished(), desk()
    url = f"/repairs/orders/{repair.number}-1/return/"
    assert client.get(url).status_code == 200
    assert client.post(url, {"satisfaction": "4"})["Location"] == f"/{repair.number}/"
    assert said(client, repair) == [f"{repair.number}-1 is back."]
    assert repair.orders.get().satisfaction_ticked == "4"


def test_the_page_says_that_it_is_back_already() -> None:
    repair, client = finished(), desk()
    url = f"/repairs/orders/{repair.number}-1/return/"
    client.post(url, {"satisfaction": "4"})
    said(client, repair)
    client.post(url, {"satisfaction": "1"})
    assert said(client, repair) == ["This order is back already, or the work is not finished."]
    assert repair.orders.get().satisfaction_ticked == "4"


@pytest.mark.parametrize("tick", ["6", "abc", "\0", "5 "])
def test_a_tick_that_is_not_on_the_slip_is_refused(tick: str) -> None:
    repair = finished()
    assert desk().post(f"/repairs/orders/{repair.number}-1/return/", {"satisfaction": tick}).status_code == 422
    assert repair.orders.get().returned_at is None


def test_only_who_takes_papers_in_and_in_his_own_estate() -> None:
    url = f"/repairs/orders/{finished().number}-1/return/"
    assert [desk(Role.CREW).get(url).status_code, elsewhere().get(url).status_code] == [403, 404]
    assert [desk(Role.FINANCE).get(url).status_code, Client().get(url).status_code] == [200, 302]
    assert desk().get(url.replace("-1/", "-9/")).status_code == 404
