"""The dates of promises as office/clock.py counts them, each distinct one counted once."""

from dataclasses import dataclass, field

from frontdesk.demo.times import MINUTE, Wall, midnight
from office import clock
from office.models import Community, Department, TimeLimit
from office.rules import RULES


@dataclass(slots=True)
class Terms:
    """When a promise opens (or None), is due and is warned of (or None): seconds of the wall clock."""

    opens: int | None
    due: int
    warn: int | None


@dataclass(slots=True)
class Line:
    """One rule as it is in force: its limit, who answers for it, when it escalates (seconds after the limit)."""

    limit: TimeLimit
    limit_id: str
    department_id: str
    escalate: int | None
    known: dict[int, tuple[int | None, int, int | None]] = field(default_factory=dict)


class Limits:
    """The clock table of a community."""

    def __init__(self, community: Community, wall: Wall) -> None:
        self.community, self.wall = community, wall
        departments = dict(Department.objects.filter(community=community).values_list("kind", "pk"))
        self.lines = {
            rule: Line(
                limit,
                str(limit.pk),
                str(departments[RULES[rule].department]),
                None if limit.escalate_after is None else limit.escalate_after * MINUTE,
            )
            for rule, limit in TimeLimit.objects.in_force(community, list(RULES)).items()
        }

    def terms(self, rule: str, base: int) -> Terms:
        """The dates of a promise under `rule` that counts from `base`.

        They follow from the hour of the base alone, so each hour is counted once, by office/clock.py.
        """
        line = self.lines[rule]
        day = midnight(base)
        opens, due, warn = line.known.get(base - day) or self._count(line, base)
        return Terms(None if opens is None else day + opens, day + due, None if warn is None else day + warn)

    def _count(self, line: Line, base: int) -> tuple[int | None, int, int | None]:
        dates = clock.dates(line.limit, self.wall.instant(base), self.community)
        day = midnight(base)
        counted = (
            None if dates.opens_at is None else self.wall.second(dates.opens_at) - day,
            self.wall.second(dates.due_at) - day,
            None if dates.warn_at is None else self.wall.second(dates.warn_at) - day,
        )
        line.known[base - day] = counted
        return counted

    def extended(self, rule: str, base: int, made: int, due: int) -> Terms:
        """The dates of a promise that was given another date than its rule's own."""
        limit, instant = self.lines[rule].limit, self.wall.instant
        warn_at = clock.warning(limit, instant(max(base, made)), instant(due), self.community)
        return Terms(None, due, None if warn_at is None else self.wall.second(warn_at))

    def strictest(self, rules: list[str], base: int) -> str:
        """Of several rules the one whose date comes first."""
        return rules[0] if len(rules) == 1 else min(rules, key=lambda rule: self.terms(rule, base).due)
