"""The rule book's first section: from an event to the moment something is due, opens, is warned of."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from office import clock
from office.clock import Dates
from office.models import Community, TimeLimit
from office.rules import RULES

Unit, Warn = TimeLimit.Unit, TimeLimit.Warn
SHANGHAI = Community(name="East")
# Clocks go forward on 8 March 2026 at 02:00 and back on 1 November.
NEW_YORK = Community(name="West", time_zone="America/New_York")


def local(text: str, community: Community = SHANGHAI) -> datetime:
    """An instant by the community's clock: "2026-11-23 10:05"; "24:00" is allowed."""
    day, _, hour = text.partition(" ")
    if hour == "24:00":
        return datetime.fromisoformat(day).replace(tzinfo=community.zone) + timedelta(days=1)
    return datetime.fromisoformat(text).replace(tzinfo=community.zone)


def limit(amount: int, unit: str, **more: Any) -> TimeLimit:
    return TimeLimit(rule="X-1", amount=amount, unit=unit, **more)


def of_rule(key: str) -> TimeLimit:
    """A rule's limit as a new office starts with it."""
    rule = RULES[key]
    return TimeLimit(rule=key, amount=rule.amount, unit=rule.unit, **rule.more)


def due(amount: int, unit: str, start: str, community: Community = SHANGHAI, **more: Any) -> datetime:
    return clock.due(limit(amount, unit, **more), local(start, community), community)


# ── days ────────────────────────────────────────────────────────────────────
def test_clocks_three_days_from_monday_morning_end_on_thursday_at_midnight() -> None:
    assert due(3, Unit.DAYS, "2026-11-23 10:05") == local("2026-11-26 24:00") == local("2026-11-27 00:00")


@pytest.mark.parametrize(
    ("amount", "start", "end"),
    [
        (1, "2026-11-23 00:00", "2026-11-24 24:00"),  # the day of the event is not counted, however early it was
        (1, "2026-11-23 23:59:59", "2026-11-24 24:00"),
        (7, "2026-11-23 10:05", "2026-11-30 24:00"),  # one week is seven days
        (0, "2026-11-23 10:05", "2026-11-23 24:00"),
        (2, "2026-09-30 10:05", "2026-10-02 24:00"),  # the national holiday moves nothing
        (1, "2026-11-27 10:05", "2026-11-28 24:00"),  # nor does a Saturday
        (1, "2028-02-28 10:05", "2028-02-29 24:00"),
        (1, "2027-02-28 10:05", "2027-03-01 24:00"),
        (3, "2026-12-30 10:05", "2027-01-02 24:00"),
    ],
)
def test_clocks_days_are_calendar_days(amount: int, start: str, end: str) -> None:
    assert due(amount, Unit.DAYS, start) == local(end)


def test_clocks_days_are_those_of_the_community_not_of_the_server() -> None:
    event = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # already Tuesday in Shanghai, still Monday in New York
    assert clock.due(limit(1, Unit.DAYS), event, SHANGHAI) == local("2026-11-25 24:00")
    assert clock.due(limit(1, Unit.DAYS), event, NEW_YORK) == local("2026-11-24 24:00", NEW_YORK)


def test_clocks_a_day_of_23_hours_ends_at_its_midnight() -> None:
    ends = due(1, Unit.DAYS, "2026-03-07 10:00", NEW_YORK)
    assert ends == local("2026-03-08 24:00", NEW_YORK) == datetime(2026, 3, 9, 4, 0, tzinfo=UTC)


def test_clocks_days_may_end_at_an_hour_of_the_last_one() -> None:
    assert due(1, Unit.DAYS, "2026-11-23 10:05", at_time=time(18)) == local("2026-11-24 18:00")


