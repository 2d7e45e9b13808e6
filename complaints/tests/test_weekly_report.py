"""Each Monday the report of the week before is made, once, whatever makes it; summed up; signed off (CP-6)."""

import logging
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from complaints import actions, reporting
from complaints.models import ReportReader, WeeklyReport
from complaints.reporting import making
from complaints.reporting.collecting import collect
from complaints.reporting.signing import readers
from complaints.tests.factories import make_complaint, told
from complaints.tests.reports import ENDS, NEXT_MONDAY, WEEK, make_closed, make_report, make_reports, manager
from office import promises
from office.models import Community, Department, Move, Notice, Promise, Role, Staff
from office.tests.factories import MONDAY, home, make_community, make_department, make_staff, make_unit
from office.tests.threads import together
from office.verbs import NotAllowed
from owners.tests.desk_things import promised

pytestmark = pytest.mark.django_db
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
NEW_YORK = ZoneInfo("America/New_York")


def history(report: WeeklyReport) -> list[tuple[str, str]]:
    rows = Move.objects.filter(subject=report.number).select_related("by").order_by("pk")
    return [(row.verb, row.by.name if row.by else "") for row in rows]


# ── made ────────────────────────────────────────────────────────────────────
def test_cp6_on_monday_the_report_of_the_week_before_is_made() -> None:
    management = make_department(Department.Kind.MANAGEMENT)
    make_unit()
    complaint = make_complaint()
    (report,) = make_reports()
    assert (report.number, report.week, report.made_at) == ("ZB-20261130-0001", date(2026, 11, 23), NEXT_MONDAY)
    assert ([row["number"] for row in report.rows], report.households) == ([complaint.number], 1)
    promise = Promise.objects.get(subject=report.number, rule="CP-6/summary")
    assert (promise.department, promise.about) == (management, "11-23 – 11-29")
    assert history(report) == [("made", "")]


def test_cp6_made_by_eight_it_is_in_time_and_the_summary_is_owed_by_tuesday_evening() -> None:
    make_complaint()
    (report,) = make_reports(ENDS + timedelta(hours=8))
    assert sorted(promised(report.number)) == [
        ("CP-6/report", "1", "11-30 08:00", "kept"),
        ("CP-6/summary", "1", "12-01 18:00", "open"),
    ]


def test_cp6_made_late_is_late_for_ever() -> None:
    make_complaint()
    (report,) = make_reports(ENDS + timedelta(hours=8, seconds=1))
    assert ("CP-6/report", "1", "11-30 08:00", "late") in promised(report.number)


def test_cp6_nobody_is_late_with_the_summary_of_what_was_not_there() -> None:
    make_complaint()
    (report,) = make_reports(ENDS + 2 * DAY)
    assert ("CP-6/summary", "1", "12-03 18:00", "open") in promised(report.number)


def test_cp6_not_before_the_week_has_ended() -> None:
    make_complaint()
    assert make_reports(ENDS - SECOND) == []
    assert len(make_reports(ENDS)) == 1


def test_cp6_the_week_is_the_communitys_own_up_to_sunday_24_00() -> None:
    there = make_community(time_zone="America/New_York")
    midnight = datetime(2026, 11, 30, tzinfo=NEW_YORK)
    last = make_complaint(community=there, now=midnight - SECOND)
    make_complaint(community=there, now=midnight)
    assert make_reports(midnight - SECOND) == []
    (report,) = make_reports(midnight)
    assert (report.week, [row["number"] for row in report.rows]) == (date(2026, 11, 23), [last.number])


def test_cp6_over_the_turn_of_the_year() -> None:
    complaint = make_complaint(now=datetime(2027, 1, 3, 23, 59, tzinfo=MONDAY.tzinfo))
    (report,) = make_reports(datetime(2027, 1, 4, tzinfo=MONDAY.tzinfo))
    assert (report.week, [row["number"] for row in report.rows]) == (date(2026, 12, 28), [complaint.number])


def test_cp6_an_estate_where_nobody_ever_complained_has_none() -> None:
    make_community()
    assert make_reports() == []


def test_cp6_a_week_without_complaints_has_one_all_the_same() -> None:
    make_closed()
    make_reports()
    (report,) = make_reports(NEXT_MONDAY + WEEK)
    assert [row["listed"] for row in report.rows] == [False]


def test_cp6_each_community_has_its_own() -> None:
    complaints = [make_complaint(community=community) for community in (home(), make_community())]
    found = make_reports()
    assert [report.community for report in found] == list(Community.objects.order_by("pk"))
    assert [[row["number"] for row in report.rows] for report in found] == [[row.number] for row in complaints]


