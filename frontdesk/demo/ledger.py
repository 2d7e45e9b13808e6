"""Promises as rows of the ledger: their alerts so far, what the sweep looks at next, and the tallies."""

from collections import defaultdict
from dataclasses import dataclass

from frontdesk.demo.copying import NULL, Sheet
from frontdesk.demo.limits import Limits, Terms
from frontdesk.demo.times import DAY, Wall
from office.models import Alert, Community, Promise, Tally

KEPT, EXTENDED, RELEASED = (outcome.value for outcome in Promise.Outcome)
COLUMNS = """
id rule subject occurrence about urgent limit_id community_id unit_id place department_id holder_id confidential
made_at made_by_id base_at waits_for opens_at due_at next_alert_at alerted extends_id
ended_at ended_by_id outcome why failures
"""


@dataclass(slots=True)
class Owed:
    """A promise as it stands: made at `made`, alertable from `since` on (its start where it had to wait)."""

    key: str
    rule: str
    occurrence: str
    urgent: str
    made: int
    made_by: str
    since: int
    base: int | None = None
    terms: Terms | None = None
    holder: str = NULL
    waits_for: str = ""
    extends: str = NULL
    ended: int | None = None
    ended_by: str = NULL
    outcome: str = ""
    why: str = ""


class Ledger:
    """Writes promises with everything that follows from them."""

    def __init__(self, community: Community, limits: Limits, wall: Wall) -> None:
        self.community, self.limits, self.wall = community, limits, wall
        self.community_id = str(community.pk)
        self.promises = Sheet(Promise, COLUMNS)
        self.alerts = Sheet(Alert, "promise_id level raised_at")
        self.sheets = [self.promises, self.alerts]
        self.sums: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0, 0])
        self.open = 0

    def write(self, owed: Owed, subject: str, about: str, unit: str, place: str) -> None:
        """Write one promise, with the alerts that it has raised until now or until it ended."""
        line, terms, text = self.limits.lines[owed.rule], owed.terms, self.wall.text
        level, following = self._raise(owed, terms, line.escalate) if terms else (0, None)
        ended = owed.ended
        if ended is None:
            self.open += 1
        elif owed.outcome != EXTENDED:
            late = terms is not None and ended > terms.due
            self.sums[owed.rule, ended // DAY][2 if owed.outcome == RELEASED else late] += 1
        self.promises.add(
            owed.key, owed.rule, subject, owed.occurrence, about, owed.urgent, line.limit_id, self.community_id, unit,
            place, line.department_id, owed.holder, "f", text(owed.made), owed.made_by,
            NULL if owed.base is None else text(owed.base), owed.waits_for,
            NULL if terms is None or terms.opens is None else text(terms.opens),
            NULL if terms is None else text(terms.due),
            NULL if following is None or ended is not None else text(following), str(level), owed.extends,
            NULL if ended is None else text(ended), owed.ended_by, owed.outcome, owed.why, "0",
        )  # fmt: skip

    def _raise(self, owed: Owed, terms: Terms, escalate: int | None) -> tuple[int, int | None]:
        """Write the alerts that were raised, a second after their time; give the level and the time of the next."""
        last = self.wall.now if owed.ended is None else owed.ended
        if terms.due >= last and (terms.warn is None or terms.warn >= last):
            return 0, terms.due if terms.warn is None else terms.warn  # as most end: nothing was ever raised
        level = 0
        for step, at in self._levels(owed, terms, escalate):
            if at >= last:
                return level, at
            self.alerts.add(owed.key, str(step), self.wall.text(at + 1))
            level = step
        return level, None

    def _levels(self, owed: Owed, terms: Terms, escalate: int | None) -> list[tuple[int, int]]:
        """Each level with the moment at which the sweep finds it; a warning after the limit is none."""
        levels = []
        if terms.warn is not None and max(terms.warn, owed.since) < terms.due:
            levels.append((1, max(terms.warn, owed.since)))
        levels.append((2, max(terms.due, owed.since)))
        if escalate is not None:
            levels.append((3, max(terms.due + escalate, owed.since)))
        return levels

    def tallies(self) -> list[Tally]:
        """How the promises ended, by rule and day."""
        return [
            Tally(
                community=self.community,
                rule=rule,
                day=self.wall.date(day * DAY),
                in_time=in_time,
                late=late,
                released=released,
            )
            for (rule, day), (in_time, late, released) in sorted(self.sums.items())
        ]
