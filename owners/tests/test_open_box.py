"""A box is opened: what that keeps, what is refused, and what becomes of a box that is taken down (RC-7, QA-11)."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Sum

from office import tallies
from office.models import Promise, Tally
from office.tests.factories import MONDAY, make_promise, make_staff
from office.tests.threads import together
from owners.actions import boxes
from owners.models import BoxOpening, ContactBox
from owners.tests.desk_things import make_box, promised

pytestmark = pytest.mark.django_db

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
KEY = UUID("7b0c8d3e-3f0e-4c9b-8a55-0d5f3b1f2a11")
RULE = "RC-7/box"


def opened(box: ContactBox, at: datetime, *, now: datetime | None = None, **fields: Any) -> BoxOpening:
    opening = BoxOpening(**{"box": box, "at": at, "count": 2, **fields})
    return boxes.note_opening(opening, by=make_staff(), now=now or at)


def outcomes(box: ContactBox) -> list[tuple[str, str]]:
    return [(day, outcome) for _rule, day, _due, outcome in promised(box.number)]


def test_rc7_an_opening_says_when_by_whom_how_many_and_keeps_the_day() -> None:
    box, who = make_box(), make_staff()
    boxes.promise_openings(now=MONDAY)
    opening = boxes.note_opening(BoxOpening(box=box, at=MONDAY, count=3, note="One parcel"), by=who, now=MONDAY + HOUR)
    opening.refresh_from_db()
    assert (opening.at, opening.by, opening.count, opening.note) == (MONDAY, who, 3, "One parcel")
    promise = Promise.objects.get(subject=box.number)
    assert (promise.outcome, promise.ended_at, promise.ended_by, promise.kept_late) == ("kept", MONDAY, who, False)


def test_rc7_opened_in_time_and_noted_later_was_in_time() -> None:
    box = make_box()
    boxes.promise_openings(now=MONDAY)
    opened(box, MONDAY, now=MONDAY + 5 * HOUR)
    assert outcomes(box) == [("2026-11-23", "kept")]


def test_rc7_opened_late_stays_late() -> None:
    box = make_box()
    boxes.promise_openings(now=MONDAY)
    opened(box, MONDAY.replace(hour=10, minute=31))
    assert outcomes(box) == [("2026-11-23", "late")]


def test_rc7_an_opening_keeps_the_days_that_were_missed_too_and_they_stay_late() -> None:
    box = make_box()
    boxes.promise_openings(now=MONDAY + 2 * DAY)
    opened(box, MONDAY + 2 * DAY)
    assert outcomes(box) == [("2026-11-23", "late"), ("2026-11-24", "late"), ("2026-11-25", "kept")]


def test_rc7_an_opening_of_yesterday_written_today_leaves_today_open() -> None:
    box = make_box()
    boxes.promise_openings(now=MONDAY + DAY)
    opened(box, MONDAY, now=MONDAY + DAY)
    assert outcomes(box) == [("2026-11-23", "kept"), ("2026-11-24", "open")]


def test_rc7_opened_before_the_sweep_has_promised_the_day_it_is_kept_all_the_same() -> None:
    box = make_box()
    opened(box, MONDAY)
    assert outcomes(box) == [("2026-11-23", "kept")]
    assert boxes.promise_openings(now=MONDAY) == 0


def test_rc7_a_second_opening_on_a_day_keeps_nothing_more() -> None:
    box = make_box()
    opened(box, MONDAY)
    opened(box, MONDAY + HOUR, count=0)
    assert (outcomes(box), box.openings.count()) == ([("2026-11-23", "kept")], 2)


def test_rc7_just_before_and_just_after_midnight() -> None:
    box = make_box(opens_at=time(23))
    night = MONDAY.replace(hour=23, minute=59)
    opened(box, night)
    opened(box, night + timedelta(minutes=2))
    assert outcomes(box) == [("2026-11-23", "kept"), ("2026-11-24", "kept")]


def test_rc7_an_extended_day_is_kept_as_well() -> None:
    box = make_box()
    make_promise(rule=RULE, subject=box.number, occurrence="2026-11-23+1", base_at=MONDAY)
    opened(box, MONDAY)
    assert ("2026-11-23+1", "kept") in outcomes(box)


def test_the_same_form_sent_twice_is_one_opening() -> None:
    box = make_box()
    first = opened(box, MONDAY, form_key=KEY)
    assert opened(box, MONDAY, form_key=KEY) == first
    assert box.openings.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_at_once_is_one_opening() -> None:
    box, who = make_box(), make_staff()

    def send() -> int:
        opening = BoxOpening(box=box, at=MONDAY, count=2, form_key=KEY)
        return boxes.note_opening(opening, by=who, now=MONDAY).pk

    assert len(set(together([send] * 4))) == 1
    assert (box.openings.count(), outcomes(box)) == (1, [("2026-11-23", "kept")])


def test_before_the_last_opening_is_refused() -> None:
    box = make_box()
    opened(box, MONDAY)
    with pytest.raises(boxes.NotInOrder, match="11-23 10:05"):
        opened(box, MONDAY - timedelta(minutes=1), now=MONDAY + HOUR)
    assert box.openings.count() == 1


def test_a_box_out_of_use_is_not_opened() -> None:
    box = make_box(active=False)
    with pytest.raises(boxes.NotInOrder):
        opened(box, MONDAY)
    assert not Promise.objects.exists()


# ── taken down ──────────────────────────────────────────────────────────────
def test_rc7_taken_down_what_is_to_come_is_released_and_what_is_overdue_stays_late() -> None:
    box, who = make_box(), make_staff()
    boxes.promise_openings(now=MONDAY + DAY)
    now = (MONDAY + DAY).replace(hour=9)
    boxes.take_down(box, "Gate is rebuilt", by=who, now=now)
    assert (box.active, outcomes(box)) == (False, [("2026-11-23", "late"), ("2026-11-24", "released")])
    released = Promise.objects.get(outcome="released")
    assert (released.why, released.ended_by) == ("Gate is rebuilt", who)
    assert boxes.promise_openings(now=now + 30 * DAY) == 0


def test_rc7_hung_again_nothing_is_owed_for_the_days_between() -> None:
    box, who = make_box(), make_staff()
    boxes.promise_openings(now=MONDAY)
    boxes.take_down(box, "Gate is rebuilt", by=who, now=MONDAY)
    boxes.hang_again(box, now=MONDAY + 10 * DAY)
    assert boxes.promise_openings(now=MONDAY + 11 * DAY) == 1
    assert [day for day, outcome in outcomes(box) if outcome == "open"] == ["2026-12-04"]


def test_rc7_hung_again_before_its_time_today_counts() -> None:
    box = make_box(active=False)
    boxes.hang_again(box, now=MONDAY.replace(hour=8))
    assert boxes.promise_openings(now=MONDAY) == 1
    assert outcomes(box) == [("2026-11-23", "open")]


def test_rc7_down_and_up_on_one_morning_the_day_stays_released() -> None:
    box, early = make_box(), MONDAY.replace(hour=7)
    boxes.promise_openings(now=early)
    boxes.take_down(box, "By mistake", by=make_staff(), now=early)
    boxes.hang_again(box, now=early)
    assert boxes.promise_openings(now=MONDAY) == 0
    assert outcomes(box) == [("2026-11-23", "released")]


# ── the figure ──────────────────────────────────────────────────────────────
def test_qa11_openings_in_time_of_all_box_days_can_be_counted() -> None:
    """In time, late, never: three box-days, of which one counts."""
    box = make_box()
    opened(box, MONDAY)
    boxes.promise_openings(now=MONDAY + 2 * DAY)
    opened(box, (MONDAY + DAY).replace(hour=22), now=MONDAY + 2 * DAY)
    tallies.fold()
    kept = Tally.objects.filter(rule=RULE).aggregate(in_time=Sum("in_time"), late=Sum("late"))
    still_open = Promise.objects.overdue(MONDAY + 2 * DAY + 3 * HOUR).filter(rule=RULE).count()
    assert (kept, still_open) == ({"in_time": 1, "late": 1}, 1)


def test_qa11_the_day_of_an_opening_is_the_communitys() -> None:
    box = make_box()
    opened(box, datetime(2026, 11, 24, 0, 30, tzinfo=ZoneInfo("Asia/Shanghai")))
    tallies.fold()
    assert set(Tally.objects.values_list("day", "in_time", "late")) == {(date(2026, 11, 24), 1, 1)}
