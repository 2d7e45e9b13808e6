"""并单: several reports of one fault are one job, every caller keeps his number and his callbacks (RP-10, CB-1)."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, transaction

from office import statuses
from office.models import Notice, Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_community, make_staff, make_unit
from office.tests.threads import together
from owners.tests.factories import make_contact
from repairs import actions
from repairs.models import Completion, Repair, SharedFault, Verb, WorkOrder
from repairs.tests.factories import history, make_category, make_dispatched, make_registered, make_repair, owes
from repairs.tests.jobs import make_agreed, make_on_site, make_quoted
from repairs.tests.joined import SOON, make_joined, make_pair

pytestmark = pytest.mark.django_db

S = Repair.Status
DONE = MONDAY + timedelta(hours=2)


def join(repair: Repair, lead: Repair) -> Repair:
    return actions.join(repair, lead, by=make_staff(), now=SOON)


def finish(repair: Repair) -> Repair:
    """Finished by its crew two hours after the report, free of charge, signed."""
    signature = actions.Signature(name="王小明", capacity="owner")
    crew = repair.orders.latest("sequence").crew.get()
    return actions.finish(
        repair, findings="Valve", signature=signature, by=crew, now=DONE, finished_at=DONE, free="common"
    )


# ── an open report becomes part of another job ──────────────────────────────
def test_rp10_a_joined_report_promises_nothing_itself() -> None:
    lead, repair = make_pair()
    join(repair, lead)
    found = Repair.objects.get(pk=repair.pk)
    assert (found.status, found.joined_to, found.number == lead.number) == (S.JOINED, lead, False)
    assert (owes(repair), set(owes(lead))) == ({}, {"RP-11/dispatch", "RP-9/finish"})
    assert set(Promise.objects.of(repair.number).values_list("outcome", "why")) == {
        ("released", f"Joined to {lead.number}")
    }
    assert history(repair)[-1] == ("join", "joined", lead.number)
    assert history(lead)[-1] == ("join", "registered", f"{repair.number} 3-2-502")


def test_rp10_what_was_overdue_when_it_joined_is_kept_late_and_not_released() -> None:
    lead, repair = make_pair()
    actions.join(repair, lead, by=make_staff(), now=MONDAY + timedelta(hours=1))
    outcomes = dict(Promise.objects.of(repair.number).values_list("rule", "outcome"))
    assert outcomes == {"RP-11/dispatch": "kept", "RP-9/finish": "released"}


def test_rp10_its_appointment_and_its_crew_are_let_go_and_the_crew_is_told() -> None:
    lead, crew = make_registered(), make_staff(Role.CREW, language="en")
    start = MONDAY.replace(hour=14, minute=0)
    repair = make_dispatched(crew, appointment_from=start, appointment_until=start + timedelta(hours=1))
    join(repair, lead)
    found = Repair.objects.get(pk=repair.pk)
    assert (found.appointment_from, found.orders.get().crew.count()) == (None, 0)
    assert (Notice.objects.get().staff, lead.number in Notice.objects.get().text) == (crew, True)


def test_rp10_the_crew_of_the_job_hears_where_else_it_was_reported() -> None:
    crew = make_staff(Role.CREW, language="en")
    lead = make_dispatched(crew)
    repair = make_joined(lead, make_unit("3-2-502"))
    notice = Notice.objects.get()
    assert (notice.staff, notice.subject) == (crew, lead.number)
    assert notice.text == f"Reported from 3-2-502 too: {repair.problem} ({repair.number})"


def test_rp10_what_was_joined_to_it_comes_along_and_so_does_its_shared_fault() -> None:
    lead, repair = make_pair()
    third = join(make_registered(), repair)
    fault = SharedFault.objects.create(lead=repair, say="We know.", opened_at=SOON, opened_by=make_staff())
    join(repair, lead)
    assert set(lead.joined.all()) == {repair, third}
    assert SharedFault.objects.get() == fault
    assert SharedFault.objects.get().lead == lead


def test_rp10_to_join_what_is_joined_is_to_join_its_job() -> None:
    lead, repair = make_pair()
    middle = make_joined(lead)
    join(repair, middle)
    assert Repair.objects.get(pk=repair.pk).joined_to == lead


@pytest.mark.parametrize("status", [S.FINISHED, S.CLOSED, S.VOID])
def test_rp10_to_what_is_done_nothing_is_joined(status: str) -> None:
    repair, lead = make_registered(), make_repair(status=status)
    with pytest.raises(InvalidMove, match=f"{lead.number} cannot be joined"):
        join(repair, lead)
    assert (Repair.objects.get(pk=repair.pk).joined_to, len(history(repair))) == (None, 1)


def test_rp10_a_report_is_not_joined_to_itself_nor_in_a_circle() -> None:
    lead, repair = make_pair()
    with pytest.raises(InvalidMove, match="This is the same report"):
        join(lead, lead)
    join(repair, lead)
    with pytest.raises(InvalidMove, match="This is the same report"):
        join(lead, Repair.objects.get(pk=repair.pk))
    assert Repair.objects.get(pk=lead.pk).status == S.REGISTERED


def test_rp10_nothing_is_joined_across_estates() -> None:
    repair = make_registered()
    lead = make_registered(community=make_community())
    with pytest.raises(InvalidMove, match="belongs to another estate"):
        join(repair, lead)


def test_rp10_what_was_quoted_agreed_or_done_stays_its_own_job() -> None:
    lead = make_registered()
    refused = actions.refuse(make_quoted(), "too dear", by=make_staff(), now=DONE)
    worked = make_repair(status=S.REGISTERED)
    order = WorkOrder.objects.create(repair=worked, sequence=1, number=f"{worked.number}-1")
    Completion.objects.create(repair=worked, order=order, round=1, at=MONDAY)
    for repair in (make_quoted(), make_agreed(), refused, worked):
        with pytest.raises(InvalidMove):
            join(repair, lead)
    assert lead.joined.count() == 0


# ── its marks ───────────────────────────────────────────────────────────────
def test_rp1_a_job_is_as_urgent_as_the_most_urgent_report_that_joins_it() -> None:
    lead = make_registered()
    repair = make_registered(category=make_category(urgent=True))
    join(repair, lead)
    assert Repair.objects.get(pk=lead.pk).urgent is True
    assert set(owes(lead)) == {"RP-11/dispatch-urgent", "RP-11/on-site", "RP-9/finish-urgent"}
    assert [verb for verb, _status, _note in history(lead)] == ["register", "join", "raise"]


def test_rp9_joining_never_weakens_a_limit() -> None:
    lead = make_registered()
    join(make_registered(category=make_category(leak=True)), lead)
    assert owes(lead)["RP-9/finish-leak"] == "11-27 00:00"
    assert Repair.objects.get(pk=lead.pk).leak is True


def test_rp1_what_is_urgent_does_not_join_what_was_made_safe() -> None:
    lead = make_repair(made_safe_at=MONDAY)
    repair = make_registered(category=make_category(urgent=True))
    with pytest.raises(InvalidMove, match="was made safe already"):
        join(repair, lead)
    assert Repair.objects.get(pk=repair.pk).status == S.REGISTERED


# ── a new report joins at once ──────────────────────────────────────────────
def test_rp10_a_report_can_join_when_it_is_taken() -> None:
    lead = make_registered()
    contact, by = make_contact(), make_staff(Role.RECEPTION)
    report = Repair(
        number="R-20261123-0009", community=lead.community, place="3-2-502", category=make_category(leak=True),
        problem="Same here", reported_at=SOON, channel="hotline", appointment_from=SOON, appointment_until=DONE,
    )  # fmt: skip
    assert actions.enter_joined(report, contact, lead, by=by, now=SOON) == []
    found = Repair.objects.get(pk=report.pk)
    assert (found.status, found.joined_to, found.contact, found.taken_by) == (S.JOINED, lead, contact, by)
    assert (found.orders.count(), found.appointment_from, found.leak, owes(found)) == (0, None, True, {})
    assert history(found) == [("join", "joined", lead.number)]
    assert history(lead)[-1] == ("join", "registered", f"{report.number} 3-2-502")


def test_rp10_what_was_finished_meanwhile_is_not_joined() -> None:
    lead = make_repair(status=S.REGISTERED)
    stale = Repair.objects.select_related("community").get(pk=lead.pk)
    statuses.move(lead, S.VOID, verb=Verb.VOID, by=None, now=SOON)
    with pytest.raises(InvalidMove, match="cannot be joined"):
        make_joined(stale)
    assert Repair.objects.count() == 1


def test_the_database_refuses_a_joined_report_without_its_job_and_one_joined_to_itself() -> None:
    repair = make_repair()
    with pytest.raises(IntegrityError, match="joined_means_to_which"), transaction.atomic():
        Repair.objects.update(status=S.JOINED)
    with pytest.raises(IntegrityError, match="no_report_is_joined_to_itself"), transaction.atomic():
        Repair.objects.update(joined_to=repair)


# ── its job is done ─────────────────────────────────────────────────────────
def test_cb1_when_the_job_is_finished_every_caller_is_to_be_called_back() -> None:
    lead = make_on_site()
    first, second = make_joined(lead), make_joined(lead)
    finish(lead)
    order = lead.orders.get()
    assert set(Completion.objects.values_list("repair", "order", "round", "urgent")) == {
        (repair.pk, order.pk, 1, False) for repair in (lead, first, second)
    }
    assert Completion.objects.filter(follow_up_at=DONE, at=DONE).count() == 3
    for report in (first, second):
        report.refresh_from_db()
        assert (report.status, report.finished_at, report.joined_to) == (S.FINISHED, DONE, lead)
        assert history(report)[-1] == ("finish", "finished", lead.number)


def test_rp10_what_was_reported_after_the_crew_was_done_is_finished_when_it_was_reported() -> None:
    lead = make_on_site()
    late = make_joined(lead, now=DONE + timedelta(minutes=1))
    finish(lead)
    late.refresh_from_db()
    assert late.finished_at == DONE + timedelta(minutes=1)


def test_cb2_when_the_danger_is_removed_every_caller_is_to_be_called_back_and_the_job_goes_on() -> None:
    lead = make_on_site(category=make_category(urgent=True))
    report = make_joined(lead)
    actions.make_safe(lead, findings="Shut", permanent_on=DONE.date() + timedelta(days=2), by=make_staff(), now=DONE)
    assert set(Completion.objects.values_list("repair", "urgent")) == {(lead.pk, True), (report.pk, True)}
    report.refresh_from_db()
    assert (report.status, report.made_safe_at) == (S.JOINED, DONE)
    actions.dispatch(lead, [make_staff(Role.CREW)], by=make_staff(), now=DONE)
    actions.arrive(lead, by=make_staff(), now=DONE)
    finish(lead)
    rounds = (
        Completion.objects.filter(repair=report).order_by("round").values_list("round", "urgent", "order__sequence")
    )
    assert list(rounds) == [(1, True, 1), (2, False, 2)]


def test_cb1_what_was_voided_by_itself_is_not_called_back() -> None:
    lead = make_on_site()
    report = make_joined(lead)
    actions.void(report, "not at home there", by=make_staff(), now=SOON)
    finish(lead)
    assert list(Completion.objects.values_list("repair", flat=True)) == [lead.pk]


# ── on its own again ────────────────────────────────────────────────────────
def test_rp10_when_the_job_is_void_its_reports_are_their_own_again() -> None:
    lead, repair = make_pair()
    join(repair, lead)
    taken = make_joined(lead)
    actions.void(lead, "reported twice", by=make_staff(), now=SOON)
    for report, order in ((repair, f"{repair.number}-1"), (taken, f"{taken.number}-1")):
        report.refresh_from_db()
        assert (report.status, report.joined_to, report.orders.get().number) == (S.REGISTERED, None, order)
        assert history(report)[-1] == ("part", "registered", f"{lead.number} is void: reported twice")
        assert owes(report) == {"RP-11/dispatch": "11-23 10:45", "RP-9/finish": "12-01 00:00"}


def test_rp10_a_report_that_joined_by_mistake_is_taken_out_again() -> None:
    lead = make_registered(category=make_category(urgent=True))
    report = make_joined(lead)
    actions.part(report, "another pipe", by=make_staff(), now=DONE)
    assert (report.status, report.orders.get().number) == (S.REGISTERED, f"{report.number}-1")
    assert owes(report) == {
        "RP-11/dispatch-urgent": "11-23 12:10",
        "RP-11/on-site": "11-23 12:35",
        "RP-9/finish-urgent": "11-24 10:15",
    }
    assert history(lead)[-1] == ("part", "registered", report.number)
    with pytest.raises(InvalidMove):
        actions.part(report, "again", by=make_staff(), now=DONE)


def test_rp10_joined_once_more_it_promises_and_releases_once_more() -> None:
    lead, repair = make_pair()
    for _time in range(2):
        join(repair, lead)
        actions.part(repair, "no", by=make_staff(), now=SOON)
    assert owes(repair) == {"RP-11/dispatch": "11-23 10:45", "RP-9/finish": "12-01 00:00"}
    assert Promise.objects.of(repair.number).filter(outcome="released").count() == 4
    assert repair.orders.count() == 1


# ── done again ──────────────────────────────────────────────────────────────
def rectify(repair: Repair) -> None:
    order = repair.lead.orders.latest("sequence")
    actions.order_rectification(repair, "work", "It drips.", order=order, number="Z-1", by=make_staff(), now=DONE)
    repair.refresh_from_db()


def test_cb9_when_the_job_is_done_again_callers_who_are_not_done_with_wait_for_it() -> None:
    lead = make_on_site()
    waiting, satisfied = make_joined(lead), make_joined(lead)
    finish(lead)
    Repair.objects.filter(pk=satisfied.pk).update(status=S.CLOSED)
    rectify(lead)
    assert lead.status == S.REGISTERED
    assert [Repair.objects.get(pk=row.pk).status for row in (waiting, satisfied)] == [S.JOINED, S.CLOSED]
    assert waiting.completions.get().follow_up_at is None


def test_cb9_bad_work_for_a_joined_caller_is_done_again_by_itself() -> None:
    lead = make_on_site()
    report = make_joined(lead)
    finish(lead)
    report.refresh_from_db()
    rectify(report)
    assert (report.status, report.joined_to, report.orders.get().number) == (S.REGISTERED, None, f"{report.number}-1")
    assert Repair.objects.get(pk=lead.pk).status == S.FINISHED


def test_cb9_while_the_job_is_done_again_it_belongs_to_that() -> None:
    lead = make_on_site()
    report = make_joined(lead)
    finish(lead)
    Repair.objects.filter(pk=report.pk).update(status=S.CLOSED)
    rectify(lead)
    report = Repair.objects.get(pk=report.pk)
    actions.order_rectification(
        report, "work", "Here too.", order=lead.orders.get(sequence=1), number="Z-2", by=make_staff(), now=DONE
    )
    assert (report.status, report.joined_to, report.orders.count()) == (S.JOINED, lead, 0)


# ── two at once ─────────────────────────────────────────────────────────────
def with_the_lock(mine: int, other: int) -> bool:
    rows = Repair.objects.select_related("community", "unit", "category").in_bulk([mine, other])
    try:
        actions.join(rows[mine], rows[other], by=make_staff(), now=SOON)
    except InvalidMove:
        return False
    return True


def without_it(mine: int, other: int) -> bool:
    """What everybody writes first: look, then write."""
    lead = Repair.objects.get(pk=other)
    if not lead.is_open:
        return False
    START.wait(10)
    Repair.objects.filter(pk=mine).update(status=S.JOINED, joined_to=lead)
    return True


START = Barrier(2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("way", "winners"), [(with_the_lock, 1), (without_it, 2)])
def test_rp10_of_two_that_join_crosswise_one_wins_and_without_the_lock_both_would(
    way: Callable[[int, int], bool], winners: int
) -> None:
    one, two = make_pair()
    won = together([lambda: way(one.pk, two.pk), lambda: way(two.pk, one.pk)])
    assert sum(won) == winners
    joined = Repair.objects.filter(status=S.JOINED)
    assert (joined.count(), joined.filter(joined_to__status=S.JOINED).count()) == ((1, 0) if winners == 1 else (2, 2))


@pytest.mark.django_db(transaction=True)
def test_rp10_a_report_that_joins_while_the_job_is_finished_is_either_part_of_it_or_refused() -> None:
    lead = make_on_site()
    crew = lead.orders.get().crew.get()

    def report() -> bool:
        try:
            with transaction.atomic():
                make_joined(Repair.objects.select_related("community", "category").get(pk=lead.pk))
        except InvalidMove:
            return False
        return True

    def done() -> bool:
        signature = actions.Signature(name="王小明", capacity="owner")
        mine = Repair.objects.select_related("community", "unit").get(pk=lead.pk)
        actions.finish(mine, findings="Valve", signature=signature, by=crew, now=DONE, finished_at=DONE, free="common")
        return True

    joined, _finished = together([report, done])
    assert Repair.objects.filter(joined_to=lead, status=S.FINISHED).count() == Completion.objects.count() - 1 == joined
