"""并单: several reports of one fault are one job; every caller keeps his number and his callbacks (RP-10, CB-1)."""

from datetime import datetime

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office import outbox, promises, statuses
from office.models import Staff
from office.promises import Owed
from owners.models import Contact
from repairs.actions.holding import hold, hold_joined
from repairs.actions.limits import recompute
from repairs.actions.owed import dispatch_rule, finish_rule, next_occurrence, open_promises, owed
from repairs.actions.registering import fill_in, note_told_outside
from repairs.actions.working import crew_of, current_order, next_order
from repairs.models import Quote, Repair, SharedFault, Verb
from repairs.models.allowed import check

MARKS = ("urgent", "leak", "safety")


@transaction.atomic
def join(repair: Repair, lead: Repair, *, by: Staff, now: datetime) -> Repair:
    """Make an open repair part of the job of another (of that one's, where it is joined itself). What it promised is
    released, its crew is told, what was joined to it comes along.

    Raises InvalidMove: the same report, another estate, not open any more, or a price was named or work done already.
    """
    lead = lead.lead
    hold(repair, lead)
    check(repair, Verb.JOIN)
    _refuse(repair, lead)
    _refuse_begun(repair)
    _take_off_crew(repair, lead, now=now)
    gone = {"appointment_from": None, "appointment_until": None}
    statuses.move(
        repair, Repair.Status.JOINED, verb=Verb.JOIN, by=by, now=now, note=lead.number, joined_to=lead, **gone
    )
    why = _("Joined to %(number)s") % {"number": lead.number}
    promises.release_all(open_promises(repair, "RP-"), by=by, why=why, now=now)
    _bring_along(repair, lead)
    _take_on(lead, repair, by=by, now=now)
    return repair


def _bring_along(repair: Repair, lead: Repair) -> None:
    """What was joined to it, and the shared fault that it stood for, become the job's."""
    repair.joined.update(joined_to=lead)
    if not SharedFault.objects.filter(lead=lead).exists():
        SharedFault.objects.filter(lead=repair).update(lead=lead)


def enter_joined(repair: Repair, contact: Contact, lead: Repair, *, by: Staff, now: datetime) -> list[Owed]:
    """Enter an unsaved repair that came with a contact as part of the job of `lead`; it promises nothing itself.

    Like `enter`: inside the caller's transaction, with `repair.number` set and `contact` saved. Raises InvalidMove
    where that job is finished or void meanwhile, or another estate's.
    """
    lead = lead.lead
    hold(lead)
    _refuse(repair, lead)
    fill_in(repair, contact, by=by, now=now)
    repair.status, repair.joined_to = Repair.Status.JOINED, lead
    repair.appointment_from = repair.appointment_until = None
    repair.save(force_insert=True)
    statuses.opened(repair, verb=Verb.JOIN, by=by, now=now, note=lead.number)
    note_told_outside(repair, by=by, now=now)
    _take_on(lead, repair, by=by, now=now)
    return []


@transaction.atomic
def part(repair: Repair, why: str, *, by: Staff, now: datetime) -> Repair:
    """Make a joined report one of its own again: with an order, to be dispatched from now on, and to be finished
    within its limit from the report (RP-9). Raises InvalidMove.
    """
    check(repair, Verb.PART)
    lead = repair.lead
    statuses.move(repair, Repair.Status.REGISTERED, verb=Verb.PART, by=by, now=now, note=why, joined_to=None)
    statuses.note(lead, verb=Verb.PART, by=by, now=now, note=repair.number)
    if not repair.orders.exists():
        next_order(repair)
    start = repair.counts_from
    bases = {dispatch_rule(repair): now, finish_rule(repair, start): start}
    if repair.is_urgent_now:
        bases["RP-11/on-site"] = now
    asked = [owed(repair, rule, at, occurrence=next_occurrence(repair, rule)) for rule, at in bases.items()]
    promises.make(asked, by=by, now=now)
    return repair


def part_all(lead: Repair, why: str, *, by: Staff, now: datetime) -> None:
    """Make everything that is joined to a repair which is void now a report of its own again."""
    for report in hold_joined(lead):
        note = _("%(number)s is void: %(why)s") % {"number": lead.number, "why": why}
        part(report, note, by=by, now=now)


def _refuse(repair: Repair, lead: Repair) -> None:
    if repair.pk == lead.pk:
        raise statuses.InvalidMove(_("This is the same report."))
    if repair.community_id != lead.community_id:
        raise statuses.InvalidMove(_("%(number)s belongs to another estate.") % {"number": lead.number})
    if not lead.is_open:
        raise statuses.InvalidMove(
            _("%(number)s cannot be joined: it is “%(status)s”.")
            % {"number": lead.number, "status": lead.get_status_display()}
        )


def _refuse_begun(repair: Repair) -> None:
    """What was quoted or done for one household stays its own job."""
    if Quote.objects.filter(order__repair=repair).exists() or repair.completions.exists():
        raise statuses.InvalidMove(_("A price was named or work done for it already: it stays a job of its own."))


def _take_off_crew(repair: Repair, lead: Repair, *, now: datetime) -> None:
    order = current_order(repair)
    crew = crew_of(order)
    if crew:
        text = format_lazy(
            gettext_lazy("{place}: do not go separately, it is one job with {number} now."),
            place=repair.place,
            number=lead.number,
        )
        outbox.tell(repair.number, text, crew, key=f"joined:{order.number}:{now:%m%d%H%M%S}", now=now)
        order.crew.clear()


def _take_on(lead: Repair, repair: Repair, *, by: Staff, now: datetime) -> None:
    """Let a job answer for one report more: its strictest marks hold for it, and its crew hears of it."""
    statuses.note(lead, verb=Verb.JOIN, by=by, now=now, note=f"{repair.number} {repair.place}")
    _strengthen(lead, repair, by=by, now=now)
    if lead.status in Repair.IN_HAND:
        text = format_lazy(
            gettext_lazy("Reported from {place} too: {problem} ({number})"),
            place=repair.place,
            problem=repair.problem,
            number=repair.number,
        )
        crew = crew_of(current_order(lead))
        outbox.tell(lead.number, text, crew, key=f"took on:{repair.number}:{now:%m%d%H%M%S}", now=now)


def _strengthen(lead: Repair, repair: Repair, *, by: Staff, now: datetime) -> None:
    """A joined report never weakens a limit: the job takes over what makes it urgent, a leak, a safety matter."""
    gained = [mark for mark in MARKS if getattr(repair, mark) and not getattr(lead, mark)]
    if not gained:
        return
    if "urgent" in gained and lead.made_safe_at:
        raise statuses.InvalidMove(
            _("%(number)s was made safe already: enter this as a report of its own.") % {"number": lead.number}
        )
    for mark in gained:
        setattr(lead, mark, True)
    lead.save(update_fields=gained)
    if "urgent" in gained:
        statuses.note(lead, verb=Verb.RAISE, by=by, now=now, note=repair.number)
    recompute(lead, why=_("Joined with %(number)s") % {"number": repair.number}, by=by, now=now)
