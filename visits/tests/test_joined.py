"""Reports that were one job: each caller is called back on his own account (RP-10, CB-1, CB-9)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from office.models import Promise, Role, Staff
from office.tests.factories import MONDAY, make_staff, make_unit
from repairs import actions as repairs
from repairs.models import Quote, Repair
from repairs.tests.factories import make_category
from repairs.tests.jobs import make_agreed
from repairs.tests.joined import make_joined
from visits import actions, saying
from visits.actions import NotByTheCrew, follow_up
from visits.models import Callback
from visits.tests.factories import said

pytestmark = pytest.mark.django_db

DONE = MONDAY + timedelta(hours=2)
LATER = DONE + timedelta(hours=1)
Step = Callback.Step


def finish(repair: Repair) -> None:
    """Finished two hours after the report; the callbacks are made at once."""
    signature = repairs.Signature(name="王小明", capacity="owner")
    by = repair.orders.latest("sequence").crew.get()
    repairs.finish(repair, findings="Valve", signature=signature, by=by, now=DONE, finished_at=DONE)
    follow_up(now=DONE)


def make_finished_pair(**marks: bool) -> tuple[Repair, Repair]:
    """A job that was paid for by its own household, and a report that was part of it."""
    lead = make_agreed(unit=make_unit("3-2-501"), category=make_category("", **marks))
    report = make_joined(lead, make_unit("3-2-502"))
    finish(lead)
    report.refresh_from_db()
    return lead, report


def owed(repair: Repair) -> list[tuple[str, str]]:
    rows = Promise.objects.open().of(repair.number).filter(rule__startswith="CB-").order_by("occurrence")
    return list(rows.values_list("rule", "occurrence"))


def first_of(repair: Repair) -> Callback:
    return repair.callbacks.get(step=Step.FIRST)


def test_cb1_every_caller_of_a_job_is_called_back() -> None:
    lead, report = make_finished_pair()
    assert (owed(lead), owed(report)) == ([("CB-5/first", "1.1")], [("CB-5/first", "1.1")])
    assert first_of(report).promise.unit == report.unit


def test_cb2_of_an_urgent_job_each_caller_is_called_twice() -> None:
    lead, report = make_finished_pair(urgent=True)
    twice = [("CB-2/first", "1.1"), ("CB-2/second", "1.2")]
    assert (owed(lead), owed(report)) == (twice, twice)


def test_cb1_whoever_did_the_job_calls_none_of_them_back() -> None:
    lead, report = make_finished_pair()
    with pytest.raises(NotByTheCrew):
        actions.record(first_of(report), said(), by=lead.orders.get().crew.get(), now=LATER)


def test_each_closes_by_itself_when_its_caller_is_content() -> None:
    lead, report = make_finished_pair()
    actions.record(first_of(report), said(), by=make_staff(), now=LATER)
    assert [Repair.objects.get(pk=row.pk).status for row in (lead, report)] == ["finished", "closed"]


def test_what_it_cost_is_said_to_whoever_paid_and_to_nobody_else() -> None:
    lead, report = make_finished_pair()
    rows = {row.repair_id: row for row in Callback.objects.for_page()}
    assert (rows[lead.pk].cost, rows[report.pk].cost) == (Decimal("66.00"), None)
    assert ("66.00" in words(rows[lead.pk]), "66.00" in words(rows[report.pk])) == (True, False)
    assert Quote.objects.filter(final=True).count() == 1


def words(callback: Callback) -> str:
    caller: Staff = make_staff(Role.RECEPTION, name="林晓燕")
    return saying.sentence(callback, caller)


def test_cb9_bad_work_at_the_job_lets_the_other_callers_wait_until_it_is_done_again() -> None:
    lead, report = make_finished_pair()
    actions.record(first_of(lead), said(overall=1, said="It drips.", fault="work"), by=make_staff(), now=LATER)
    report.refresh_from_db()
    assert (report.status, owed(report)) == (Repair.Status.JOINED, [])
    assert first_of(report).promise.outcome == Promise.Outcome.RELEASED
    lead.refresh_from_db()
    crew = make_staff(Role.CREW)
    repairs.dispatch(lead, [crew], by=make_staff(), now=LATER)
    repairs.arrive(lead, by=crew, now=LATER)
    signature = repairs.Signature(name="王小明", capacity="owner")
    repairs.finish(
        lead, findings="New valve", signature=signature, by=crew, now=LATER, finished_at=LATER, free="warranty"
    )
    follow_up(now=LATER)
    assert (owed(report), [rule for rule, _ in owed(lead) if rule.endswith("/first")]) == (
        [("CB-5/first", "2.1")],
        ["CB-5/first"],
    )


def test_cb9_bad_manners_at_the_job_change_nothing_for_the_other_callers() -> None:
    lead, report = make_finished_pair()
    actions.record(first_of(lead), said(overall=2, said="Rude.", fault="manner"), by=make_staff(), now=LATER)
    report.refresh_from_db()
    assert (report.status, owed(report)) == (Repair.Status.FINISHED, [("CB-5/first", "1.1")])


def test_cb9_bad_work_for_a_joined_caller_alone_is_a_job_of_its_own() -> None:
    lead, report = make_finished_pair()
    actions.record(first_of(report), said(overall=1, said="Still dry.", fault="work"), by=make_staff(), now=LATER)
    report.refresh_from_db()
    assert (report.status, report.joined_to) == (Repair.Status.REGISTERED, None)
    notice = report.rectifications.get()
    assert (notice.to, owed(lead)) == (lead.orders.get().crew.get(), [("CB-5/first", "1.1")])


def test_cb9_manner_towards_a_joined_caller_is_settled_and_called_back_again() -> None:
    _lead, report = make_finished_pair()
    actions.record(first_of(report), said(overall=2, said="Rude.", fault="manner"), by=make_staff(), now=LATER)
    repairs.settle(report.rectifications.get(), "He apologised.", by=make_staff(Role.HEAD), now=LATER)
    follow_up(now=LATER)
    assert ("CB-5/first", "2.1") in owed(report)
