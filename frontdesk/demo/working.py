"""From the desk to the door: dispatch, accepted, on site, and what comes in between."""

from frontdesk.demo.case import Case, Status
from frontdesk.demo.copying import NULL
from frontdesk.demo.data.sayings import (
    APPOINTED_ANEW,
    APPOINTED_BEYOND,
    NOBODY_HOME,
    RADIO,
    TOLD,
    WHY_EXTENDED,
    WHY_HANDED_BACK,
    WHY_PASSED_ON,
)
from frontdesk.demo.papers import Order
from frontdesk.demo.team import Worker
from frontdesk.demo.times import DAY, HOUR, MINUTE, midnight

LATE = 0.02
OPENS, CLOSES, NIGHT = 8 * HOUR, 18 * HOUR, 20 * HOUR


def dispatch_rule(case: Case) -> str:
    return "RP-11/dispatch-urgent" if case.urgent_now else "RP-11/dispatch"


def finish_rule(case: Case, base: int) -> str:
    """Which limit for finishing applies: of all that its marks ask for, the one that ends first."""
    asked = ["RP-9/finish"]
    asked += ["RP-9/finish-urgent"] * case.urgent_now
    asked += ["RP-9/finish-safety"] * case.kind.safety
    asked += ["RP-9/finish-leak"] * case.kind.leak
    return case.world.limits.strictest(asked, base)


def dispatch_at(case: Case, base: int) -> int:
    """Nearly always in time: minutes when urgent, within half an hour by day, by 09:00 in the morning."""
    dice, late = case.dice, case.dice.chance(LATE)
    if case.urgent_now:
        return base + (dice.between(6, 14) if late else dice.between(2, 5)) * MINUTE
    if OPENS <= base % DAY < NIGHT:
        return base + (dice.between(32, 90) if late else dice.between(4, 28)) * MINUTE
    morning = midnight(base) + OPENS + (DAY if base % DAY >= OPENS else 0)
    return morning + (dice.between(62, 100) if late else dice.between(2, 55)) * MINUTE


def dispatch(case: Case, at: int) -> None:
    """Send it to one of the trade, tell him over the radio, print the order."""
    by = case.world.at_the_desk(at).id
    worker = case.dice.pick(case.team.crews[case.kind.trade])
    case.move("dispatch", Status.DISPATCHED, at, by, worker.name)
    order = case.order
    _assign(case, order, worker, at, by)
    case.keep(at, by, "RP-11/dispatch")
    _owe_acknowledgement(case, worker, at, by)
    order.told_how = case.dice.pick(RADIO)
    case.note("tell_crew", at, by, order.told_how)
    order.printed += 1
    case.note("print", at, by, f"{case.number}-{order.sequence} #{order.printed}")
    _go_on(case, at)


def _assign(case: Case, order: Order, worker: Worker, at: int, by: str) -> None:
    order.crew, order.department, order.dispatched, order.dispatched_by = [worker], case.team.engineering, at, by
    order.accepted = order.arrived = None
    case.hand_to(worker.id, "RP-9/", "RP-11/on-site", "RP-11/appointment")


def _owe_acknowledgement(case: Case, worker: Worker, at: int, by: str) -> None:
    if case.urgent_now:
        rule = "RP-11/acknowledge"
        case.owe(rule, at, at, by, occurrence=case.again(rule), holder=worker.id)


def _go_on(case: Case, at: int) -> None:
    """Mostly the crew takes the job; now and then it comes back or goes on to somebody else."""
    dice, rare = case.dice, case.dice.random() if case.script is None else 1
    if rare < 0.015 or case.scripted("hand_back"):
        case.then("hand_back", at + dice.between(5, 15) * MINUTE)
    elif rare < 0.025 and len(case.team.crews[case.kind.trade]) > 1:
        case.then("pass_on", at + dice.between(3, 10) * MINUTE)
    else:
        _accepted_soon(case, at)


def _accepted_soon(case: Case, at: int) -> None:
    dice = case.dice
    low, high = (1, 9) if case.urgent_now else (2, 30)
    minutes = dice.between(12, 25) if dice.chance(LATE) else dice.between(low, high)
    case.then("accept", at + minutes * MINUTE)


def hand_back(case: Case, at: int) -> None:
    """The crew gives the job back; the desk owes a dispatch again."""
    by, why = case.order.crew[0].id, case.dice.pick(WHY_HANDED_BACK)
    case.move("hand_back", Status.REGISTERED, at, by, why)
    case.order.crew = []
    for owed in case.open("RP-11/acknowledge"):
        case.drop(owed, at, by, why)
    case.hand_to(NULL, "RP-9/", "RP-11/")
    rule = dispatch_rule(case)
    case.owe(rule, at, at, by, occurrence=case.again(rule))
    case.then("dispatch", dispatch_at(case, at))


