"""Every box is to be opened every day: the sweep promises each day once, whatever happens to it (RC-7)."""

import logging
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from office import promises
from office.models import Promise
from office.tests.factories import MONDAY, home, make_community, make_department, make_limit, make_promise
from office.tests.threads import together
from owners.actions import boxes
from owners.models import ContactBox
from owners.tests.desk_things import make_box, promised

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
BOX = "RC-7/box"


def days(box: ContactBox) -> list[str]:
    return list(Promise.objects.of(box.number).order_by("occurrence").values_list("occurrence", flat=True))


def test_rc7_each_day_is_promised_from_its_set_time_on() -> None:
    service = make_department()
    box = make_box(name="South gate")
    assert boxes.promise_openings(now=MONDAY) == 1
    (promise,) = Promise.objects.of(box.number)
    assert (promise.about, promise.department, promise.holder) == ("South gate", service, None)
    assert promised(box.number) == [(BOX, "2026-11-23", "11-23 10:30", "open")]
    at = MONDAY.replace(hour=8, minute=30)
    assert (promise.base_at, promise.next_alert_at, promise.due_at) == (at, at, at + timedelta(hours=2))


def test_rc7_every_day_that_was_missed_is_promised_afterwards() -> None:
    box = make_box()
    boxes.promise_openings(now=MONDAY)
    assert boxes.promise_openings(now=MONDAY + 3 * DAY) == 3
    assert days(box) == ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26"]
    assert promises.sweep(now=MONDAY + 3 * DAY) == 4


def test_rc7_a_second_sweep_promises_nothing_more() -> None:
    box = make_box()
    assert [boxes.promise_openings(now=MONDAY), boxes.promise_openings(now=MONDAY + timedelta(hours=13))] == [1, 0]
    assert days(box) == ["2026-11-23"]


def test_rc7_over_the_ends_of_february_and_of_a_month_of_thirty_one() -> None:
    box = make_box(since=date(2028, 1, 30))
    boxes.promise_openings(now=datetime(2028, 3, 2, 12, tzinfo=ZoneInfo("Asia/Shanghai")))
    made = days(box)
    assert (len(made), made[1:3], made[29:32]) == (
        33,
        ["2028-01-31", "2028-02-01"],
        ["2028-02-28", "2028-02-29", "2028-03-01"],
    )


def test_rc7_where_the_clock_changes_the_set_time_stays() -> None:
    berlin = make_community(time_zone="Europe/Berlin")
    box = make_box(community=berlin, since=date(2026, 10, 24), opens_at=time(2, 30))
    boxes.promise_openings(now=datetime(2026, 10, 26, 12, tzinfo=ZoneInfo("Europe/Berlin")))
    assert [row[2] for row in promised(box.number)] == ["10-24 04:30", "10-25 03:30", "10-26 04:30"]
    base = list(Promise.objects.of(box.number).order_by("occurrence").values_list("base_at", flat=True))
    assert [at and at.isoformat() for at in base] == [
        "2026-10-24T00:30:00+00:00",
        "2026-10-25T00:30:00+00:00",
        "2026-10-26T01:30:00+00:00",
    ]


def test_rc7_each_community_has_its_own_day() -> None:
    here, there = make_box(), make_box(community=make_community(time_zone="America/New_York"))
    boxes.promise_openings(now=datetime(2026, 11, 24, 7, tzinfo=ZoneInfo("Asia/Shanghai")))
    assert (days(here), days(there)) == (["2026-11-23", "2026-11-24"], ["2026-11-23"])


def test_rc7_a_box_that_is_not_yet_or_no_longer_in_use_is_not_promised() -> None:
    make_box(since=date(2026, 11, 24))
    make_box(active=False)
    assert boxes.promise_openings(now=MONDAY) == 0


def test_rc7_follows_the_limit_in_force() -> None:
    box = make_box()
    make_limit(BOX, community=home(), amount=5)
    boxes.promise_openings(now=MONDAY)
    assert promised(box.number) == [(BOX, "2026-11-23", "11-23 13:30", "open")]


def test_rc7_another_set_time_holds_from_the_next_day_on() -> None:
    box = make_box()
    boxes.promise_openings(now=MONDAY)
    ContactBox.objects.update(opens_at=time(17))
    boxes.promise_openings(now=MONDAY + DAY)
    assert [row[2] for row in promised(box.number)] == ["11-23 10:30", "11-24 19:00"]


def test_many_years_are_made_up_for_a_year_at_a_time() -> None:
    box = make_box(since=date(2024, 1, 1))
    assert boxes.promise_openings(now=MONDAY) == 1058
    assert (days(box)[0], days(box)[-1], len(days(box))) == ("2024-01-01", "2026-11-23", 1058)