def test_cp6_after_a_long_stop_every_week_is_made_up_for_a_few_with_each_sweep() -> None:
    make_complaint(now=MONDAY - 6 * WEEK)
    first, second, third = make_reports(), make_reports(), make_reports()
    assert [row.week for row in first] == [date(2026, 11, 23) - back * WEEK for back in (6, 5, 4, 3)]
    assert [row.week for row in second] == [date(2026, 11, 23) - back * WEEK for back in (2, 1, 0)]
    assert third == []


def test_cp6_it_goes_on_from_the_last_report_however_long_ago_that_was() -> None:
    make_closed(now=MONDAY - 6 * WEEK)
    make_reports(NEXT_MONDAY - 6 * WEEK)
    assert [row.week for row in make_reports()] == [date(2026, 11, 23) - back * WEEK for back in (5, 4, 3, 2)]


def test_cp6_they_begin_with_the_week_in_which_the_first_complaint_was_entered() -> None:
    complaint = make_complaint(now=MONDAY, received_at=MONDAY - 20 * WEEK)
    (report,) = make_reports()
    assert (report.week, [row["number"] for row in report.rows]) == (MONDAY.date(), [complaint.number])


def test_cp6_those_before_the_first_complaint_are_none() -> None:
    make_complaint(now=MONDAY - WEEK)
    assert [row.week for row in make_reports()] == [date(2026, 11, 16), date(2026, 11, 23)]


# ── sent ────────────────────────────────────────────────────────────────────
def test_cp6_it_is_sent_to_those_set_when_made_and_when_signed_once_each() -> None:
    boss, reader = manager(), make_staff(Role.COMPANY, language="en")
    ReportReader.objects.create(community=home(), staff=reader)
    report = make_report()
    reporting.sum_up(report, "A quiet week.", by=boss, now=NEXT_MONDAY)
    reporting.sign(report, by=boss, now=NEXT_MONDAY)
    assert list(Notice.objects.filter(subject=report.number).order_by("pk").values_list("staff", "text")) == [
        (reader.pk, "Weekly complaint report from 11-23 on is made"),
        (reader.pk, "Weekly complaint report 11-23 is signed off"),
    ]


def test_cp6_where_nobody_is_set_the_managers_of_the_estate_are_sent_it() -> None:
    boss = manager()
    manager(community=make_community())
    make_staff(Role.HEAD)
    report = make_report()
    assert (readers(report), Notice.objects.get(subject=report.number).staff) == ([boss], boss)


def test_cp6_a_reader_who_has_left_or_serves_elsewhere_is_sent_nothing() -> None:
    gone, elsewhere, boss = make_staff(Role.COMPANY, is_active=False), manager(community=make_community()), manager()
    for staff in (gone, elsewhere):
        ReportReader.objects.create(community=home(), staff=staff)
    assert readers(make_report()) == [boss]


def test_cp6_a_reader_who_may_not_read_it_any_more_is_sent_nothing() -> None:
    reader, boss = make_staff(Role.COMPANY), manager()
    ReportReader.objects.create(community=home(), staff=reader)
    report = make_report()
    assert readers(report) == [reader]
    Staff.objects.filter(pk=reader.pk).update(roles=[Role.RECEPTION])
    assert readers(report) == [boss]


# ── summed up and signed off ────────────────────────────────────────────────
def test_cp6_the_summary_keeps_its_promise_and_changes_until_the_report_is_signed() -> None:
    report, boss = make_report(), manager(name="Ruth Hall")
    reporting.sum_up(report, "A quiet week.", by=boss, now=NEXT_MONDAY)
    reporting.sum_up(report, "A loud week.", by=boss, now=NEXT_MONDAY + DAY)
    kept = WeeklyReport.objects.get()
    assert (kept.summary, kept.summary_at, kept.summary_by) == ("A loud week.", NEXT_MONDAY + DAY, boss)
    assert ("CP-6/summary", "1", "12-01 18:00", "kept") in promised(report.number)
    assert history(report) == [("made", ""), ("sum_up", "Ruth Hall"), ("sum_up", "Ruth Hall")]


def test_cp6_summed_up_after_tuesday_evening_is_late() -> None:
    report = make_report()
    reporting.sum_up(report, "Late.", by=manager(), now=ENDS + 2 * DAY)
    assert ("CP-6/summary", "1", "12-01 18:00", "late") in promised(report.number)


def test_cp6_what_is_signed_off_never_changes() -> None:
    report, boss = make_report(), manager()
    reporting.sum_up(report, "A quiet week.", by=boss, now=NEXT_MONDAY)
    reporting.sign(report, by=boss, now=NEXT_MONDAY)
    before = WeeklyReport.objects.values().get()
    works: list[Callable[[], object]] = [
        lambda: reporting.sum_up(report, "Another.", by=boss, now=NEXT_MONDAY),
        lambda: reporting.sign(report, by=boss, now=NEXT_MONDAY),
        lambda: reporting.remake(report, now=NEXT_MONDAY),
    ]
    for work in works:
        with pytest.raises(reporting.AlreadySigned, match=f"{report.number} is signed off and stays as it is."):
            work()
    assert WeeklyReport.objects.values().get() == before
    assert (before["signed_at"], before["signed_by_id"]) == (NEXT_MONDAY, boss.pk)


