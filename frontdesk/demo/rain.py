"""The days on which it rained enough to test a roof (CB-7)."""

from bisect import bisect_left

from frontdesk.demo.dice import Dice
from frontdesk.demo.times import DAY, HOUR, Wall, midnight

# Share of the days of each month, as in the north of China.
SHARES = {1: 0.02, 2: 0.03, 3: 0.06, 4: 0.1, 5: 0.13, 6: 0.2, 7: 0.33, 8: 0.3, 9: 0.15, 10: 0.09, 11: 0.06, 12: 0.03}
RECORDED_AT = 18 * HOUR


class Rain:
    """Rain days from `first` to now, seconds of the wall clock."""

    def __init__(self, first: int, wall: Wall, dice: Dice) -> None:
        days = range(midnight(first), midnight(wall.now) + 1, DAY)
        self.days = [day for day in days if dice.chance(SHARES[wall.date(day).month])]

    def after(self, finished: int, first_callback: int) -> int | None:
        """When the rain is recorded that tests a repair: the last of the first rain days in a row that began after it
        was finished, but not before its first callback. None where it has not rained since.
        """
        place = bisect_left(self.days, finished)
        if place == len(self.days):
            return None
        while place + 1 < len(self.days) and self.days[place + 1] == self.days[place] + DAY:
            place += 1
        return max(self.days[place] + RECORDED_AT, first_callback)
