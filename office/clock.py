"""From an event to the moment something is due: the arithmetic of the rule book's first section.

Hours and minutes run by the clock, nights and holidays included. Days are calendar days of the community: the day of
the event is not counted and the limit ends at 24:00 of the last day. Nothing is ever moved.

All sums are made in UTC: of two local times of one zone Python takes the difference on the wall clock.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from office.models.limits import TimeLimit
from office.models.places import Community

Unit, Warn = TimeLimit.Unit, TimeLimit.Warn
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Dates:
    """When a promise can first be kept (or None: at once), is due, and is warned of (or None). All are instants."""

    opens_at: datetime | None
    due_at: datetime
    warn_at: datetime | None


def dates(limit: TimeLimit, base_at: datetime, community: Community) -> Dates:
    """The dates of a promise whose clock starts at `base_at`."""
    opens_at = None
    start = base_at
    if limit.opens_days is not None:
        opens_at = start = start_of_day(community.local(base_at).date() + limit.opens_days * DAY, community)
    due_at = due(limit, start, community)
    warn_at = warning(limit, start, due_at, community)
    return Dates(opens_at, due_at, warn_at)


def due(limit: TimeLimit, start: datetime, community: Community) -> datetime:
    """The moment the limit ends, by its unit: minutes and hours by the clock, days to 24:00 of the last one."""
    start, local = start.astimezone(UTC), community.local(start)
    if limit.otherwise_at and not _within(local.time(), limit.window_from, limit.window_until):
        return next_time(limit.otherwise_at, start, community)
    if limit.unit == Unit.DAYS:
        last = local.date() + limit.amount * DAY
        return at(last, limit.at_time, community) if limit.at_time else end_of_day(last, community)
    if limit.unit == Unit.CALL_HOURS:
        return add_call_minutes(start, limit.amount * 60, community)
    return start + (timedelta(minutes=limit.amount) if limit.unit == Unit.MINUTES else timedelta(hours=limit.amount))


def warning(limit: TimeLimit, start: datetime, due_at: datetime, community: Community) -> datetime | None:
    """The moment of the warning, or None where the rule has none or it would not lie before the limit."""
    start, due_at = start.astimezone(UTC), due_at.astimezone(UTC)
    amount = timedelta(minutes=limit.warn_amount)
    match limit.warn:
        case Warn.AFTER:
            warn_at = start + amount
        case Warn.BEFORE:
            warn_at = due_at - amount
        case Warn.PERCENT:
            warn_at = start + (due_at - start) * limit.warn_amount / 100
        case Warn.CLOCK:
            midnight = datetime.combine(last_day(due_at, community), time(0))
            warn_at = _instant(midnight + amount, community)
        case Warn.CALLS:
            warn_at = take_call_minutes(call_by(due_at, community), limit.warn_amount, community)
        case _:
            return None
    return warn_at if warn_at < due_at else None


def call_by(due_at: datetime, community: Community) -> datetime:
    """The last moment within call hours at or before the limit: a household is not rung up at night.

    The limit itself stays; this is what the row shows as "call by 20:30".
    """
    local = community.local(due_at)
    if local.time() > community.call_until:
        return at(local.date(), community.call_until, community)
    if local.time() <= community.call_from:
        return at(local.date() - DAY, community.call_until, community)
    return due_at


def add_call_minutes(start: datetime, minutes: int, community: Community) -> datetime:
    """`minutes` of call hours after `start`, skipping the hours in which nobody is rung up."""
    start, left = start.astimezone(UTC), timedelta(minutes=minutes)
    day = community.local(start).date()
    while True:
        opens = max(at(day, community.call_from, community), start)
        closes = at(day, community.call_until, community)
        if opens + left <= closes:
            return opens + left
        left -= max(closes - opens, timedelta(0))
        day += DAY


def take_call_minutes(end: datetime, minutes: int, community: Community) -> datetime:
    """`minutes` of call hours before `end`, skipping the hours in which nobody is rung up."""
    end, left = end.astimezone(UTC), timedelta(minutes=minutes)
    day = community.local(end).date()
    while True:
        opens = at(day, community.call_from, community)
        closes = min(at(day, community.call_until, community), end)
        if closes - left >= opens:
            return closes - left
        left -= max(closes - opens, timedelta(0))
        day -= DAY


def last_day(due_at: datetime, community: Community) -> date:
    """The day on which a limit ends: 24:00 belongs to the day before."""
    return community.local(due_at.astimezone(UTC) - timedelta(microseconds=1)).date()


def start_of_day(day: date, community: Community) -> datetime:
    return at(day, time(0), community)


def end_of_day(day: date, community: Community) -> datetime:
    """24:00 of the day, which is 00:00 of the next."""
    return at(day + DAY, time(0), community)


def at(day: date, clock: time, community: Community) -> datetime:
    """The instant of this hour of this day in the community's time zone."""
    return _instant(datetime.combine(day, clock), community)


def _instant(wall_clock: datetime, community: Community) -> datetime:
    return wall_clock.replace(tzinfo=community.zone).astimezone(UTC)


def next_time(clock: time, after: datetime, community: Community) -> datetime:
    """The next time the community's clock shows `clock` after the instant `after`."""
    today = at(community.local(after).date(), clock, community)
    return today if today > after else at(community.local(after).date() + DAY, clock, community)


def _within(clock: time, start: time | None, end: time | None) -> bool:
    start = start or time.min
    if end is None or start < end:
        return start <= clock and (end is None or clock < end)
    return clock >= start or clock < end  # over midnight: from 20:00 until 08:00
