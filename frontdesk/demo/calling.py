"""What follows a completion: its callbacks, the attempts, and what was said."""

from frontdesk.demo.case import Case, Status
from frontdesk.demo.copying import NULL
from frontdesk.demo.data.sayings import (
    AFTER_RAIN,
    BLAME,
    INSPECTED,
    PRAISE,
    WHY_RELEASED,
)
from frontdesk.demo.dice import Weighted
from frontdesk.demo.ledger import Owed
from frontdesk.demo.papers import Call, Completion, Order
from frontdesk.demo.times import DAY, HOUR, MINUTE, midnight
from frontdesk.demo.working import LATE
from visits.actions.following_up import AFTER_FIRST, ORDINAL
from visits.actions.following_up import AFTER_RAIN as RAIN
from visits.models import Callback

SWEPT = 5  # seconds until the sweep finds a completion
FIRST, SECOND, AFTER = Callback.Step.FIRST, Callback.Step.SECOND, Callback.Step.RAIN
HAPPY = Weighted([5, 4, 3], [64.0, 31.0, 5.0])
FAULTS = Weighted(list(BLAME), [60.0, 15.0, 10.0, 15.0])
# What is at fault when an aspect is poor: in time, quality, manner, charge.
ASPECTS = ("delay", "work", "manner", "charge")
UNHAPPY, UNREACHABLE, TRIED = 0.025, 0.004, 0.14
NAMES = {FIRST: "call", SECOND: "call_second", AFTER: "call_rain"}


def complete(case: Case, order: Order, at: int, *, urgent: bool) -> None:
    """Mark that something was completed; the sweep finds it a few seconds later."""
    key = case.world.sheets.completions.next_id()
    completion = Completion(key, order, len(case.completions) + 1, at, urgent)
    case.completions.append(completion)
    case.follow("follow_up", at + SWEPT, completion)


def follow_up(case: Case, at: int, completion: Completion) -> None:
    """Make the callbacks: the strictest first date and every later one that any mark asks for."""
    completion.swept = True
    asked = ["CB-2/first"] * completion.urgent + ["CB-3/first"] * case.kind.leak + ["CB-4/first"] * case.kind.safety
    rule = case.world.limits.strictest(asked or ["CB-5/first"], completion.at)
    first = _owe_call(case, completion, FIRST, rule, at, base=completion.at)
    if completion.urgent:
        _owe_call(case, completion, SECOND, "CB-2/second", at, waits_for=AFTER_FIRST)
    if case.kind.leak and not completion.order.made_safe:
        _owe_call(case, completion, AFTER, "CB-3/rain", at, waits_for=RAIN)
    _plan_first(case, first, at)


def _owe_call(
    case: Case,
    completion: Completion,
    step: Callback.Step,
    rule: str,
    at: int,
    *,
    base: int | None = None,
    waits_for: str = "",
) -> Call:
    owed = case.owe(
        rule, base, at, NULL, occurrence=f"{completion.round}.{ORDINAL[step]}", waits_for=waits_for,
        urgent=completion.urgent,
    )  # fmt: skip
    call = Call(case.world.sheets.callbacks.next_id(), step.value, owed, completion)
    completion.calls.append(call)
    return call


def _plan_first(case: Case, call: Call, at: int) -> None:
    dice = case.dice
    when = _first_at(case, call.owed, at)
    if case.script is None and dice.chance(UNREACHABLE):
        _plan_attempts(case, call, at, when)
        case.then("give_up", when + HOUR, call)
        return
    if case.scripted("attempt") or (case.script is None and dice.chance(TRIED)):
        case.then("attempt", max(at + MINUTE, in_call_hours(case, when - dice.between(1, 5) * HOUR)), call)
    case.then("call", when, call)


def _first_at(case: Case, owed: Owed, at: int) -> int:
    """A moment within call hours before the limit, or soon after it."""
    dice, due = case.dice, owed.terms.due if owed.terms else at
    if dice.chance(LATE):
        return in_call_hours(case, due + dice.between(2, 26) * HOUR)
    if owed.rule == "CB-2/first":
        when = in_call_hours(case, at + dice.between(120, 1200) * MINUTE)
        return when if when < due else max(at + 20 * MINUTE, midnight(due) - 4 * HOUR + dice.between(0, 29) * MINUTE)
    days = (due - midnight(at)) // DAY - 1
    return midnight(at) + dice.between(1, max(1, days)) * DAY + _hour(case)


def _hour(case: Case) -> int:
    """An hour at which a household is rung up: 08:40 to 20:15."""
    return case.dice.between(520, 1215) * MINUTE


def in_call_hours(case: Case, at: int) -> int:
    """This moment, or the next at which a household is rung up."""
    clock = at % DAY
    if clock < 520 * MINUTE:
        return midnight(at) + case.dice.between(520, 600) * MINUTE
    if clock > 1215 * MINUTE:
        return midnight(at) + DAY + case.dice.between(520, 600) * MINUTE
    return at