# ── hours and minutes ───────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("amount", "unit", "start", "end"),
    [
        (24, Unit.HOURS, "2026-11-23 10:05", "2026-11-24 10:05"),
        (12, Unit.HOURS, "2026-11-23 22:30", "2026-11-24 10:30"),  # across the night
        (24, Unit.HOURS, "2026-10-01 03:00", "2026-10-02 03:00"),  # over a holiday, and due at night
        (5, Unit.MINUTES, "2026-11-23 23:58", "2026-11-24 00:03"),
        (24, Unit.HOURS, "2028-02-28 12:00", "2028-02-29 12:00"),
    ],
)
def test_clocks_hours_run_by_the_clock_nights_and_holidays_included(
    amount: int, unit: str, start: str, end: str
) -> None:
    assert due(amount, unit, start) == local(end)


@pytest.mark.parametrize("start", ["2026-03-07 10:00", "2026-10-31 10:00"])
def test_clocks_24_hours_are_24_hours_where_the_clock_is_set(start: str) -> None:
    event = local(start, NEW_YORK)
    for spelled in (event, event.astimezone(UTC)):
        ends = clock.due(limit(24, Unit.HOURS), spelled, NEW_YORK)
        assert ends.astimezone(UTC) - event.astimezone(UTC) == timedelta(hours=24)


# ── a window, and the hour that counts outside it ───────────────────────────
@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-23 08:00", "2026-11-23 08:30"),
        ("2026-11-23 19:59", "2026-11-23 20:29"),
        ("2026-11-23 20:00", "2026-11-24 09:00"),
        ("2026-11-23 03:00", "2026-11-23 09:00"),
    ],
)
def test_rp11_dispatch_within_half_an_hour_by_day_by_nine_otherwise(start: str, end: str) -> None:
    assert clock.due(of_rule("RP-11/dispatch"), local(start), SHANGHAI) == local(end)


@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-11-23 15:59", "2026-11-23 18:00"), ("2026-11-23 16:00", "2026-11-24 10:00")],
)
def test_rc4_decision_at_six_or_at_ten_of_the_next_day(start: str, end: str) -> None:
    assert clock.due(of_rule("RC-4/decision"), local(start), SHANGHAI) == local(end)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-23 22:00", "2026-11-23 23:00"),
        ("2026-11-23 07:59", "2026-11-23 08:59"),
        ("2026-11-23 08:00", "2026-11-24 06:00"),
    ],
)
def test_a_window_may_lie_over_midnight(start: str, end: str) -> None:
    night: dict[str, Any] = {"window_from": time(20), "window_until": time(8), "otherwise_at": time(6)}
    assert due(1, Unit.HOURS, start, **night) == local(end)


# ── call hours ──────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("2026-11-23 10:05", "2026-11-23 12:05"),
        ("2026-11-23 18:30", "2026-11-23 20:30"),
        ("2026-11-23 19:30", "2026-11-24 09:30"),  # one hour today, one tomorrow
        ("2026-11-23 22:00", "2026-11-24 10:30"),
        ("2026-11-23 03:00", "2026-11-23 10:30"),
    ],
)
def test_rc6_two_call_hours_skip_the_night(start: str, end: str) -> None:
    assert clock.due(of_rule("RC-6/rung-back"), local(start), SHANGHAI) == local(end)


def test_call_hours_over_several_days() -> None:
    assert due(30, Unit.CALL_HOURS, "2026-11-23 10:30") == local("2026-11-25 16:30")


def test_call_hours_are_those_of_the_community() -> None:
    late = Community(name="Late", call_from=time(10), call_until=time(21))
    assert clock.add_call_minutes(local("2026-11-23 20:30"), 60, late) == local("2026-11-24 10:30")


@pytest.mark.parametrize(
    ("due_at", "shown"),
    [
        ("2026-11-24 10:05", "2026-11-24 10:05"),
        ("2026-11-24 20:30", "2026-11-24 20:30"),
        ("2026-11-24 20:31", "2026-11-24 20:30"),
        ("2026-11-24 24:00", "2026-11-24 20:30"),
        ("2026-11-24 03:00", "2026-11-23 20:30"),
        ("2026-11-24 08:30", "2026-11-23 20:30"),
        ("2026-11-24 08:31", "2026-11-24 08:31"),
    ],
)
def test_clocks_a_household_is_called_by_the_last_call_time(due_at: str, shown: str) -> None:
    assert clock.call_by(local(due_at), SHANGHAI) == local(shown)


