"""The ladder (CP-2): what one step cannot settle goes up, by hand or by itself, and those responsible are called."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from complaints.actions.held import hold
from complaints.actions.owing import DECIDED, kept, open_promises, owe, owed
from complaints.models import Complaint, Step, Verb
from office import clock, outbox, promises, statuses
from office.duty import head_on_duty
from office.models import Department, Promise, Role, Staff, TimeLimit
from office.promises import Owed
from office.roles import RolesBackend
from office.verbs import NotAllowed, check

logger = logging.getLogger(__name__)

Level = Step.Level
# The company's step has no clock of its own: what is above it is nobody.
CLOCKS: dict[int, str] = {Level.DEPARTMENT: "CP-2/department", Level.HEAD: "CP-2/head", Level.MANAGER: "CP-2/manager"}


class NotHigher(NotAllowed):
    """The complaint stands on this step already, or above it."""


class NotDecided(NotAllowed):
    """This step has its decision already, or it is not this person's to take; its text says which."""


@dataclass(frozen=True)
class Passing:
    """Why a complaint goes up, to which step, and who is called together; `called_others` names those not of us."""

    level: int
    reason: str
    called: Sequence[Staff] = ()
    called_others: str = ""


def first_step(complaint: Complaint, *, by: Staff, now: datetime) -> Step:
    """Where a complaint begins: with the department responsible, a confidential one with who may know of it, who is
    told at once, since no list of the desk shows it.
    """
    level = next_level(complaint, 0) or Level.COMPANY
    step = Step.objects.create(complaint=complaint, level=level, at=now, by=by)
    if level >= Level.MANAGER:
        _tell(complaint, step, _those_above(complaint, level, None), now=now)
    return step


def begin_anew(complaint: Complaint, reason: str, *, by: Staff, now: datetime) -> None:
    """The owner said no: the complaint stands where it stood, with a clock and a decision of its own for this round."""
    before = complaint.steps.here()
    step = Step.objects.create(
        complaint=complaint,
        round=complaint.round,
        level=before.level,
        at=now,
        by=by,
        reason=reason[:400],
        holder=before.holder,
    )
    promises.make(owed_step(complaint, step), by=by, now=now)
    _tell(complaint, step, _those_above(complaint, step.level, step.holder), now=now)


def next_level(complaint: Complaint, above: int) -> Level | None:
    """The next step above this one that may know of the complaint and is not whom it is about; None at the top."""
    return next(iter(levels_above(complaint, above)), None)


def levels_above(complaint: Complaint, above: int) -> list[Level]:
    """Every step above this one that may know of the complaint and is not whom it is about, the next one first."""
    return [level for level in Level if level > above and _may_deal(complaint, level)]


def _may_deal(complaint: Complaint, level: int) -> bool:
    if level in (Level.DEPARTMENT, Level.HEAD):
        return not complaint.confidential
    about = complaint.about_staff
    return not (level == Level.MANAGER and about and Role.MANAGER in about.roles)


def owed_step(complaint: Complaint, step: Step) -> list[Owed]:
    """The promise of this step, nothing for the company's: due so many hours after the receipt. Where less than half of
    its own time would be left, because it came there late or the owner said no, it has the whole of it from then on.
    """
    rule = CLOCKS.get(step.level)
    if rule is None:
        return []
    limits = TimeLimit.objects.in_force(complaint.community, list(CLOCKS.values()))
    begun = complaint.counts_from
    due = clock.due(limits[rule], begun, complaint.community)
    below = CLOCKS.get(step.level - 1)
    own = due - (clock.due(limits[below], begun, complaint.community) if below else begun)
    late = 2 * (due - step.at) < own
    due_at = step.at + own if late else due
    return [owed(complaint, rule, base_at=begun, holder=step.holder, due_at=due_at, occurrence=str(step.round))]


@transaction.atomic
def pass_up(complaint: Complaint, passing: Passing, *, by: Staff, now: datetime) -> Step:
    """Pass the complaint up to a higher step and call together who is needed (CP-2); they are told at once.

    Raises NotAllowed, NotHigher, InvalidMove.
    """
    hold(complaint)
    check(complaint, Verb.PASS_UP, by)
    here = complaint.steps.here()
    if passing.level <= here.level or not _may_deal(complaint, passing.level):
        raise NotHigher(_("It has come as far as that already: %(step)s.") % {"step": here.get_level_display()})
    return _move_up(complaint, passing, by=by, now=now)


def _move_up(complaint: Complaint, passing: Passing, *, by: Staff | None, now: datetime) -> Step:
    """The new step; what the one below owed ends with it, in time or late."""
    kept(complaint, *CLOCKS.values(), by=by, now=now)
    holder = _in_charge(complaint, passing.level, now)
    step = Step.objects.create(
        complaint=complaint,
        round=complaint.round,
        level=passing.level,
        at=now,
        by=by,
        reason=passing.reason,
        holder=holder,
        called_others=passing.called_others,
    )
    called = _who_may_know(complaint, passing.called)
    step.called.set(called)
    verb = Verb.PASS_UP if by else Verb.STEP_UP
    words = ": ".join(part for part in (str(step.get_level_display()), passing.reason) if part)
    statuses.note(complaint, verb=verb, by=by, now=now, note=words)
    promises.make(owed_step(complaint, step), by=by, now=now)
    _tell(complaint, step, [*called, *_those_above(complaint, step.level, holder)], now=now)
    return step


