"""One repair as it goes: what has happened to it, what is still to come, what it owes, and the rows that say so."""

from collections.abc import Callable, Mapping
from heapq import heapify, heappop, heappush

from frontdesk.demo.copying import NO, NULL, YES
from frontdesk.demo.estate import Resident
from frontdesk.demo.kinds import Kind
from frontdesk.demo.ledger import EXTENDED, KEPT, RELEASED, Owed
from frontdesk.demo.limits import Terms
from frontdesk.demo.papers import Completion, Notice, Order, Place, Quoted
from frontdesk.demo.times import MINUTE
from frontdesk.demo.world import World
from repairs.models import Repair

Status = Repair.Status
# What a step is called, and the function that takes it: (case, at, …).
Steps = Mapping[str, Callable[..., None]]


class Case:
    """A repair with its agenda: every step sets the next ones, and `run` takes them in their order up to now."""

    def __init__(
        self, world: World, kind: Kind, place: Place, caller: Resident, channel: str, script: dict[str, int] | None
    ) -> None:
        self.world, self.kind, self.place, self.caller, self.channel = world, kind, place, caller, channel
        self.dice, self.team = world.dice, world.team
        # Minutes ago at which the steps of a scene happen; what is not in it has not happened.
        self.script = dict(script) if script is not None else None
        self.agenda: list[tuple[int, int, str, tuple[object, ...]]] = []
        self.owed: list[Owed] = []
        self.orders: list[Order] = []
        self.key = world.sheets.repairs.next_id()
        self.number = self.problem = self.status = ""
        self.reported = self.recorded = 0
        self.taken_by = self.contact = NULL
        self.appointment: tuple[int, int] | None = None
        self.made_safe: int | None = None
        self.finished: int | None = None
        self.utility_told: int | None = None
        # The day told to the household after it was made safe.
        self.told: int | None = None
        self.quoted: Quoted | None = None
        self.completions: list[Completion] = []
        self.notices: list[Notice] = []
        self.planned = 0

    # ── what comes next ─────────────────────────────────────────────────────
    def then(self, step: str, at: int, *extra: object) -> None:
        """Let a step follow at this moment; in a scene when its script says, or not at all."""
        if self.script is not None:
            ago = self.script.pop(self._name(step), None)
            if ago is None:
                return
            at = self.world.wall.now // MINUTE * MINUTE - ago * MINUTE
        self.follow(step, at, *extra)

    def follow(self, step: str, at: int, *extra: object) -> None:
        """Let a step follow at this moment, whatever a script says."""
        self.planned += 1
        heappush(self.agenda, (at, self.planned, step, extra))

    def cancel(self, step: str) -> None:
        """It does not follow after all."""
        self.agenda = [entry for entry in self.agenda if entry[2] != step]
        heapify(self.agenda)

    def scripted(self, step: str) -> bool:
        """Whether this is a scene in which the step happens."""
        return self.script is not None and self._name(step) in self.script

    def _name(self, step: str) -> str:
        return step if len(self.orders) == 1 else f"{step} {len(self.orders)}"

    def run(self, steps: Steps) -> None:
        """Take the steps that lie in the past, the earliest first."""
        now = self.world.wall.now
        while self.agenda and self.agenda[0][0] <= now:
            at, _, step, extra = heappop(self.agenda)
            steps[step](self, at, *extra)

    # ── what happens ────────────────────────────────────────────────────────
    @property
    def order(self) -> Order:
        """The newest work order."""
        return self.orders[-1]

    @property
    def urgent_now(self) -> bool:
        return self.kind.urgent and self.made_safe is None

    @property
    def has_household(self) -> bool:
        return self.channel != "patrol"

    def move(self, verb: str, new: str, at: int, by: str, note: str = "") -> None:
        text = self.world.wall.text(at)
        self.world.sheets.moves.add(self.number, verb, self.status, new, text, by, note, text)
        self.status = new

    def note(self, verb: str, at: int, by: str, note: str = "") -> None:
        self.move(verb, self.status, at, by, note)

    def text(self, at: int | None) -> str:
        """A moment as it is written, NULL for none."""
        return NULL if at is None else self.world.wall.text(at)

    def open_order(self) -> Order:
        """The next work order, not dispatched yet."""
        self.orders.append(Order(self.world.sheets.orders.next_id(), len(self.orders) + 1))
        return self.orders[-1]

    # ── what is owed ────────────────────────────────────────────────────────
    def owe(
        self,
        rule: str,
        base: int | None,
        made: int,
        by: str,
        *,
        occurrence: str = "1",
        holder: str = NULL,
        waits_for: str = "",
        urgent: bool | None = None,
        terms: Terms | None = None,
    ) -> Owed:
        """Promise something under `rule`, counted from `base` (None: it waits)."""
        if base is not None and terms is None:
            terms = self.world.limits.terms(rule, base)
        pressing = YES if (self.urgent_now if urgent is None else urgent) else NO
        key = self.world.ledger.promises.next_id()
        owed = Owed(key, rule, occurrence, pressing, made, by, made, base, terms, holder, waits_for)
        self.owed.append(owed)
        return owed

    def open(self, *prefixes: str) -> list[Owed]:
        """What is still owed under rules that begin so."""
        return [owed for owed in self.owed if owed.ended is None and owed.rule.startswith(prefixes)]

    def again(self, rule: str) -> str:
        """The number of times this was promised already, plus one."""
        return str(sum(owed.rule == rule for owed in self.owed) + 1)

    def keep(self, at: int, by: str, *prefixes: str) -> None:
        for owed in self.open(*prefixes):
            self.end(owed, at, by)

    def end(self, owed: Owed, at: int, by: str) -> None:
        owed.ended, owed.ended_by, owed.outcome = at, by, KEPT

    def release(self, owed: Owed, at: int, by: str, why: str) -> None:
        owed.ended, owed.ended_by, owed.outcome, owed.why = at, by, RELEASED, why

    def drop(self, owed: Owed, at: int, by: str, why: str) -> None:
        """End what its record no longer needs; if it is overdue already it is kept late, not released."""
        self.release(owed, at, by, why)
        if owed.terms is not None and owed.terms.due <= at:
            owed.outcome = KEPT

    def start(self, owed: Owed, base: int) -> None:
        """What it waited for happened."""
        owed.base, owed.since, owed.waits_for = base, base, ""
        owed.terms = self.world.limits.terms(owed.rule, base)

    def extend(self, owed: Owed, due: int, at: int, by: str, why: str) -> Owed:
        """Give it another date: the old one ends and the new one points to it."""
        owed.ended, owed.ended_by, owed.outcome, owed.why = at, by, EXTENDED, why
        stem, plus, count = owed.occurrence.partition("+")
        base = owed.base or at
        new = self.owe(
            owed.rule,
            base,
            at,
            by,
            occurrence=f"{stem}+{int(count) + 1 if plus else 1}",
            holder=owed.holder,
            urgent=owed.urgent == YES,
            terms=self.world.limits.extended(owed.rule, base, at, due),
        )
        new.extends = owed.key
        return new

    def hand_to(self, holder: str, *prefixes: str) -> None:
        for owed in self.open(*prefixes):
            owed.holder = holder