# ── opening ─────────────────────────────────────────────────────────────────
def test_cb2_second_opens_on_the_second_day_and_ends_with_it() -> None:
    assert clock.dates(of_rule("CB-2/second"), local("2026-11-23 10:05"), SHANGHAI) == Dates(
        local("2026-11-25 00:00"), local("2026-11-25 24:00"), local("2026-11-25 12:00")
    )


def test_cb3_rain_opens_the_day_after_and_is_due_three_days_later() -> None:
    assert clock.dates(of_rule("CB-3/rain"), local("2026-11-23 15:00"), SHANGHAI) == Dates(
        local("2026-11-24 00:00"), local("2026-11-27 24:00"), local("2026-11-27 12:00")
    )


def test_cp4_in_touch_between_day_30_and_day_37() -> None:
    found = clock.dates(of_rule("CP-4/in-touch"), local("2026-11-01 09:00"), SHANGHAI)
    assert (found.opens_at, found.due_at) == (local("2026-12-01 00:00"), local("2026-12-08 24:00"))


def test_most_promises_are_open_at_once() -> None:
    assert clock.dates(limit(1, Unit.HOURS), local("2026-11-23 10:05"), SHANGHAI) == Dates(
        None, local("2026-11-23 11:05"), None
    )


# ── warnings ────────────────────────────────────────────────────────────────
def warned(unit_limit: TimeLimit, start: str) -> datetime | None:
    return clock.dates(unit_limit, local(start), SHANGHAI).warn_at


@pytest.mark.parametrize(
    ("rule", "start", "warned_at"),
    [
        ("CB-9/notice", "2026-11-23 10:05", "2026-11-23 18:05"),  # minutes after the start
        ("RP-7/order-back", "2026-11-23 10:05", "2026-11-24 06:05"),  # minutes before the limit
        ("RP-9/finish-urgent", "2026-11-23 10:05", "2026-11-24 04:05"),  # three quarters of the time
        ("CB-5/first", "2026-11-23 10:05", "2026-11-30 12:00"),  # noon of the last day
        ("RP-8/paid", "2026-11-15 00:00", "2026-11-18 24:00"),
        ("RC-9/sample", "2026-11-23 00:00", "2026-11-28 24:00"),
    ],
)
def test_a_warning_of_each_kind(rule: str, start: str, warned_at: str) -> None:
    assert warned(of_rule(rule), start) == local(warned_at)


@pytest.mark.parametrize(
    ("finished", "warned_at"),
    [
        ("2026-11-23 15:00", "2026-11-24 13:00"),
        ("2026-11-23 22:00", "2026-11-24 18:30"),  # due at 22:00, called by 20:30
        ("2026-11-23 03:00", "2026-11-23 18:30"),  # due at 03:00, called by 20:30 of the day before
        ("2026-11-23 09:00", "2026-11-23 19:00"),  # half an hour of calls before 09:00, the rest the evening before
        ("2026-11-23 10:05", "2026-11-23 20:05"),
    ],
)
def test_cb2_first_warns_two_call_hours_before_the_last_call_time(finished: str, warned_at: str) -> None:
    assert warned(of_rule("CB-2/first"), finished) == local(warned_at)


@pytest.mark.parametrize("amount", [60, 61])
def test_a_warning_that_would_not_come_before_the_limit_is_none(amount: int) -> None:
    assert warned(limit(1, Unit.HOURS, warn=Warn.AFTER, warn_amount=amount), "2026-11-23 10:05") is None


def test_without_a_warning_there_is_none() -> None:
    assert warned(limit(1, Unit.HOURS, warn=Warn.NEVER, warn_amount=5), "2026-11-23 10:05") is None


