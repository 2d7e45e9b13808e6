"""The bars of the trend, in the units of a picture 600 wide and 150 high."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from complaints.reporting.figures import TrendWeek

WIDTH, BASE, HEIGHT = 600, 124, 100
GAP = 14


@dataclass(frozen=True)
class Bar:
    """A week's bar; `middle` is where its number and its day stand, `top` above it."""

    monday: date
    count: int
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        """Half of its width from its left side, in units of the picture."""
        return self.x + self.width // 2

    @property
    def top(self) -> int:
        """Five units of the picture above it."""
        return self.y - 5


def bars(trend: Sequence[TrendWeek]) -> list[Bar]:
    """One bar a week, the highest as high as the picture; of nothing there is no bar, but its number stands there."""
    most = max((week.count for week in trend), default=0) or 1
    step = WIDTH // max(len(trend), 1)
    heights = [round(week.count * HEIGHT / most) for week in trend]
    return [
        Bar(week.monday, week.count, number * step + GAP // 2, BASE - height, step - GAP, height)
        for number, (week, height) in enumerate(zip(trend, heights, strict=True))
    ]
