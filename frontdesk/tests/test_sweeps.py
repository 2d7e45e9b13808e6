"""One sweep: every part, whatever becomes of the others, and the heartbeat that says so."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from complaints import actions
from complaints.models import WeeklyReport
from complaints.tests.factories import make_complaint, told
from frontdesk import sweeps, tasks
from frontdesk.sweeps import Swept
from office import promises
from office.database import as_owner
from office.models import Alert, Department, Heartbeat, Notice, Tally
from office.tests.factories import MONDAY, make_department, make_promise, make_staff
from owners.tests.desk_things import make_box
from owners.tests.factories import make_contact
from visits.models import Callback
from visits.tests.factories import make_completion

pytestmark = pytest.mark.django_db

NOW = MONDAY + timedelta(hours=25)
# No box hangs anywhere, no week has ended, nobody has complained.
NOTHING = {"openings": 0, "samples": 0}
NO_COMPLAINTS = {"reports": 0, "steps": 0}
NAMES = [field.name for field in fields(Swept)]


def make_work() -> None:
    """A completion whose first callback is overdue at NOW, somebody to tell, and a kept promise to count."""
    make_staff(department=make_department(Department.Kind.CUSTOMER_SERVICE))
    make_completion(urgent=True, at=MONDAY)
    promises.keep(make_promise(), by=None, now=MONDAY)


def swept(**dealt_with: int | None) -> Swept:
    """A sweep that dealt with so many rows, and with none in the parts that are not named."""
    return Swept(**{**dict.fromkeys(NAMES, 0), **dealt_with})


def beats() -> dict[str, int]:
    """The parts that beat within the last minute, with the rows they dealt with."""
    fresh = Heartbeat.objects.filter(at__gt=Now() - timedelta(minutes=1))
    return dict(fresh.values_list("name", "rows"))


@contextmanager
def failing(table: str) -> Iterator[None]:
    """Let every insert into `table` fail."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE EXCEPTION 'poison'; END$$"
        )
        cursor.execute(f"CREATE TRIGGER poison BEFORE INSERT ON {table} EXECUTE FUNCTION poison()")
    try:
        yield
    finally:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION poison CASCADE")


def test_a_sweep_does_everything_in_one_go() -> None:
    make_work()
    assert sweeps.run(NOW) == swept(follow_ups=1, alerts=1, folded=1, relayed=1)
    assert (Callback.objects.count(), Alert.objects.count(), Notice.objects.count()) == (2, 1, 1)
    assert Tally.objects.get().in_time == 1
    assert beats() == {**NOTHING, **NO_COMPLAINTS, "follow_ups": 1, "alerts": 1, "folded": 1, "relayed": 1, "sweep": 4}


def test_rc7_a_box_that_is_late_already_is_promised_and_alerted_in_one_go() -> None:
    make_box()
    found = sweeps.run(NOW)
    assert (found.openings, found.alerts) == (2, 2)


def test_cp2_the_step_whose_time_is_out_is_alerted_and_moves_up_in_one_go() -> None:
    complaint = make_complaint()
    late = MONDAY + timedelta(hours=4)
    assert sweeps.run(late) == swept(alerts=1, steps=1, folded=1, relayed=1)
    assert list(complaint.steps.values_list("level", "by")) == [(1, complaint.taken_by_id), (2, None)]
    assert sweeps.run(late) == swept()


def test_cp6_the_report_of_the_week_that_ended_is_made_with_the_first_sweep_of_the_next() -> None:
    complaint = make_complaint()
    actions.answer(complaint, told(), by=complaint.taken_by, now=MONDAY)
    ends = datetime(2026, 11, 30, tzinfo=MONDAY.tzinfo)
    assert sweeps.run(ends - timedelta(seconds=1)).reports == 0
    assert (sweeps.run(ends).reports, sweeps.run(ends).reports) == (1, 0)
    assert WeeklyReport.objects.get().week == MONDAY.date()


