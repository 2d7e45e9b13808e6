"""A calendar month, in whose days a community counts."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from office.clock import start_of_day
from office.models import Community


@dataclass(frozen=True)
class Month:
    """From its first day up to, and without, the first of the next."""

    first: date
    until: date

    @classmethod
    def of(cls, day: date) -> Self:
        """The month in which this day lies."""
        first = day.replace(day=1)
        return cls(first, (first + timedelta(days=31)).replace(day=1))

    @property
    def before(self) -> Self:
        """The month before."""
        return self.of(self.first - timedelta(days=1))

    def of_field(self, name: str, community: Community) -> dict[str, datetime]:
        """The lookups that hold where the instant `name` lies in this month of the community's own days."""
        return {
            f"{name}__gte": start_of_day(self.first, community),
            f"{name}__lt": start_of_day(self.until, community),
        }