@pytest.mark.parametrize("change", [{"summary": "x"}, {"rows": []}, {"households": 1}, {"signed_at": None}])
def test_cp6_the_database_itself_refuses_to_change_what_is_signed_off(change: dict[str, Any]) -> None:
    report, boss = make_report(), manager()
    reporting.sum_up(report, "A quiet week.", by=boss, now=NEXT_MONDAY)
    reporting.sign(report, by=boss, now=NEXT_MONDAY)
    with pytest.raises(DatabaseError, match="Cannot update or delete rows"), transaction.atomic():
        WeeklyReport.objects.filter(pk=report.pk).update(**change)
    with pytest.raises(DatabaseError, match="Cannot"), transaction.atomic():
        WeeklyReport.objects.filter(pk=report.pk).delete()


def test_cp6_the_database_refuses_to_delete_one_that_is_not_signed_off() -> None:
    report = make_report()
    with pytest.raises(DatabaseError, match="Cannot delete rows"), transaction.atomic():
        WeeklyReport.objects.filter(pk=report.pk).delete()


def test_cp6_it_is_not_signed_off_before_it_is_summed_up() -> None:
    report = make_report()
    with pytest.raises(reporting.NotSummedUp, match="Sum the week up first"):
        reporting.sign(report, by=manager(), now=NEXT_MONDAY)
    assert WeeklyReport.objects.get().signed_at is None


@pytest.mark.parametrize("role", [Role.COMPANY, Role.HEAD, Role.RECEPTION])
def test_cp6_only_a_manager_sums_up_and_signs_off(role: str) -> None:
    report, by = make_report(), make_staff(role)
    works: list[Callable[[], object]] = [
        lambda: reporting.sum_up(report, "Mine.", by=by, now=NEXT_MONDAY),
        lambda: reporting.sign(report, by=by, now=NEXT_MONDAY),
    ]
    for work in works:
        with pytest.raises(NotAllowed, match="not yours"):
            work()
    assert WeeklyReport.objects.get().summary == ""


# ── made again ──────────────────────────────────────────────────────────────
def test_cp6_made_again_with_nothing_new_it_is_the_same() -> None:
    report = make_report()
    before = WeeklyReport.objects.values().get()
    assert reporting.remake(report, now=NEXT_MONDAY + DAY) is False
    assert WeeklyReport.objects.values().get() == before
    assert history(report) == [("made", "")]


def test_cp6_made_again_it_knows_what_was_entered_late_and_keeps_the_summary() -> None:
    report, boss = make_report(), manager()
    reporting.sum_up(report, "A quiet week.", by=boss, now=NEXT_MONDAY)
    late = make_complaint(now=NEXT_MONDAY, received_at=ENDS - SECOND)
    assert reporting.remake(report, now=NEXT_MONDAY + DAY) is True
    kept = WeeklyReport.objects.get()
    assert ([row["number"] for row in kept.rows][-1], kept.summary) == (late.number, "A quiet week.")
    assert (kept.made_at, history(kept)[-1]) == (NEXT_MONDAY + DAY, ("remade", ""))


def test_cp6_what_happened_after_the_week_changes_nothing_of_it() -> None:
    complaint, boss = make_complaint(), manager()
    report = make_report()
    actions.answer(complaint, told(), by=boss, now=NEXT_MONDAY)
    actions.resolve(complaint, "Swept.", by=boss, now=NEXT_MONDAY)
    actions.call_back(complaint, actions.Said("satisfied", "phone", "张桂兰"), by=boss, now=NEXT_MONDAY)
    assert reporting.remake(report, now=NEXT_MONDAY) is False


# ── each once, whatever happens ─────────────────────────────────────────────
class Crash(Exception):
    pass


@pytest.mark.django_db(transaction=True)
def test_cp6_a_crash_in_the_middle_leaves_the_week_to_the_next_sweep(monkeypatch: pytest.MonkeyPatch) -> None:
    make_complaint()

    def crash(*args: Any, **kwargs: Any) -> None:
        raise Crash

    with monkeypatch.context() as patched:
        patched.setattr(promises, "keep_all", crash)
        assert make_reports() == []
    assert (WeeklyReport.objects.count(), Move.objects.filter(subject__startswith="ZB").count()) == (0, 0)
    (owed,) = Promise.objects.filter(rule__startswith="CP-6")
    assert (owed.rule, owed.is_open) == ("CP-6/report", True)
    (report,) = make_reports()
    assert (report.number, sorted(promised(report.number))) == (
        owed.subject,
        [("CP-6/report", "1", "11-30 08:00", "late"), ("CP-6/summary", "1", "12-01 18:00", "open")],
    )