def _plan_attempts(case: Case, call: Call, at: int, when: int) -> None:
    """Three tries on two days at different hours (CB-8)."""
    for hours in (27, 22, 3):
        case.then("attempt", max(at + MINUTE, in_call_hours(case, when - hours * HOUR)), call)


def attempt(case: Case, at: int, call: Call) -> None:
    """Nobody answers; after enough tries on enough days, at different hours, the head is asked (CB-8)."""
    if call.owed.ended is not None:
        return
    by, lines = case.world.at_the_desk(at).id, case.world.limits.lines
    case.world.sheets.attempts.add(call.key, "no_answer", case.world.wall.text(at), by, "")
    call.tries.append(at)
    days, hours = {tried // DAY for tried in call.tries}, {tried // HOUR % 24 for tried in call.tries}
    enough = len(call.tries) == lines["CB-8/attempts"].limit.amount and len(days) >= lines["CB-8/days"].limit.amount
    if enough and len(hours) > 1:
        occurrence = call.owed.occurrence
        case.owe("CB-8/unreachable", at, at, by, occurrence=occurrence, holder=case.team.desk_head.id, urgent=False)


def give_up(case: Case, at: int, call: Call) -> None:
    """The head releases it as unreachable; what came after it starts all the same."""
    head = case.team.desk_head.id
    case.release(call.owed, at, head, WHY_RELEASED)
    case.keep(at, head, "CB-8/")
    _start_others(case, call, at)
    _close_when_done(case, at, head)


def make_call(case: Case, at: int, call: Call) -> None:
    """Somebody is reached, or it is looked at again; mostly all is well."""
    if call.owed.ended is not None:
        return
    by = case.world.at_the_desk(at).id
    fault = _fault(case, call)
    _record(case, call, at, by, fault)
    case.end(call.owed, at, by)
    if call.tries:
        case.keep(at, by, "CB-8/")
    if fault:
        case.follow("put_right", at, call, fault, by)
        return
    if call.step == FIRST:
        _start_others(case, call, at)
    _close_when_done(case, at, by)


def _fault(case: Case, call: Call) -> str:
    if case.scripted("rework"):
        return "work"
    settled = case.status in {Status.FINISHED, Status.CLOSED} and call.step == FIRST and not case.notices
    if case.script is None and settled and case.has_household and case.dice.chance(UNHAPPY):
        fault = FAULTS.pick(case.dice)
        return fault if fault != "charge" or call.completion.order.paid else "work"
    return ""


def _record(case: Case, call: Call, at: int, by: str, fault: str) -> None:
    dice = case.dice
    call.made, call.made_by = at, by
    if not case.has_household:
        call.how, call.said = "inspection", dice.pick(INSPECTED)
        call.scores = ("5", NULL, "5", NULL, NULL)
        return
    call.how, call.spoke_with = ("door" if dice.chance(0.08) else "phone"), case.caller.name
    overall = dice.between(1, 2) if fault else HAPPY.pick(dice)
    call.said = dice.pick(BLAME[fault] if fault else AFTER_RAIN if call.step == AFTER else PRAISE[overall])
    low = max(overall - 1, 1)
    aspects = ["1" if aspect == fault else str(dice.between(low, overall)) for aspect in ASPECTS]
    if not call.completion.order.paid:
        aspects[-1] = NULL
    call.scores = (str(overall), *aspects)


def _start_others(case: Case, first: Call, at: int) -> None:
    """The second call counts from the first one made or released; the rain's from the next rain after it."""
    for call in first.completion.calls:
        if call.step == SECOND:
            case.start(call.owed, at)
            case.then(NAMES[SECOND], _later_at(case, call.owed), call)
        elif call.step == AFTER:
            rain = case.world.rain.after(first.completion.at, at)
            if rain is not None:
                case.follow("rain", rain, call)


def rain(case: Case, at: int, call: Call) -> None:
    """It has rained: the call that waited for it has its date."""
    if call.owed.ended is None:
        case.start(call.owed, at)
        case.then(NAMES[AFTER], _later_at(case, call.owed), call)


def _later_at(case: Case, owed: Owed) -> int:
    """On one of the days from its opening to its limit, or the day after."""
    terms = owed.terms
    if terms is None or terms.opens is None:
        return owed.made
    days = (terms.due - terms.opens) // DAY
    return terms.opens + (days if case.dice.chance(LATE) else case.dice.between(0, days - 1)) * DAY + _hour(case)


def _close_when_done(case: Case, at: int, by: str) -> None:
    """Close it when it is finished and owes no callback but the rain's, and nothing is being put right."""
    owing = [c for done in case.completions for c in done.calls if c.owed.ended is None and c.step != AFTER]
    unsettled = [notice for notice in case.notices if notice.settled is None and notice.fault != "work"]
    unswept = [done for done in case.completions if not done.swept]
    if case.status == Status.FINISHED and not owing and not unsettled and not unswept:
        case.move("close", Status.CLOSED, at, by)
