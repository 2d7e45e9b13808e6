"""The work is done: account, signature, and what is owed from then on (RP-6, RP-7, RP-9)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from office.models import Department, Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_department, make_staff
from office.tests.threads import together
from repairs import actions
from repairs.actions import NeedsConsent, Signature
from repairs.models import Completion, Quote, Repair
from repairs.tests.factories import history, make_category, make_dispatched, make_registered, owes
from repairs.tests.jobs import LATER, crew_of, line, make_agreed, make_on_site, make_quoted

pytestmark = pytest.mark.django_db
SIGNED = Signature(name="王小明", capacity="owner")


def finish(repair: Repair, **fields: Any) -> Repair:
    said = {"findings": "New valve.", "signature": SIGNED, "now": LATER, "finished_at": LATER}
    by = fields.pop("by", None) or crew_of(repair)
    return actions.finish(repair, by=by, **{**said, **fields})


def account(repair: Repair) -> Quote:
    return Quote.objects.get(order__repair=repair, final=True)


def test_rp6_the_account_is_what_was_agreed() -> None:
    repair = finish(make_agreed())
    repair.refresh_from_db()
    order = repair.orders.get()
    assert (repair.status, repair.finished_at) == (Repair.Status.FINISHED, LATER)
    assert (order.findings, order.finished_at, order.made_safe) == ("New valve.", LATER, False)
    assert (order.signed_name, order.signed_capacity, order.signed_at, order.unsigned) == ("王小明", "owner", LATER, "")
    assert (account(repair).version, account(repair).total, account(repair).quoted_by) == (
        2,
        Decimal("66.00"),
        crew_of(repair),
    )
    assert list(account(repair).lines.values_list("name", "amount")) == [
        ("Valve", Decimal("26.00")),
        ("Labour", Decimal("40.00")),
    ]
    assert history(repair)[-1] == ("finish", "finished", "66.00 yuan")


def test_rp9_the_crews_own_time_decides_whether_it_was_in_time() -> None:
    repair = make_agreed(category=make_category(urgent=True))
    finish(repair, now=MONDAY + timedelta(hours=25), finished_at=MONDAY + timedelta(hours=23))
    kept = Promise.objects.get(subject=repair.number, rule="RP-9/finish-urgent")
    assert (kept.outcome, kept.ended_at, kept.kept_late) == ("kept", MONDAY + timedelta(hours=23), False)


def test_rp7_the_signed_order_is_owed_within_24_hours_of_the_finish() -> None:
    repair = finish(make_agreed())
    assert owes(repair) == {"RP-7/order-back": "11-24 12:05"}
    assert Promise.objects.get(rule="RP-7/order-back").holder == crew_of(repair)


def test_cb1_a_finished_repair_is_marked_for_its_callbacks() -> None:
    repair = finish(make_agreed(category=make_category(urgent=True)))
    row = Completion.objects.get()
    assert (row.repair, row.round, row.at, row.urgent, row.follow_up_at) == (repair, 1, LATER, True, LATER)


def test_rp11_an_appointment_is_kept_by_finishing_before_it() -> None:
    repair = make_agreed()
    tomorrow = MONDAY + timedelta(days=1)
    actions.postpone(
        repair,
        appointment_from=tomorrow,
        appointment_until=tomorrow + timedelta(hours=1),
        by=repair.taken_by,
        now=LATER,
    )
    finish(repair)
    assert owes(repair) == {"RP-7/order-back": "11-24 12:05"}


def test_rp6_the_account_may_be_lower_than_agreed() -> None:
    repair = finish(make_agreed(), lines=[line("Labour", price="40.00")])
    assert account(repair).total == Decimal("40.00")


def test_rp6_a_higher_account_needs_a_new_consent() -> None:
    repair = make_agreed()
    with pytest.raises(NeedsConsent, match=r"66\.00"):
        finish(repair, lines=[line(price="66.01")])
    repair.refresh_from_db()
    assert (repair.status, Quote.objects.count(), Completion.objects.count()) == (Repair.Status.AGREED, 1, 0)


def test_rp6_an_account_of_nothing_needs_the_reason_why_it_is_free() -> None:
    repair = make_agreed()
    with pytest.raises(InvalidMove, match="needs its reason"):
        finish(repair, lines=[line(brought=True)])
    assert Quote.objects.count() == 1


@pytest.mark.parametrize("free", ["common", "warranty"])
def test_rp5_free_of_charge_needs_no_quote_but_a_reason(free: str) -> None:
    repair = finish(make_on_site(), free=free)
    assert (account(repair).total, account(repair).free, account(repair).lines.count()) == (Decimal(0), free, 0)


def test_rp5_goodwill_is_agreed_with_the_head() -> None:
    head = make_staff(Role.HEAD)
    repair = finish(make_agreed(), free="goodwill", goodwill_with=head)
    assert (account(repair).free, account(repair).goodwill_with) == ("goodwill", head)


def test_rp5_goodwill_without_the_head_is_refused() -> None:
    repair = make_agreed()
    with pytest.raises(InvalidMove, match="head"):
        finish(repair, free="goodwill")


def test_rp5_nothing_is_finished_on_an_unagreed_quote() -> None:
    repair = make_quoted()
    with pytest.raises(InvalidMove):
        finish(repair)
    with pytest.raises(InvalidMove, match="Nothing was quoted yet"):
        finish(make_on_site())


@pytest.mark.parametrize("kind", ["refused", "absent", "other"])
def test_rp6_an_order_nobody_signed_goes_to_the_head_the_same_day(kind: str) -> None:
    head = make_staff(Role.HEAD)
    engineering = make_department(Department.Kind.ENGINEERING, head=head)
    repair = make_agreed(make_staff(Role.CREW, department=engineering))
    finish(repair, signature=Signature(unsigned=kind, why="Said he would not."))
    order = repair.orders.get()
    assert (order.unsigned, order.unsigned_why, order.signed_at, order.signed_name) == (
        kind,
        "Said he would not.",
        None,
        "",
    )
    assert owes(repair) == {"RP-6/unsigned": "11-24 00:00", "RP-7/order-back": "11-24 12:05"}
    assert Promise.objects.get(rule="RP-6/unsigned").holder == head


def test_rp6_without_a_head_the_deputy_is_asked() -> None:
    deputy = make_staff(Role.HEAD)
    engineering = make_department(Department.Kind.ENGINEERING, deputy=deputy)
    repair = make_agreed(make_staff(Role.CREW, department=engineering))
    finish(repair, signature=Signature(unsigned="absent", why="Left."))
    assert Promise.objects.get(rule="RP-6/unsigned").holder == deputy


def test_rp6_a_double_click_finishes_once() -> None:
    repair = make_agreed()
    again = Repair.objects.get(pk=repair.pk)
    finish(repair)
    with pytest.raises(InvalidMove, match="finished"):
        finish(again)
    assert (Completion.objects.count(), Quote.objects.filter(final=True).count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_rp6_of_two_who_finish_at_once_one_does() -> None:
    number = make_agreed().number

    def once() -> str:
        try:
            return finish(Repair.objects.get(number=number)).status
        except InvalidMove:
            return "refused"

    assert sorted(together([once, once])) == ["finished", "refused"]
    assert (Completion.objects.count(), Quote.objects.filter(final=True).count()) == (1, 1)


@pytest.mark.parametrize("make", [make_registered, make_dispatched])
def test_rp4_nothing_is_finished_before_the_crew_was_there(make: Callable[[], Repair]) -> None:
    repair = make()
    with pytest.raises(InvalidMove):
        finish(repair, by=repair.taken_by, free="common")
    assert Completion.objects.count() == 0


@pytest.mark.parametrize("at", [MONDAY + timedelta(minutes=19), MONDAY - timedelta(days=1)])
def test_rp6_the_database_refuses_a_completion_before_the_arrival(at: datetime) -> None:
    repair = make_agreed()
    with pytest.raises(IntegrityError), transaction.atomic():
        finish(repair, finished_at=at)
    assert Completion.objects.count() == 0
