"""The week that a report is about: Monday to Sunday in the community's own days (CP-6)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from office import clock
from office.models import Community

DAY, WEEK = timedelta(days=1), timedelta(days=7)
# The trend goes back so many weeks, this one included.
TREND = 12


@dataclass(frozen=True)
class Week:
    """`monday` is the day with which it begins; `until` is 24:00 of its Sunday."""

    community: Community
    monday: date

    @property
    def sunday(self) -> date:
        """Its last day."""
        return self.monday + WEEK - DAY

    @property
    def since(self) -> datetime:
        """0:00 of its Monday."""
        return clock.start_of_day(self.monday, self.community)

    @property
    def until(self) -> datetime:
        """24:00 of its Sunday: what happened then belongs to the next."""
        return clock.end_of_day(self.sunday, self.community)

    @property
    def trend(self) -> list[date]:
        """The Mondays of the weeks of the trend, the oldest first."""
        return [self.monday - WEEK * back for back in reversed(range(TREND))]

    @property
    def year(self) -> date:
        """The first day of the calendar year in which it ends."""
        return self.sunday.replace(month=1, day=1)

    @property
    def counts_from(self) -> datetime:
        """The beginning of what it counts: of its trend or of its year, whichever is earlier."""
        return clock.start_of_day(min(self.trend[0], self.year), self.community)


def this_monday(community: Community, now: datetime) -> date:
    """The Monday of the week that runs."""
    today = community.local(now).date()
    return today - timedelta(days=today.weekday())
