"""All that the courses of the repairs share: who works there, what it costs, the clocks, and the sheets they fill."""

from frontdesk.demo.copying import Sheet
from frontdesk.demo.dice import Dice
from frontdesk.demo.kinds import known_kinds
from frontdesk.demo.ledger import Ledger
from frontdesk.demo.limits import Limits
from frontdesk.demo.rain import Rain
from frontdesk.demo.sheets import Sheets
from frontdesk.demo.team import Team, Worker
from frontdesk.demo.times import DAY, HOUR, Wall
from office.models import Community, Counter


class World:
    """The office and its clocks as of now, and the sheets of every table that a repair writes to."""

    def __init__(self, community: Community, wall: Wall, first: int, rain: Rain, dice: Dice) -> None:
        self.community, self.community_id = community, str(community.pk)
        self.wall, self.first, self.rain, self.dice = wall, first, rain, dice
        self.team = Team(community)
        self.limits = Limits(community, wall)
        self.ledger = Ledger(community, self.limits, wall)
        self.kinds = known_kinds()
        self.sheets = Sheets()
        self.counters: dict[tuple[str, int], int] = {}

    @property
    def all_sheets(self) -> list[Sheet]:
        return [*self.ledger.sheets, *self.sheets.all]

    @property
    def tables(self) -> list[str]:
        return [sheet.table for sheet in self.all_sheets]

    def number(self, prefix: str, second: int) -> str:
        """The next number of the day's series, as office/numbers.py gives them."""
        series = prefix, second // DAY
        last = self.counters[series] = self.counters.get(series, 0) + 1
        return f"{prefix}-{self.wall.days[second // DAY].replace('-', '')}-{last:04d}"

    def at_the_desk(self, second: int) -> Worker:
        """Who takes it at this hour."""
        return self.dice.pick(self.team.day if 8 * HOUR <= second % DAY < 20 * HOUR else self.team.night)

    def save_counters(self) -> None:
        """Let the numbers go on after those given out."""
        Counter.objects.bulk_create(
            Counter(series=f"{prefix}-{self.wall.date(day * DAY):%Y%m%d}", last=last)
            for (prefix, day), last in self.counters.items()
        )
