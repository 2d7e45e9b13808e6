"""What a case has come to, as rows."""

from hashlib import blake2b

from frontdesk.demo.case import Case
from frontdesk.demo.copying import NO, NULL, YES
from frontdesk.demo.data.sayings import SIGNED_FOR, UTILITY
from frontdesk.demo.papers import Call, Completion, Notice, Order, Quoted


def write(case: Case) -> None:
    """Write everything about it but its history, which is written as it happens."""
    _write_repair(case)
    for order in case.orders:
        _write_order(case, order)
    if case.quoted:
        write_quote(case, case.quoted)
    for completion in case.completions:
        _write_completion(case, completion)
    for notice in case.notices:
        _write_notice(case, notice)
    for owed in case.owed:
        case.world.ledger.write(owed, case.number, case.problem, case.place.unit_id, case.place.name)


def _flag(value: bool) -> str:
    return YES if value else NO


def _write_repair(case: Case) -> None:
    kind, place, caller, text = case.kind, case.place, case.caller, case.text
    begins, ends = case.appointment or (None, None)
    case.world.sheets.repairs.add(
        case.key, case.number, kind.kind, case.status, case.world.community_id, place.building_id, place.unit_id,
        place.name, _flag(place.common), case.contact, caller.id, caller.name, caller.capacity, caller.phone,
        case.channel, kind.category_id, case.problem, _flag(kind.urgent), _flag(kind.leak), _flag(kind.safety),
        text(case.reported), text(case.recorded), case.taken_by, text(begins), text(ends), text(case.made_safe),
        text(case.finished), text(case.utility_told), "" if case.utility_told is None else UTILITY,
    )  # fmt: skip


def _write_order(case: Case, order: Order) -> None:
    text, sheets = case.text, case.world.sheets
    finished, dispatched = text(order.finished), text(order.dispatched)
    sheets.orders.add(
        order.key, case.key, str(order.sequence), f"{case.number}-{order.sequence}", _token(case, order),
        order.department, dispatched, order.dispatched_by, dispatched if order.told_how else NULL, order.told_how,
        text(order.accepted), text(order.arrived), order.findings, finished, _flag(order.made_safe), order.signed_name,
        order.signed_capacity, finished if order.signed_name else NULL, "", order.unsigned, order.unsigned_why,
        order.ticked, str(order.printed), text(order.returned), order.returned_to,
    )  # fmt: skip
    for worker in order.crew:
        sheets.crews.add(order.key, worker.id)


def _token(case: Case, order: Order) -> str:
    """What the QR code carries, 22 characters: the same for the same seed."""
    return blake2b(f"{case.dice.random()} {order.key}".encode(), digest_size=11).hexdigest()


def write_quote(case: Case, quoted: Quoted) -> None:
    sheets, text = case.world.sheets, case.text
    key = sheets.quotes.next_id()
    sheets.quotes.add(
        key, case.order.key, str(quoted.version), _flag(quoted.final), quoted.bill.total, quoted.free,
        quoted.goodwill_with, text(quoted.at), quoted.by, text(quoted.agreed), quoted.agreed_name,
        quoted.agreed_capacity, quoted.agreed_how, quoted.heard_by, NULL,
    )  # fmt: skip
    for line in quoted.bill.lines:
        sheets.lines.add(key, line)


def _write_completion(case: Case, completion: Completion) -> None:
    case.world.sheets.completions.add(
        completion.key, case.key, completion.order.key, str(completion.round), case.text(completion.at),
        _flag(completion.urgent), NULL if completion.swept else case.text(completion.at),
    )  # fmt: skip
    for call in completion.calls:
        _write_call(case, call)


def _write_call(case: Case, call: Call) -> None:
    case.world.sheets.callbacks.add(
        call.key, case.key, call.owed.key, call.completion.key, call.step, _flag(not case.has_household),
        case.text(call.made), call.made_by, call.how, call.spoke_with, call.said, *call.scores, call.notice,
    )  # fmt: skip


def _write_notice(case: Case, notice: Notice) -> None:
    served = notice.served is not None
    case.world.sheets.notices.add(
        notice.key, case.key, notice.number, notice.fault, notice.text, notice.to.id, case.team.engineering,
        case.text(notice.ordered), notice.ordered_by, case.text(notice.served), notice.to.name if served else "",
        SIGNED_FOR if served else "", case.text(notice.settled),
        NULL if notice.settled is None else case.team.head.id, notice.answer,
    )  # fmt: skip