def pass_on(case: Case, at: int) -> None:
    """From one of the trade to another."""
    order = case.order
    before = order.crew[0]
    worker = case.dice.pick([other for other in case.team.crews[case.kind.trade] if other is not before])
    case.move("pass_on", Status.DISPATCHED, at, before.id, f"{worker.name}：{WHY_PASSED_ON}")
    _assign(case, order, worker, at, before.id)
    order.told_how = ""
    for owed in case.open("RP-11/acknowledge"):
        case.drop(owed, at, before.id, WHY_PASSED_ON)
    _owe_acknowledgement(case, worker, at, before.id)
    _accepted_soon(case, at)


def accept(case: Case, at: int) -> None:
    by = case.order.crew[0].id
    case.move("accept", Status.ACCEPTED, at, by)
    case.order.accepted = at
    case.keep(at, by, "RP-11/acknowledge")
    if case.scripted("extend") or (case.script is None and _waits_for_parts(case)):
        case.then("extend", midnight(at) + DAY + 10 * HOUR)
    case.then("arrive", _arrives(case, at))


def _waits_for_parts(case: Case) -> bool:
    free = not case.urgent_now and case.order.sequence == 1 and case.appointment is None
    return free and case.dice.chance(0.12 if case.kind.leak else 0.03)


def _arrives(case: Case, at: int) -> int:
    """Within minutes when urgent, at the appointment where there is one, otherwise on this or the next working days."""
    dice, late = case.dice, case.dice.chance(LATE)
    if case.urgent_now:
        since = case.order.dispatched or at
        return max(at + MINUTE, since + (dice.between(35, 60) if late else dice.between(8, 22)) * MINUTE)
    if case.appointment and case.order.sequence == 1:
        begins, ends = case.appointment
        return max(at, ends + dice.between(20, 60) * MINUTE if late else begins + dice.between(-5, 20) * MINUTE)
    if case.told is not None:
        return max(at, case.told + OPENS + dice.between(15, 420) * MINUTE)
    days = dice.pick((0, 0, 0, 0, 0, 1) if case.kind.safety else (0, 0, 0, 0, 0, 0, 1, 1, 1, 2))
    if late:
        days += 4 if case.kind.leak or case.kind.safety else 8
    return working_hour(case, at + days * DAY + dice.between(20, 300) * MINUTE)


def working_hour(case: Case, at: int) -> int:
    """This moment, or the next morning where the crew has gone home."""
    if at % DAY < OPENS:
        return midnight(at) + OPENS + case.dice.between(15, 120) * MINUTE
    if at % DAY > CLOSES - HOUR:
        return midnight(at) + DAY + OPENS + case.dice.between(15, 120) * MINUTE
    return at


def arrive(case: Case, at: int) -> None:
    by = case.order.crew[0].id
    case.move("arrive", Status.ON_SITE, at, by)
    case.order.arrived = at
    case.keep(at, by, "RP-11/acknowledge", "RP-11/on-site", "RP-11/appointment")
    if case.scripted("nobody_home") or _stays_shut(case):
        case.then("nobody_home", at + 5 * MINUTE)
    else:
        case.follow("look", at)


def _stays_shut(case: Case) -> bool:
    return case.script is None and case.appointment is not None and not case.urgent_now and case.dice.chance(0.06)


def nobody_home(case: Case, at: int) -> None:
    """Nobody opens: a card is left, with another hour."""
    by = case.order.crew[0].id
    case.move("nobody_home", Status.ACCEPTED, at, by, NOBODY_HOME)
    begins = midnight(at) + DAY + case.dice.between(9, 17) * HOUR
    promise_appointment(case, begins, begins + HOUR, at, by)
    case.then("arrive", _arrives(case, at))


def promise_appointment(case: Case, begins: int, ends: int, at: int, by: str) -> None:
    """Promise an appointment in place of an earlier one."""
    case.appointment = (begins, ends)
    rule = "RP-11/appointment"
    for owed in case.open(rule):
        case.drop(owed, at, by, APPOINTED_ANEW)
    holder = case.order.crew[0].id if case.order.crew else NULL
    case.owe(rule, ends, at, by, occurrence=case.again(rule), holder=holder)


def extend_to_appointment(case: Case, ends: int, at: int, by: str) -> None:
    """What the household asked for beyond the limit for finishing extends that to the end of its day."""
    for owed in case.open("RP-9/"):
        if owed.terms and owed.terms.due < ends:
            case.extend(owed, midnight(ends) + DAY, at, by, APPOINTED_BEYOND)


def extend(case: Case, at: int) -> None:
    """The head gives the finishing another date, and the household is told; nobody comes before."""
    finishing = case.open("RP-9/")
    if case.status != Status.ACCEPTED or not finishing or not finishing[0].terms:
        return
    head, why = case.team.head.id, f"{case.dice.pick(WHY_EXTENDED)}，{TOLD}"
    case.note("extend", at, head, why)
    due = max(midnight(finishing[0].terms.due - 1), midnight(at)) + case.dice.between(4, 7) * DAY
    case.extend(finishing[0], due, at, head, why)
    if case.script is None:
        case.cancel("arrive")
        case.follow("arrive", working_hour(case, due - case.dice.between(2, 3) * DAY + OPENS))