@pytest.mark.django_db(transaction=True)
def test_cp6_several_sweeps_at_once_make_one_report() -> None:
    for community in (home(), make_community(), make_community()):
        make_complaint(community=community)
    counts = together([lambda: reporting.make_reports(now=NEXT_MONDAY)] * 4)
    counts.append(reporting.make_reports(now=NEXT_MONDAY))
    assert sum(counts) == WeeklyReport.objects.count() == 3
    owed = Counter(Promise.objects.filter(rule__startswith="CP-6").values_list("rule", flat=True))
    assert owed == {"CP-6/report": 3, "CP-6/summary": 3}


@pytest.mark.django_db(transaction=True)
def test_cp6_control_without_the_claim_two_sweeps_do_collide() -> None:
    """What the claim is for: both have looked before either writes, and only the unique key stops the second."""
    make_complaint()
    (week,) = reporting.pending_reports(NEXT_MONDAY)
    assert together([lambda: reporting.make_reports(now=NEXT_MONDAY)]) == [1]
    unclaimed = {"community": week.community, "week": week.monday, "made_at": NEXT_MONDAY, "rows": [], "households": 0}
    with pytest.raises(DatabaseError, match="one_report_a_week"), transaction.atomic():
        WeeklyReport.objects.create(number="ZB-1", **unclaimed)
    assert reporting.make(week, now=NEXT_MONDAY) is None


@pytest.mark.django_db(transaction=True)
def test_cp6_a_sweep_passes_over_the_community_that_another_one_holds() -> None:
    make_complaint()
    with transaction.atomic():
        list(Community.objects.select_for_update())
        assert together([lambda: reporting.make_reports(now=NEXT_MONDAY)]) == [0]
    assert reporting.make_reports(now=NEXT_MONDAY) == 1
    # The number was taken by the one that made it.
    assert WeeklyReport.objects.get().number == "ZB-20261130-0001"


@pytest.mark.django_db(transaction=True)
def test_cp6_summed_up_and_signed_at_once_the_signed_text_is_the_one_that_stays() -> None:
    report, boss = make_report(), manager()
    reporting.sum_up(report, "First.", by=boss, now=NEXT_MONDAY)

    def alone(work: Any, *args: Any) -> str:
        mine = WeeklyReport.objects.select_related("community").get(pk=report.pk)
        try:
            return str(work(mine, *args, by=boss, now=NEXT_MONDAY).summary)
        except reporting.AlreadySigned:
            return "too late"

    texts = together([lambda: alone(reporting.sign), lambda: alone(reporting.sum_up, "Second.")])
    assert texts in (["First.", "too late"], ["Second.", "Second."])
    assert WeeklyReport.objects.get().summary == texts[0]


@pytest.mark.parametrize("error", [DatabaseError, KeyError])
def test_cp6_what_cannot_be_made_holds_up_no_other_and_stands_overdue_until_it_is(
    error: type[Exception], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = home(), make_community()
    for community in (bad, good):
        make_complaint(community=community)

    def faulty(week: Any) -> Any:
        if week.community == bad:
            raise error
        return collect(week)

    with monkeypatch.context() as patched:
        patched.setattr(making, "collect", faulty)
        assert [row.community for row in make_reports()] == [good]
        # The next week is made all the same, and the missing one is tried again.
        assert [row.community for row in make_reports(NEXT_MONDAY + WEEK)] == [good]
    assert [record.levelno for record in caplog.records] == [logging.ERROR] * 3
    overdue = Promise.objects.overdue(NEXT_MONDAY + WEEK).filter(rule="CP-6/report").order_by("pk")
    assert [(row.community, row.about) for row in overdue] == [(bad, "11-23 – 11-29"), (bad, "11-30 – 12-06")]
    numbers = [row.subject for row in overdue]
    assert [row.number for row in make_reports(NEXT_MONDAY + WEEK)] == numbers
    assert not overdue.all().exists()


# ── what it costs ───────────────────────────────────────────────────────────
def test_one_statement_when_every_week_has_its_report(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make_complaint(now=MONDAY - 3 * WEEK)
    make_reports()
    with django_assert_num_queries(1):
        assert reporting.make_reports(now=NEXT_MONDAY) == 0


def test_thirty_complaints_cost_as_many_statements_as_one() -> None:
    counts: list[int] = []
    for count in (1, 30):
        community = make_community()
        for number in range(count):
            make_complaint(community=community, unit=make_unit(f"3-2-{500 + number}", community=community))
        with CaptureQueriesContext(connection) as seen:
            reporting.make_reports(now=NEXT_MONDAY)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 28
