"""When people come to the desk: seasons, hours of the day, and how many on each day."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from frontdesk.demo.data.problems import PROBLEMS, Problem
from frontdesk.demo.data.scenes import SCENES, Scene
from frontdesk.demo.dice import Dice, Weighted
from frontdesk.demo.times import DAY, HOUR, MINUTE, Wall, midnight

# Percent of a day's reports in each hour: two thirds from 8 to 12 and from 17 to 20.
HOURS = [
    0.4, 0.3, 0.3, 0.3, 0.3, 0.4, 0.7, 2.3, 9.6, 9.9, 9.7, 8.9,
    4.0, 3.7, 4.2, 4.5, 4.9, 8.9, 9.7, 9.0, 3.3, 2.4, 1.4, 0.9,
]  # fmt: skip
WEEKEND, SEASON = 1.15, 3.0
# Beside each repair, what is settled on the spot.
QUESTIONS = 0.4


@dataclass(slots=True)
class Report:
    """Somebody came to the desk at `at`: with a problem, or only to ask."""

    at: int
    problem: Problem | None
    scene: Scene | None = None


@dataclass(slots=True)
class Plan:
    """How many repairs, from when on; `recent` times as many a day in the last fortnight."""

    repairs: int
    first: int
    wall: Wall
    dice: Dice
    recent: float = 1.0
    hours: Weighted[int] = field(init=False)
    months: dict[int, Weighted[Problem]] = field(init=False)

    def __post_init__(self) -> None:
        self.hours = Weighted(range(24), HOURS)
        self.months = {month: Weighted(PROBLEMS, _shares(month)) for month in range(1, 13)}

    def reports(self) -> Iterator[Report]:
        """All reports in the order of their time, scenes among them."""
        wall, scenes = self.wall, _scenes(self.wall.now, self.repairs)
        days = range(midnight(self.first), wall.now + 1, DAY)
        weights = [self._weight(day) for day in days]
        left = self.repairs - sum(map(len, scenes.values()))
        done, total, sofar = 0, sum(weights), 0.0
        for day, weight in zip(days, weights, strict=True):
            sofar += weight
            upto = round(left * sofar / total)
            yield from sorted([*self._day(day, upto - done), *scenes.get(day, [])], key=lambda report: report.at)
            done = upto

    def _weight(self, day: int) -> float:
        """How busy a day is; the last one only as far as it has gone."""
        weight = self.months[self.wall.date(day).month].sums[-1]
        weight *= WEEKEND if self.wall.date(day).weekday() > 4 else 1.0
        weight *= self.recent if self.wall.now - day < 14 * DAY else 1.0
        gone = self.wall.now - day
        return weight if gone >= DAY else weight * _share_of_day(gone)

    def _day(self, day: int, repairs: int) -> Iterator[Report]:
        problems = self.months[self.wall.date(day).month]
        for _ in range(repairs):
            yield Report(self._moment(day), problems.pick(self.dice))
            if self.dice.chance(QUESTIONS):
                yield Report(self._moment(day), None)

    def _moment(self, day: int) -> int:
        """A minute of this day that has gone by already."""
        while True:
            at = day + self.hours.pick(self.dice) * HOUR + self.dice.between(0, 59) * MINUTE
            if at + 2 * MINUTE <= self.wall.now:
                return at
            if self.wall.now - day < HOUR:
                return max(day, self.wall.now - self.wall.now % MINUTE - self.dice.between(2, 59) * MINUTE)


def _shares(month: int) -> list[float]:
    return [problem.share * (SEASON if month in problem.season else 1) for problem in PROBLEMS]


def _share_of_day(gone: int) -> float:
    hour, rest = divmod(gone, HOUR)
    return (sum(HOURS[:hour]) + HOURS[hour] * rest / HOUR) / sum(HOURS)


def _scenes(now: int, repairs: int) -> dict[int, list[Report]]:
    """What is going on at the desk just now, by day; at most half of a very small estate."""
    known = {problem.category: problem for problem in PROBLEMS}
    scenes = defaultdict(list)
    minute = now - now % MINUTE
    for scene in SCENES[: repairs // 2]:
        at = minute - scene.ago["report"] * MINUTE
        scenes[midnight(at)].append(Report(at, known[scene.category], scene))
    return scenes