# ── each once, whatever happens ─────────────────────────────────────────────
class Crash(Exception):
    pass


@transaction.atomic
def promise_and_crash() -> None:
    boxes.promise_openings(now=MONDAY)
    raise Crash


@pytest.mark.django_db(transaction=True)
def test_rc7_a_crash_before_the_commit_leaves_the_day_to_the_next_sweep() -> None:
    box = make_box()
    with pytest.raises(Crash):
        promise_and_crash()
    box.refresh_from_db()
    assert (days(box), box.promised_until) == ([], None)
    assert boxes.promise_openings(now=MONDAY) == 1


@pytest.mark.django_db(transaction=True)
def test_rc7_a_sweep_passes_over_the_box_that_another_one_holds() -> None:
    held, free = make_box(), make_box()
    with transaction.atomic():
        ContactBox.objects.select_for_update().get(pk=held.pk)
        assert together([lambda: boxes.promise_openings(now=MONDAY)]) == [1]
    assert (days(held), days(free)) == ([], ["2026-11-23"])


@pytest.mark.django_db(transaction=True)
def test_rc7_several_sweeps_at_once_promise_each_day_once() -> None:
    for _ in range(30):
        make_box(since=date(2026, 11, 14))
    made = together([lambda: boxes.promise_openings(now=MONDAY)] * 4)
    made.append(boxes.promise_openings(now=MONDAY))
    assert (sum(made), Promise.objects.filter(rule=BOX).count()) == (300, 300)


def without_a_claim() -> str:
    """The same without lock and key: look, then promise."""
    box = ContactBox.objects.select_related("community").get()
    if box.promised_until:
        return "nothing"
    with transaction.atomic():
        promises.make([boxes._owed(box, box.since)], by=None, now=MONDAY)
        ContactBox.objects.update(promised_until=box.since)
    return "promised"


@pytest.mark.django_db(transaction=True)
def test_rc7_control_without_the_claim_two_sweeps_do_collide() -> None:
    """What the lock is for: both look before either writes, and only the unique key of the ledger stops the second."""
    make_box()
    with transaction.atomic():
        box = ContactBox.objects.select_related("community").get()
        assert together([without_a_claim]) == ["promised"]
        assert box.promised_until is None
        with pytest.raises(Exception, match="nothing_is_owed_twice"), transaction.atomic():
            promises.make([boxes._owed(box, box.since)], by=None, now=MONDAY)


def test_rc7_a_day_that_is_promised_already_is_left_as_it_is() -> None:
    box = make_box()
    promises.keep(
        make_promise(rule=BOX, subject=box.number, occurrence="2026-11-23", base_at=MONDAY), by=None, now=MONDAY
    )
    assert boxes.promise_openings(now=MONDAY + DAY) == 1
    assert [row[3] for row in promised(box.number)] == ["kept", "open"]


def test_rc7_a_faulty_box_holds_up_no_other(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = make_box(), make_box()
    right = boxes._owed

    def owed(box: ContactBox, day: date) -> promises.Owed:
        made = right(box, day)
        return promises.Owed(**{**vars(made), "occurrence": "x" * 30}) if box.pk == bad.pk else made

    monkeypatch.setattr(boxes, "_owed", owed)
    assert boxes.promise_openings(now=MONDAY) == 1
    assert (days(bad), days(good)) == ([], ["2026-11-23"])
    said = [(record.levelno, record.getMessage()) for record in caplog.records]
    assert said == [(logging.ERROR, f"the openings of box {bad.number} could not be promised")]


# ── what it costs ───────────────────────────────────────────────────────────
def test_one_statement_when_nothing_is_missing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for _ in range(3):
        make_box()
    boxes.promise_openings(now=MONDAY)
    with django_assert_num_queries(1):
        assert boxes.promise_openings(now=MONDAY) == 0


def test_a_month_costs_as_many_statements_as_a_day() -> None:
    counts = []
    for since in (date(2026, 11, 23), date(2026, 10, 25)):
        make_box(since=since)
        with CaptureQueriesContext(connection) as seen:
            boxes.promise_openings(now=MONDAY)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 14


def test_no_day_is_lost_between_the_boxes_own_mark_and_the_ledger() -> None:
    make_box()
    boxes.promise_openings(now=MONDAY)
    assert list(ContactBox.objects.values_list("promised_until", flat=True)) == [date(2026, 11, 23)]
    ContactBox.objects.update(promised_until=F("promised_until") - DAY)
    assert boxes.promise_openings(now=MONDAY) == 0
    assert Promise.objects.count() == 1
