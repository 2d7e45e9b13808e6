"""On site: look, quote, agree, then finish or make safe; the paper comes back."""

from frontdesk.demo.calling import complete
from frontdesk.demo.case import Case, Status
from frontdesk.demo.copying import NULL
from frontdesk.demo.data.sayings import MADE_SAFE, WHY_UNSIGNED
from frontdesk.demo.kinds import Bill
from frontdesk.demo.papers import Order, Quoted
from frontdesk.demo.rows import write_quote
from frontdesk.demo.times import DAY, HOUR, MINUTE, midnight
from frontdesk.demo.working import LATE, dispatch_at, dispatch_rule
from owners.models import Capacity
from repairs.models import Quote

# Of the jobs that are on the price list: with them a third of the work in homes is paid.
CHARGED, BROUGHT = 0.53, 0.1
NOTHING = Bill("0.00", [])


def look(case: Case, at: int) -> None:
    """What the crew finds, and whether it costs the household anything."""
    dice, bills = case.dice, case.kind.bills
    case.order.findings = dice.pick(case.kind.problem.found)
    first = case.order.sequence == 1 and bool(bills)
    if case.scripted("quote") or (first and case.script is None and not case.place.warranty and dice.chance(CHARGED)):
        case.then("quote", at + dice.between(4, 15) * MINUTE, bills[dice.chance(BROUGHT)])
    elif case.scripted("make_safe") or _only_made_safe(case):
        case.then("make_safe", at + dice.between(20, 60) * MINUTE)
    else:
        _work(case, at, NOTHING)


def _only_made_safe(case: Case) -> bool:
    """Whether an urgent job ends in two steps, the danger first."""
    return case.script is None and case.urgent_now and case.order.sequence == 1 and case.dice.chance(0.12)


def _work(case: Case, at: int, bill: Bill) -> None:
    shortest, longest = case.kind.problem.minutes
    case.then("finish", at + case.dice.between(shortest, longest) * MINUTE, bill)


def quote(case: Case, at: int, bill: Bill) -> None:
    by = case.order.crew[0].id
    case.move("quote", Status.QUOTED, at, by, f"{bill.total} 元")
    case.order.quotes += 1
    case.quoted = Quoted(case.order.quotes, bill, at, by)
    case.then("agree", at + case.dice.between(2, 12) * MINUTE)


def agree(case: Case, at: int) -> None:
    """The household agrees; whoever is at the door heard it."""
    quoted, caller, by = case.quoted, case.caller, case.order.crew[0].id
    if quoted is None:
        return
    case.move("agree", Status.AGREED, at, by, f"{quoted.bill.total} 元，{caller.name}")
    quoted.agreed, quoted.agreed_name, quoted.agreed_capacity = at, caller.name, caller.capacity
    quoted.agreed_how, quoted.heard_by = case.dice.pick((Quote.How.PAPER.value, Quote.How.PHONE.value)), by
    write_quote(case, quoted)
    case.quoted = None
    _work(case, at, quoted.bill)


def finish(case: Case, at: int, bill: Bill) -> None:
    """Done: the account, the signature, the callbacks, and the paper to come."""
    order = case.order
    worker = order.crew[0]
    case.move("finish", Status.FINISHED, at, worker.id, f"{bill.total} 元")
    case.finished = order.finished = at
    order.quotes += 1
    order.paid = bool(bill.lines)
    account = Quoted(order.quotes, bill, at, worker.id, final=True)
    if not order.paid:
        account.free, account.goodwill_with = _why_free(case)
    write_quote(case, account)
    _sign(case, order)
    complete(case, order, at, urgent=case.urgent_now)
    case.keep(at, worker.id, "RP-9/", "RP-11/")
    case.owe("RP-7/order-back", at, at, worker.id, occurrence=str(order.sequence), holder=worker.id)
    if order.unsigned:
        case.owe("RP-6/unsigned", at, at, worker.id, occurrence=str(order.sequence), holder=case.team.head.id)
        case.follow("look_into", min(at + HOUR, midnight(at) + DAY - MINUTE))
    case.then("bring_back", _back_at(case, at), order)


def _why_free(case: Case) -> tuple[str, str]:
    if case.place.common or case.kind.leak:
        return Quote.Free.COMMON.value, NULL
    if case.place.warranty:
        return Quote.Free.WARRANTY.value, NULL
    return Quote.Free.GOODWILL.value, case.team.head.id


def _sign(case: Case, order: Order) -> None:
    """Whoever was served signs, in common parts the head; now and then nobody is there."""
    if not case.place.common and case.dice.chance(LATE):
        order.unsigned, order.unsigned_why = "absent", WHY_UNSIGNED
    elif case.place.common:
        order.signed_name, order.signed_capacity = case.team.head.name, Capacity.STAFF.value
    else:
        order.signed_name, order.signed_capacity = case.caller.name, case.caller.capacity


def look_into(case: Case, at: int) -> None:
    """The head has looked into a missing signature."""
    case.keep(at, case.team.head.id, "RP-6/")


def _back_at(case: Case, at: int) -> int:
    """The crew hands its orders in after work, or first thing in the morning."""
    if case.dice.chance(LATE):
        return at + case.dice.between(25, 44) * HOUR
    evening = midnight(at) + 17 * HOUR + case.dice.between(0, 150) * MINUTE
    if evening > at + 10 * MINUTE and case.dice.chance(0.7):
        return evening
    morning = midnight(at) + (DAY if at % DAY > 7 * HOUR else 0) + case.dice.between(470, 479) * MINUTE
    return max(at + 10 * MINUTE, morning)


def bring_back(case: Case, at: int, order: Order) -> None:
    by = case.world.at_the_desk(at).id
    order.returned, order.returned_to = at, by
    order.ticked = case.dice.pick(("5", "5", "4", "")) if order.signed_name else ""
    case.note("return_order", at, by, f"{case.number}-{order.sequence}")
    for owed in case.open("RP-7/"):
        if owed.occurrence == str(order.sequence):
            case.end(owed, at, by)


def make_safe(case: Case, at: int) -> None:
    """The danger is removed; the permanent repair goes on as the next order, by a day told to the household."""
    order = case.order
    by = order.crew[0].id
    case.move("make_safe", Status.REGISTERED, at, by, MADE_SAFE)
    order.findings, order.finished, order.made_safe = MADE_SAFE, at, True
    complete(case, order, at, urgent=True)
    case.made_safe, case.appointment = at, None
    case.keep(at, by, "RP-9/", "RP-11/")
    case.open_order()
    case.told = midnight(at) + case.dice.between(2, 5) * DAY
    case.owe("RP-9/told", case.told, at, by)
    rule = dispatch_rule(case)
    case.owe(rule, at, at, by, occurrence=case.again(rule))
    case.then("dispatch", dispatch_at(case, at))