@pytest.mark.django_db(transaction=True)
def test_cp6_a_report_that_cannot_be_made_stops_no_complaint_from_moving_up(caplog: pytest.LogCaptureFixture) -> None:
    make_complaint()
    with failing("complaints_weeklyreport"):
        found = sweeps.run(MONDAY + timedelta(days=7))
    assert (found.reports, found.steps) == (0, 1)
    assert [record.levelno for record in caplog.records if record.name == "complaints.reporting.making"] == [40]


def test_a_second_sweep_finds_nothing_more() -> None:
    make_work()
    sweeps.run(NOW)
    assert sweeps.run(NOW) == swept()
    assert beats()["sweep"] == 0


def test_without_a_time_the_databases_clock_decides() -> None:
    due = timezone.now()
    make_promise(rule="RP-11/acknowledge", base_at=due - timedelta(minutes=10, seconds=1), now=due)
    make_promise(rule="RP-11/acknowledge", base_at=due, now=due)
    assert sweeps.run().alerts == 1


def test_the_task_run_three_times_does_it_once() -> None:
    now = timezone.now()
    make_staff(department=make_department(Department.Kind.CUSTOMER_SERVICE))
    make_completion(urgent=True, at=now - timedelta(hours=25), contact=make_contact(at=now))
    for _ in range(3):
        tasks.sweep()
    assert (Callback.objects.count(), Alert.objects.count(), Notice.objects.count()) == (2, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_failing_part_stops_no_other_and_its_own_pulse_stands_still(caplog: pytest.LogCaptureFixture) -> None:
    make_work()
    with failing("office_tally"):
        assert sweeps.run(NOW) == swept(follow_ups=1, alerts=1, folded=None, relayed=1)
    assert beats() == {**NOTHING, **NO_COMPLAINTS, "follow_ups": 1, "alerts": 1, "relayed": 1}
    assert [record.levelno for record in caplog.records if record.name == "frontdesk.sweeps"] == [logging.ERROR]
    assert sweeps.run(NOW) == swept(folded=1)
    assert beats()["sweep"] == 1


@pytest.mark.django_db(transaction=True)
def test_after_a_lost_connection_the_next_part_has_a_new_one() -> None:
    make_work()

    def lose(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "DELETE FROM office_tallydelta" in sql:
            with connection.connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(lose):
        assert sweeps.run(NOW) == swept(follow_ups=1, alerts=1, folded=None, relayed=1)
    assert sweeps.run(NOW).folded == 1


# ── the clock ───────────────────────────────────────────────────────────────
def clock_row() -> tuple[datetime, int] | None:
    return Heartbeat.objects.filter(name="clock").values_list("at", "rows").first()


def test_a_clock_that_goes_forward_is_nothing_to_speak_of() -> None:
    sweeps.run()
    sweeps.run()
    assert clock_row() is None


def test_a_clock_that_went_back_is_recorded_once_and_the_sweep_goes_on() -> None:
    sweeps.run()
    Heartbeat.objects.update(at=Now() + timedelta(hours=1))
    make_work()
    assert sweeps.run(NOW).alerts == 1
    found = clock_row()
    assert found is not None
    at, seconds = found
    assert abs(timezone.now() - at) < timedelta(minutes=1)
    assert 3590 <= seconds <= 3600
    assert beats()["sweep"] == 4
    sweeps.run()
    assert clock_row() == found


def test_a_part_that_stands_still_is_not_taken_for_the_clock() -> None:
    sweeps.run()
    Heartbeat.objects.filter(name="relayed").update(at=Now() - timedelta(hours=1))
    sweeps.run()
    assert clock_row() is None


def test_a_step_of_less_than_a_second_is_not_reported() -> None:
    sweeps.run()
    Heartbeat.objects.update(at=Now() + timedelta(milliseconds=900))
    sweeps.run()
    assert clock_row() is None
