"""The ladder of a complaint as its page shows it: every step, where it stands, how long it stood on each (CP-2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from complaints.actions import next_level
from complaints.actions.ladder import CLOCKS
from complaints.actions.owing import DECIDED
from complaints.models import Complaint, Status, Step
from complaints.models.kinds import OPEN
from office.models import Promise, Role, Staff

Level = Step.Level
SIGNS = "①②③④"
WHOSE = {Level.MANAGER: Role.MANAGER, Level.COMPANY: Role.COMPANY}


@dataclass(frozen=True)
class Rung:
    """One of the four steps; `step` is None where the complaint never came there, `why_not` then says why.

    `here` says that it stands there now, `stood` for how long it did, `before` how it stood there in earlier rounds;
    `people` are in charge. `clock` is the open
    promise after which it moves up by itself, `doing` the promise of what was decided; `following` marks the step that
    comes next.
    """

    level: Level
    why_not: LazyText | str
    step: Step | None = None
    here: bool = False
    stood: timedelta | None = None
    before: Sequence[Step] = ()
    people: Sequence[Staff] = ()
    clock: Promise | None = None
    doing: Promise | None = None
    following: bool = False

    @property
    def sign(self) -> str:
        return SIGNS[self.level - 1]

    @property
    def by_itself(self) -> bool:
        """Whether its time was out and nobody passed it up."""
        return self.step is not None and self.step.by is None and self.level > Level.DEPARTMENT

    @property
    def called(self) -> list[str]:
        """The names of who was called together, those not of us last."""
        if self.step is None:
            return []
        names = [person.name for person in self.step.called.all()]
        return [*names, *([self.step.called_others] if self.step.called_others else [])]


def steps_of(complaint: Complaint) -> list[Step]:
    """The steps that it came to, the lowest first, with who was there; two statements."""
    rows = complaint.steps.select_related("by", "holder", "decided_by").prefetch_related("called")
    return list(rows.order_by("round", "level"))


def rungs(complaint: Complaint, steps: Sequence[Step], promises: Sequence[Promise], now: datetime) -> list[Rung]:
    """The four rungs of a complaint with its `steps_of` and its promises; one statement more where it stands on a step
    that is everybody's who has a role.
    """
    came = {step.level: step for step in steps}
    top = max(came, default=0)
    following = next_level(complaint, top)
    return [
        rung_of(complaint, came[level], steps, promises, now)
        if level in came
        else Rung(level, why_not=_why_not(complaint, level, top), following=level == following)
        for level in Level
    ]


def rung_of(
    complaint: Complaint, step: Step, steps: Sequence[Step], promises: Sequence[Promise], now: datetime
) -> Rung:
    """One step of a complaint with its `steps_of`, as a rung of its own."""
    last = step is steps[-1]
    left = _ended(complaint, now) if last else steps[steps.index(step) + 1].at
    here = last and complaint.status in OPEN
    return Rung(
        level=Level(step.level),
        why_not="",
        step=step,
        here=here,
        stood=left - step.at if left else None,
        before=[row for row in steps if row.level == step.level and row.round < step.round],
        people=_people(complaint, step) if here else _named(step),
        clock=_clock(step, promises) if here else None,
        doing=_doing(step, promises),
    )


def _ended(complaint: Complaint, now: datetime) -> datetime | None:
    """When it stopped standing on its last step; None where no time says so."""
    match complaint.status:
        case Status.RECEIVED | Status.ANSWERED:
            return now
        case Status.RESOLVED | Status.SATISFIED:
            return complaint.resolved_at
    return complaint.closed_at


def _named(step: Step) -> list[Staff]:
    """Who was in charge of a step that it has left, or decided there."""
    person = step.holder or step.decided_by
    return [person] if person else []


def _people(complaint: Complaint, step: Step) -> list[Staff]:
    """Who is in charge of the step where it stands: by name, or everybody of the role; never whom it is about."""
    if step.holder:
        return [step.holder]
    role = WHOSE.get(Level(step.level))
    if role is None:
        return []
    people = Staff.objects.at(complaint.community).with_role(role).order_by("name", "pk")
    return [person for person in people if person.pk != complaint.about_staff_id]


def _clock(step: Step, promises: Sequence[Promise]) -> Promise | None:
    rule = CLOCKS.get(step.level)
    return next((row for row in promises if row.is_open and row.rule == rule), None)


def _doing(step: Step, promises: Sequence[Promise]) -> Promise | None:
    """The promise to do what was decided there; of one that was extended the last."""
    rows = [
        row
        for row in promises
        if row.rule == DECIDED and row.occurrence.partition("+")[0] == f"{step.round}.{step.level}"
    ]
    return max(rows, key=lambda row: row.pk, default=None)


def _why_not(complaint: Complaint, level: Level, top: int) -> LazyText:
    """Why it never came to this step."""
    if next_level(complaint, level - 1) != level:
        return _("not for a confidential complaint") if level < Level.MANAGER else _("not for one about a manager")
    return _("passed over") if level < top else _("not passed up")