@pytest.mark.parametrize("day", ["2026-03-08", "2026-11-01"])
def test_noon_is_noon_where_the_clock_is_set(day: str) -> None:
    before = date.fromisoformat(day) - timedelta(days=1)
    start = clock.at(before, time(10), NEW_YORK)
    found = clock.dates(limit(1, Unit.DAYS, warn=Warn.CLOCK, warn_amount=12 * 60), start, NEW_YORK)
    assert found == Dates(None, local(f"{day} 24:00", NEW_YORK), local(f"{day} 12:00", NEW_YORK))


def test_a_warning_in_percent_counts_hours_that_pass() -> None:
    start = clock.at(date(2026, 3, 8), time(0), NEW_YORK)
    found = clock.dates(limit(0, Unit.DAYS, warn=Warn.PERCENT, warn_amount=100 * 12 // 23), start, NEW_YORK)
    assert found.warn_at == start + timedelta(hours=23) * 52 / 100


def test_24_00_belongs_to_the_day_before() -> None:
    assert clock.last_day(local("2026-11-26 24:00"), SHANGHAI) == date(2026, 11, 26)
    assert clock.last_day(local("2026-11-26 00:01"), SHANGHAI) == date(2026, 11, 26)


def test_a_midnight_that_the_clock_leaves_out_is_the_moment_it_is_set() -> None:
    cairo = Community(name="South", time_zone="Africa/Cairo")  # 24 April 2026 begins at 01:00
    midnight = clock.end_of_day(date(2026, 4, 23), cairo)
    assert midnight == datetime(2026, 4, 23, 22, 0, tzinfo=UTC)
    assert clock.last_day(midnight, cairo) == clock.last_day(cairo.local(midnight), cairo) == date(2026, 4, 23)


# ── whatever comes ──────────────────────────────────────────────────────────
communities = st.sampled_from([SHANGHAI, NEW_YORK, Community(name="Odd", time_zone="Australia/Lord_Howe")])
moments = st.datetimes(datetime(2024, 1, 1), datetime(2032, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
amounts = st.integers(0, 400)


@given(moments, amounts, communities)
def test_days_end_at_the_midnight_of_the_day_counted(start: datetime, amount: int, community: Community) -> None:
    ends = clock.due(limit(amount, Unit.DAYS), start, community)
    assert community.local(ends).time() == time(0)
    assert clock.last_day(ends, community) == community.local(start).date() + timedelta(days=amount)


@given(moments, amounts, communities)
def test_hours_pass_one_by_one(start: datetime, amount: int, community: Community) -> None:
    assert clock.due(limit(amount, Unit.HOURS), start, community) - start == timedelta(hours=amount)


@given(moments, st.integers(1, 4000), communities)
def test_call_minutes_forth_and_back_end_within_call_hours(start: datetime, minutes: int, community: Community) -> None:
    for moment in (
        clock.add_call_minutes(start, minutes, community),
        clock.take_call_minutes(start, minutes, community),
    ):
        assert community.call_from <= community.local(moment).time() <= community.call_until
    begin = clock.add_call_minutes(start, 0, community)
    assume(community.local(begin).time() != community.call_until)  # the same as 08:30 of the day after
    assert clock.take_call_minutes(clock.add_call_minutes(begin, minutes, community), minutes, community) == begin


@given(moments, communities)
def test_call_by_is_never_late_and_never_at_night(due_at: datetime, community: Community) -> None:
    by = clock.call_by(due_at, community)
    assert due_at - timedelta(hours=12) <= by <= due_at
    assert community.call_from <= community.local(by).time() <= community.call_until


@given(st.sampled_from(sorted(RULES)), moments, communities)
def test_every_line_of_the_table_opens_before_it_is_due_and_warns_before_that(
    key: str, start: datetime, community: Community
) -> None:
    found = clock.dates(of_rule(key), start, community)
    assert found.due_at > start or RULES[key].amount == 0
    assert found.opens_at is None or start < found.opens_at < found.due_at
    assert found.warn_at is None or found.warn_at < found.due_at