def told_at(complaint: Complaint, level: int, now: datetime) -> list[Staff]:
    """Who is told when the complaint comes to this step at `now`, beside those who are called together."""
    return _those_above(complaint, level, _in_charge(complaint, level, now))


def may_be_called(complaint: Complaint) -> QuerySet[Staff]:
    """Those of the estate who may know of the complaint: all but whom it is about, of a confidential one few."""
    people: QuerySet[Staff] = Staff.objects.at(complaint.community)
    if complaint.confidential:
        people = people.filter(pk__in=RolesBackend().with_perm("office.view_confidential").values("pk"))
    about = complaint.about_staff
    return people.exclude(pk=about.pk) if about else people


def _in_charge(complaint: Complaint, level: int, now: datetime) -> Staff | None:
    """Who holds this step by name, where that is one person: the head on duty."""
    if level != Level.HEAD or complaint.department is None:
        return None
    department = Department.objects.select_related("community", "head", "deputy").get(pk=complaint.department.pk)
    return head_on_duty(department, now)


def _those_above(complaint: Complaint, level: int, holder: Staff | None) -> list[Staff]:
    """Whose the step is now: the head in charge, the managers, or the company's people."""
    if holder:
        return [holder]
    if level == Level.DEPARTMENT:
        return []
    # A department without a head stands under the manager.
    role = Role.COMPANY if level == Level.COMPANY else Role.MANAGER
    return _who_may_know(complaint, Staff.objects.at(complaint.community).with_role(role).order_by("pk"))


def _who_may_know(complaint: Complaint, people: Iterable[Staff]) -> list[Staff]:
    return [
        person
        for person in people
        if person.pk != complaint.about_staff_id
        and (not complaint.confidential or person.has_perm("office.view_confidential"))
    ]


def _tell(complaint: Complaint, step: Step, people: Sequence[Staff], *, now: datetime) -> None:
    text = format_lazy(
        _lazy("Complaint {place} {about} has come to: {step}"),
        place=complaint.place,
        about=complaint.about[:60],
        step=step.get_level_display(),
    )
    outbox.tell(complaint.number, text, people, key=f"step:{step.pk}", now=now)


@transaction.atomic
def decide(complaint: Complaint, decision: str, do_by: datetime | None = None, *, by: Staff, now: datetime) -> Step:
    """Write down what was decided on the step where the complaint stands, and until when it is done (a promise).

    The clock of the step stops: it does not go up by itself any longer. Raises NotAllowed, InvalidMove, NotDecided.
    """
    hold(complaint)
    check(complaint, Verb.DECIDE, by)
    step = complaint.steps.select_for_update(of=("self",)).here()
    if why := why_no_decision(step, by):
        raise NotDecided(why)
    step.decision, step.do_by, step.decided_at, step.decided_by = decision, do_by, now, by
    step.save(update_fields=["decision", "do_by", "decided_at", "decided_by"])
    statuses.note(complaint, verb=Verb.DECIDE, by=by, now=now, note=decision)
    kept(complaint, *CLOCKS.values(), by=by, now=now)
    if do_by:
        owe(complaint, DECIDED, base_at=now, due_at=do_by, occurrence=f"{step.round}.{step.level}", by=by, now=now)
    return step


def why_no_decision(step: Step, by: Staff) -> str:
    """Why nothing can be decided on this step, or not by him; nothing where he can decide."""
    if step.decided_at:
        return _("Decided already on this step: %(what)s") % {"what": step.decision}
    if step.level >= Level.MANAGER and not by.has_perm("complaints.decide_above"):
        return _("On this step the manager decides, or the company.")
    return ""


# ── by itself ───────────────────────────────────────────────────────────────
def pending_steps(now: datetime) -> list[Promise]:
    """The steps whose time is out: their promises, the longest overdue first."""
    rows = Promise.objects.overdue(now).filter(rule__in=CLOCKS.values()).select_related("unit", "community")
    return list(rows.order_by("due_at", "pk"))


def step_up(*, now: datetime) -> int:
    """Move up every complaint whose step's time is out (CP-2); how many moved. Part of the sweep.

    Each in its own transaction, and only if the step is still owed then: two sweeps at once move it once. One that
    fails, whatever the reason, is logged and holds up no other.
    """
    moved = 0
    for promise in pending_steps(now):
        try:
            moved += _step_up(promise.subject, now)
        except OperationalError:
            raise  # the server is gone or busy: no row's fault, the next sweep finds them all
        except Exception:
            logger.exception("the complaint %s could not be moved up", promise.subject)
    return moved


@transaction.atomic
def _step_up(number: str, now: datetime) -> int:
    rows = Complaint.objects.select_related("community", "unit", "department", "about_staff")
    complaint = rows.get(number=number)
    hold(complaint)
    late = [row for row in open_promises(complaint, *CLOCKS.values()) if row.is_overdue(now)]
    level = next_level(complaint, complaint.steps.here().level)
    if not late or level is None:
        return 0
    _move_up(complaint, Passing(level, ""), by=None, now=now)
    return 1
