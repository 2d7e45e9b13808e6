"""What a callback found wrong: the notice, its serving, the work done again or the answer given (CB-9)."""

from frontdesk.demo.calling import complete, in_call_hours
from frontdesk.demo.case import Case, Status
from frontdesk.demo.data.sayings import BEGINS_AGAIN, SETTLED
from frontdesk.demo.papers import Call, Notice
from frontdesk.demo.times import HOUR
from frontdesk.demo.working import LATE, dispatch_at, dispatch_rule, finish_rule


def put_right(case: Case, at: int, call: Call, fault: str, by: str) -> None:
    """Order the rectification; what this round still owed is released, for the callbacks begin again."""
    notices, worker = case.world.sheets.notices, call.completion.order.crew[0]
    notice = Notice(notices.next_id(), case.world.number("Z", at), fault, call.said, worker, at, by)
    case.notices.append(notice)
    call.notice = notice.key
    case.owe("CB-9/notice", at, at, by, occurrence=notice.number, holder=by)
    if fault == "work":
        _begin_again(case, at, by, call.said)
    else:
        case.note("rectify", at, by, call.said)
        case.then("settle", in_call_hours(case, at + case.dice.between(3, 50) * HOUR), notice)
    case.then("serve", _served_at(case, at), notice)
    for rest in call.completion.calls:
        if rest.owed.ended is None:
            case.drop(rest.owed, at, by, f"{notice.number} {BEGINS_AGAIN}")


def _begin_again(case: Case, at: int, by: str, said: str) -> None:
    """Bad work opens the next order, its limit counted from now."""
    case.move("rectify", Status.REGISTERED, at, by, said)
    case.appointment = None
    occurrence = f"rework {case.open_order().sequence}"
    for rule in (dispatch_rule(case), finish_rule(case, at)):
        case.owe(rule, at, at, by, occurrence=occurrence)
    case.then("dispatch", dispatch_at(case, at))


def _served_at(case: Case, at: int) -> int:
    return at + (case.dice.between(13, 20) if case.dice.chance(LATE) else case.dice.between(1, 10)) * HOUR


def serve(case: Case, at: int, notice: Notice) -> None:
    by = case.world.at_the_desk(at).id
    notice.served = at
    case.note("serve", at, by, f"{notice.number} {notice.to.name}")
    case.keep(at, by, "CB-9/")


def settle(case: Case, at: int, notice: Notice) -> None:
    """The head's answer, the corrected charge; then the household is called back again."""
    notice.settled, notice.answer = at, SETTLED[notice.fault]
    case.note("settle", at, case.team.head.id, notice.answer)
    complete(case, case.order, at, urgent=case.urgent_now)
