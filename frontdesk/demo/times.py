"""Moments as whole seconds on the community's wall clock, which keep a million repairs cheap to count and to write."""

from datetime import UTC, date, datetime, timedelta

from office.models import Community

MINUTE, HOUR, DAY = 60, 3600, 86400
EPOCH = date(1970, 1, 1)


class _Days(dict[int, str]):
    """The date of each day since the epoch, written once."""

    def __missing__(self, day: int) -> str:
        text = self[day] = (EPOCH + timedelta(days=day)).isoformat()
        return text


class Wall:
    """The wall clock of a community whose zone does not change its hour (the demo estate lies in China)."""

    def __init__(self, community: Community, now: datetime) -> None:
        offset = community.local(now).utcoffset() or timedelta(0)
        self.offset = int(offset.total_seconds())
        self.zone = community.zone
        self.now = self.second(now)
        self.days = _Days()
        hours, minutes = divmod(self.offset // MINUTE, 60)
        zone = f"{hours:+03d}:{minutes:02d}"
        self.clock = [f" {s // HOUR:02d}:{s // MINUTE % 60:02d}:{s % 60:02d}{zone}" for s in range(DAY)]

    def second(self, at: datetime) -> int:
        """The second of an instant, counted from the epoch on the wall clock."""
        return int(at.timestamp()) + self.offset

    def instant(self, second: int) -> datetime:
        return datetime.fromtimestamp(second - self.offset, UTC).astimezone(self.zone)

    def text(self, second: int) -> str:
        """As PostgreSQL reads it: 2026-11-24 10:23:00+08:00."""
        return self.days[second // DAY] + self.clock[second % DAY]

    def date(self, second: int) -> date:
        return EPOCH + timedelta(days=second // DAY)


def midnight(second: int) -> int:
    """00:00 of its day."""
    return second - second % DAY
