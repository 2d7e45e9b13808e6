"""What may change about a repair after the report, by whom and with what consequence (RP-1, RP-9)."""

from datetime import datetime

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office import outbox, promises, statuses
from office.models import Promise, Staff
from repairs.actions.holding import hold
from repairs.actions.joining import part_all
from repairs.actions.limits import recompute
from repairs.actions.owed import open_promises, promise_appointment
from repairs.actions.working import crew_of, current_order, supersede_paper
from repairs.models import Category, Repair, Verb
from repairs.models.allowed import check


class NotAllowed(Exception):
    """The person has not the right to this; its text says who has."""


@transaction.atomic
def postpone(
    repair: Repair, *, appointment_from: datetime, appointment_until: datetime, by: Staff, now: datetime
) -> Repair:
    """The household asked for another time: the crew hears of it, a printed order holds no more. Raises InvalidMove
    once the work is finished.
    """
    hold(repair)
    check(repair, Verb.POSTPONE)
    repair.appointment_from, repair.appointment_until = appointment_from, appointment_until
    repair.save(update_fields=["appointment_from", "appointment_until"])
    local = repair.community.local(appointment_from)
    statuses.note(repair, verb=Verb.POSTPONE, by=by, now=now, note=f"{local:%m-%d %H:%M}")
    order = current_order(repair)
    crew = crew_of(order)
    supersede_paper(order, now=now)
    promise_appointment(repair, holder=next(iter(crew), None), by=by, now=now)
    _tell_time(repair, [staff for staff in crew if staff != by], now=now)
    return repair


def _tell_time(repair: Repair, crew: list[Staff], *, now: datetime) -> None:
    if crew and repair.appointment_from and repair.appointment_until:
        start, end = (repair.community.local(at) for at in (repair.appointment_from, repair.appointment_until))
        text = format_lazy(
            gettext_lazy("New appointment: {place}, {when} ({number})"),
            place=repair.place,
            when=f"{start:%m-%d %H:%M}–{end:%H:%M}",
            number=repair.number,
        )
        outbox.tell(repair.number, text, crew, key=f"time:{repair.number}:{now:%Y%m%d%H%M%S}", now=now)


@transaction.atomic
def extend(repair: Repair, *, reason: str, due_at: datetime, owner_told: str, by: Staff, now: datetime) -> Promise:
    """Give the finishing a new date for parts, contractor, access, weather or funds; the household was told (RP-9).

    Raises NotAllowed: the first time the head, a second time only the manager; InvalidMove where nothing is owed or
    it is owed no earlier.
    """
    hold(repair)
    finishing = open_promises(repair, "RP-9/")
    if not finishing:
        raise statuses.InvalidMove(_("Nothing is owed that could be extended."))
    if finishing[0].due_at and due_at <= finishing[0].due_at:
        raise statuses.InvalidMove(_("The new date is not later than the one it has."))
    again = repair_was_extended(repair)
    if not by.has_perm("repairs.extend_again" if again else "repairs.extend"):
        raise NotAllowed(_("A second extension is the manager's to give.") if again else _("The head extends."))
    note = f"{reason}，{owner_told}"
    statuses.note(repair, verb=Verb.EXTEND, by=by, now=now, note=note)
    return promises.extend(finishing[0], due_at=due_at, by=by, why=note, now=now)


def repair_was_extended(repair: Repair) -> bool:
    """Whether somebody extended it already (an appointment asked for by the household does not count)."""
    return statuses.happened(repair, Verb.EXTEND)


@transaction.atomic
def raise_urgency(repair: Repair, why: str, *, by: Staff, now: datetime) -> Repair:
    """Make it urgent: its limits are recomputed from the report (RP-1). Raises InvalidMove."""
    hold(repair)
    return _set_urgency(repair, urgent=True, verb=Verb.RAISE, why=why, by=by, now=now)


@transaction.atomic
def lower_urgency(repair: Repair, why: str, *, by: Staff, now: datetime) -> Repair:
    """Take the urgency away again: by the head on duty or the manager, or as a slip of the pen by its taker before
    it is dispatched (RP-1). Limits are recomputed from the report, alerts raised stay. Raises NotAllowed, InvalidMove.
    """
    hold(repair)
    if not may_lower(repair, by):
        raise NotAllowed(_("Only the head or the manager lowers the urgency."))
    return _set_urgency(repair, urgent=False, verb=Verb.LOWER, why=why, by=by, now=now)


def may_lower(repair: Repair, by: Staff) -> bool:
    """Whether this person may make an urgent repair not urgent (RP-1)."""
    if by.has_perm("repairs.lower_urgency"):
        return True
    slip = repair.status == Repair.Status.REGISTERED and repair.taken_by_id == by.pk
    return slip and not statuses.happened(repair, Verb.DISPATCH)


def _set_urgency(repair: Repair, *, urgent: bool, verb: str, why: str, by: Staff, now: datetime) -> Repair:
    check(repair, verb)
    if repair.urgent == urgent or repair.made_safe_at:
        raise statuses.InvalidMove(_("Its urgency cannot change now."))
    repair.urgent = urgent
    repair.save(update_fields=["urgent"])
    statuses.note(repair, verb=verb, by=by, now=now, note=why)
    recompute(repair, why=why, by=by, now=now)
    return repair


@transaction.atomic
def recategorise(repair: Repair, category: Category, why: str, *, by: Staff, now: datetime) -> Repair:
    """Change the category and with it the marks and limits. What would make it not urgent is a lowering (RP-1).

    Raises NotAllowed, InvalidMove.
    """
    hold(repair)
    check(repair, Verb.RECATEGORISE)
    if repair.category == category:
        raise statuses.InvalidMove(_("It has this category already."))
    lowers = repair.is_urgent_now and not category.urgent
    if lowers and not may_lower(repair, by):
        raise NotAllowed(_("This category is not urgent: only the head or the manager lowers the urgency."))
    repair.category, repair.kind = category, category.kind
    repair.leak, repair.safety = category.leak, category.safety
    if repair.made_safe_at is None:
        repair.urgent = category.urgent
    repair.save(update_fields=["category", "kind", "leak", "safety", "urgent"])
    note = f"{category}：{why}"
    statuses.note(repair, verb=Verb.LOWER if lowers else Verb.RECATEGORISE, by=by, now=now, note=note)
    recompute(repair, why=note, by=by, now=now)
    return repair


@transaction.atomic
def void(repair: Repair, why: str, *, by: Staff, now: datetime) -> Repair:
    """Void a repair that need not be done; never deleted, owes no callback (CB-1). What was joined to it becomes a
    report of its own again (RP-10). Raises InvalidMove.
    """
    statuses.move(repair, Repair.Status.VOID, verb=Verb.VOID, by=by, now=now, note=why)
    promises.release_all(open_promises(repair, ""), by=by, why=why, now=now)
    part_all(repair, why, by=by, now=now)
    return repair


@transaction.atomic
def look_into(repair: Repair, why: str, *, by: Staff, now: datetime) -> Repair:
    """The head looked into it that nobody signed, and notes `why` (RP-6). Raises InvalidMove: nothing waits."""
    hold(repair)
    check(repair, Verb.LOOK_INTO)
    asked = open_promises(repair, "RP-6/")
    if not asked:
        raise statuses.InvalidMove(_("No missing signature waits to be looked into."))
    statuses.note(repair, verb=Verb.LOOK_INTO, by=by, now=now, note=why)
    promises.keep_all(asked, by=by, now=now)
    return repair
