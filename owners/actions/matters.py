"""A matter that the desk could not settle: handed over the same day, decided, done, the caller told (RC-4)."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.functional import Promise as LazyText
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from office import clock, duty, outbox, promises, statuses
from office.models import Department, Promise, Staff
from office.promises import Owed
from office.verbs import check
from owners import private
from owners.actions.owed import open_promises
from owners.models import Contact, Matter

Status, Verb = Matter.Status, Matter.Verb
LONGEST_RESULT = 400


def enter(matter: Matter, contact: Contact, *, by: Staff, now: datetime) -> list[Owed]:
    """Enter an unsaved, numbered matter of this contact, inside the caller's transaction; gives what it owes (RC-4).

    With the status HANDED_OVER it goes to its department at once, whose head decides; otherwise it is to be handed
    over before the day of the contact ends.
    """
    matter.contact, matter.community, matter.unit = contact, contact.community, contact.unit
    matter.taken_at, matter.taken_by = now, by
    if matter.department is None or matter.status == Status.TAKEN:
        matter.save(force_insert=True)
        statuses.opened(matter, verb=Verb.TAKE, by=by, now=now)
        return [_owed(matter, "RC-4/handover", contact.at, holder=by)]
    matter.handed_to, matter.handed_at = duty.head_on_duty(matter.department, now), now
    matter.save(force_insert=True)
    statuses.opened(matter, verb=Verb.HAND_OVER, by=by, now=now, note=_to(matter.department, matter.handed_to))
    _tell_head(matter, by=by, now=now)
    return [_decision(matter, now)]


@transaction.atomic
def hand_over(matter: Matter, department: Department, *, by: Staff, now: datetime) -> Matter:
    """Hand it over to the head of a department, or to the deputy when the head is away; or on to another one (RC-4).

    Passing on wins no time: the decision stays due when it was. Raises NotAllowed, InvalidMove.
    """
    check(matter, Verb.HAND_OVER, by)
    _hold(matter)
    if matter.status == Status.HANDED_OVER and matter.department == department:
        raise statuses.InvalidMove(_("It is with this department already."))
    head = duty.head_on_duty(department, now)
    first = matter.status == Status.TAKEN
    statuses.move(
        matter, Status.HANDED_OVER, verb=Verb.HAND_OVER, by=by, now=now, note=_to(department, head),
        department=department, handed_to=head, handed_at=now if first else matter.handed_at,
    )  # fmt: skip
    if first:
        promises.keep_all(open_promises(matter.number, "RC-4/handover"), by=by, now=now)
        promises.make([_decision(matter, now)], by=by, now=now)
    else:
        promises.hand_to(open_promises(matter.number, "RC-4/decision"), head, department=department)
    _tell_head(matter, by=by, now=now)
    return matter


@transaction.atomic
def decide(matter: Matter, *, what: str, doer: Staff, due_at: datetime, by: Staff, now: datetime) -> Matter:
    """Decide what is done, by whom and by when: a promise to the one who does it (RC-4). Anew until it is done.

    Raises NotAllowed, InvalidMove: of two who decide at once the second is told who was first.
    """
    check(matter, Verb.DECIDE, by)
    _hold(matter)
    day = f"{clock.last_day(due_at, matter.community):%m-%d}"
    statuses.move(
        matter, Status.DECIDED, verb=Verb.DECIDE, by=by, now=now, note=f"{doer.name} {day}：{what}",
        decision=what, doer=doer, decided_at=now, decided_by=by,
    )  # fmt: skip
    promises.keep_all(open_promises(matter.number, "RC-4/decision"), by=by, now=now)
    _owe_doing(matter, doer, due_at, by=by, now=now)
    text = format_lazy(_lazy("{number}, yours to do by {day}: {what}"), number=matter.number, day=day, what=what)
    _tell(matter, [doer], text, by=by, now=now)
    return matter


@transaction.atomic
def do(matter: Matter, result: str, *, told_how: str = "", by: Staff, now: datetime) -> Matter:
    """Note the result; it is written back to the contact. The caller is told in the same step, or today (RC-4).

    Raises NotAllowed, InvalidMove.
    """
    check(matter, Verb.DO, by)
    statuses.move(matter, Status.DONE, verb=Verb.DO, by=by, now=now, note=result, result=result, done_at=now)
    promises.keep_all(open_promises(matter.number, "RC-4/do"), by=by, now=now)
    _write_back(matter)
    if told_how:
        _told(matter, told_how, by=by, now=now, at=now)
        return matter
    promises.make([_owed(matter, "RC-4/told", now)], by=by, now=now)
    text = format_lazy(_lazy("{number} is done, tell the caller: {result}"), number=matter.number, result=result)
    _tell(matter, _desk(matter, now), text, by=by, now=now)
    return matter


@transaction.atomic
def tell(matter: Matter, how: str, *, told_at: datetime, by: Staff, now: datetime) -> Matter:
    """The caller was told what was done, at `told_at`: nothing more is owed (RC-4). Raises NotAllowed, InvalidMove."""
    check(matter, Verb.TELL, by)
    _told(matter, how, by=by, now=now, at=told_at)
    promises.keep_all(open_promises(matter.number, "RC-4/told"), by=by, now=told_at)
    return matter


@transaction.atomic
def void(matter: Matter, why: str, *, by: Staff, now: datetime) -> Matter:
    """Void a matter that need not be done; what is overdue already counts as late. Raises NotAllowed, InvalidMove."""
    check(matter, Verb.VOID, by)
    statuses.move(matter, Status.VOID, verb=Verb.VOID, by=by, now=now, note=why)
    promises.release_all(open_promises(matter.number, ""), by=by, why=why, now=now)
    _write_back(matter)
    return matter


def _hold(matter: Matter) -> None:
    """Lock the matter: of two people at once the second sees that what he looked at has changed, and stops."""
    held = Matter.objects.select_for_update().get(pk=matter.pk)
    if held.status != matter.status:
        raise statuses.InvalidMove(statuses.who_was_first(matter))
    if (held.department_id, held.decided_at) != (matter.department_id, matter.decided_at):
        raise statuses.InvalidMove(_("Somebody else has dealt with this already."))


def _owed(
    matter: Matter,
    rule: str,
    base_at: datetime,
    *,
    holder: Staff | None = None,
    department: Department | None = None,
    due_at: datetime | None = None,
) -> Owed:
    return Owed(
        rule=rule,
        subject=matter.number,
        about=private.mask(matter.text),
        community=matter.community,
        base_at=base_at,
        unit=matter.unit,
        place=matter.unit.number if matter.unit else "",
        department=department,
        holder=holder,
        due_at=due_at,
    )


def _decision(matter: Matter, now: datetime) -> Owed:
    return _owed(matter, "RC-4/decision", now, holder=matter.handed_to, department=matter.department)


def _to(department: Department, head: Staff | None) -> str:
    return f"{department.name} {head.name}" if head else department.name


def _owe_doing(matter: Matter, doer: Staff, due_at: datetime, *, by: Staff, now: datetime) -> None:
    """The promise of the one who does it; decided anew, the same promise under its new date and in other hands."""
    department = doer.department or matter.department
    if department and department.community_id != matter.community_id:
        department = matter.department
    before = open_promises(matter.number, "RC-4/do")
    if not before:
        promises.make(
            [_owed(matter, "RC-4/do", now, holder=doer, department=department, due_at=due_at)], by=by, now=now
        )
        return
    moved = [_put_off(promise, due_at, why=matter.decision, by=by, now=now) for promise in before]
    promises.hand_to(moved, doer, department=department)


def _put_off(promise: Promise, due_at: datetime, *, why: str, by: Staff, now: datetime) -> Promise:
    if promise.due_at == due_at:
        return promise
    return promises.extend(promise, due_at=due_at, by=by, why=why, now=now)


def _write_back(matter: Matter) -> None:
    """The results onto the contact, behind what the desk answered itself, once no matter of it is still to be done."""
    contact = Contact.objects.select_for_update().get(pk=matter.contact_id)
    if contact.matters.undone().exists():
        return
    results = contact.matters.exclude(result="").order_by("done_at", "pk").values_list("result", flat=True)
    missing = [result for result in results if result not in contact.result]
    if missing:
        written = "; ".join(filter(None, [contact.result, *missing]))
        if len(written) > LONGEST_RESULT:
            written = f"{written[: LONGEST_RESULT - 1]}…"
        Contact.objects.filter(pk=contact.pk).update(result=written, version=F("version") + 1)


def _told(matter: Matter, how: str, *, by: Staff, now: datetime, at: datetime) -> None:
    note = str(Matter.How(how).label)
    statuses.move(matter, Status.CLOSED, verb=Verb.TELL, by=by, now=now, note=note, told_at=at, told_how=how)


def _desk(matter: Matter, now: datetime) -> list[Staff]:
    """Who tells the caller: customer service on duty, otherwise whoever took it."""
    desk = Department.objects.filter(community=matter.community, kind=Department.Kind.CUSTOMER_SERVICE).first()
    return duty.on_duty([matter.community], now).get(desk.pk if desk else 0) or [matter.taken_by]


def _tell_head(matter: Matter, *, by: Staff, now: datetime) -> None:
    text = format_lazy(_lazy("{number}, yours to decide: {text}"), number=matter.number, text=matter.text)
    _tell(matter, [matter.handed_to] if matter.handed_to else [], text, by=by, now=now)


def _tell(matter: Matter, people: Iterable[Staff], text: LazyText, *, by: Staff, now: datetime) -> None:
    """Tell them on their own pages; nobody is told what he has just done himself."""
    others = [person for person in people if person != by]
    if others:
        key = f"{matter.number}:{matter.status}:{now.timestamp():.0f}"
        outbox.tell(matter.number, text, others, key=key, now=now)
