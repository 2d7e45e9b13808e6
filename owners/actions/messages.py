"""A message for somebody who was away: told in time, confirmed, the caller rung back (RC-6)."""

from datetime import datetime

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from office import outbox, promises, statuses
from office.models import Staff
from office.promises import Owed
from office.verbs import check
from owners import private
from owners.actions.owed import open_promises
from owners.models import Contact, Message

Status, Verb, How = Message.Status, Message.Verb, Message.How


def enter(message: Message, contact: Contact, *, by: Staff, now: datetime) -> list[Owed]:
    """Enter an unsaved, numbered message of this contact, inside the caller's transaction; gives what it owes (RC-6).

    The taker has to tell it in time. It also stands on the addressee's own page, where he can confirm it; `told_to`
    is whom to tell in his place, where he is off duty.
    """
    message.contact, message.community = contact, contact.community
    message.taken_at, message.taken_by = now, by
    message.save(force_insert=True)
    statuses.opened(message, verb=Verb.TAKE, by=by, now=now, note=message.addressee.name)
    _tell(message, message.told_to or message.addressee, by=by, now=now)
    return [_owed(message, "RC-6/told", now, holder=by)]


@transaction.atomic
def tell(message: Message, to: Staff, how: str, *, caller_knows: bool = False, by: Staff, now: datetime) -> Message:
    """The addressee was told, or somebody in his place; who wishes it is to be rung back by him (RC-6).

    `caller_knows`: the caller was told who was told instead. Raises NotAllowed, InvalidMove.
    """
    check(message, Verb.TELL, by)
    note = f"{to.name} {How(how).label}"
    knows = message.caller_knows or caller_knows
    _told(message, to, how, verb=Verb.TELL, note=note, by=by, now=now, caller_knows=knows)
    _tell(message, to, by=by, now=now)
    return message


@transaction.atomic
def confirm(message: Message, *, by: Staff, now: datetime) -> Message:
    """Whom it is for confirms it on his own page; where he was not told otherwise that counts as told (RC-6).

    Raises NotAllowed, InvalidMove.
    """
    check(message, Verb.CONFIRM, by)
    if message.status == Status.TAKEN:
        note = str(How.PAGE.label)
        _told(message, by, How.PAGE, verb=Verb.CONFIRM, note=note, by=by, now=now, confirmed_at=now)
        return message
    if not Message.objects.filter(pk=message.pk, confirmed_at=None).update(confirmed_at=now):
        raise statuses.InvalidMove(_("This is confirmed already."))
    message.confirmed_at = now
    statuses.note(message, verb=Verb.CONFIRM, by=by, now=now)
    return message


@transaction.atomic
def ring_back(message: Message, answer: str, *, rung_back_at: datetime, by: Staff, now: datetime) -> Message:
    """The caller was rung back at `rung_back_at`, with what was agreed (RC-6). Raises NotAllowed, InvalidMove."""
    check(message, Verb.RING_BACK, by)
    statuses.move(
        message, Status.DONE, verb=Verb.RING_BACK, by=by, now=now, note=answer,
        rung_back_at=rung_back_at, answer=answer,
    )  # fmt: skip
    promises.keep_all(open_promises(message.number, "RC-6/rung-back"), by=by, now=rung_back_at)
    return message


@transaction.atomic
def void(message: Message, why: str, *, by: Staff, now: datetime) -> Message:
    """Void a message that need not be told; what is overdue already counts as late. Raises NotAllowed, InvalidMove."""
    check(message, Verb.VOID, by)
    statuses.move(message, Status.VOID, verb=Verb.VOID, by=by, now=now, note=why)
    promises.release_all(open_promises(message.number, ""), by=by, why=why, now=now)
    return message


def _told(
    message: Message, to: Staff, how: str, *, verb: str, note: str, by: Staff, now: datetime, **fields: object
) -> None:
    """Told, and with it done unless the caller wishes to be rung back."""
    new = Status.TOLD if message.ring_back else Status.DONE
    statuses.move(message, new, verb=verb, by=by, now=now, note=note, told_at=now, told_to=to, told_how=how, **fields)
    promises.keep_all(open_promises(message.number, "RC-6/told"), by=by, now=now)
    if message.ring_back:
        promises.make([_owed(message, "RC-6/rung-back", now, holder=to)], by=by, now=now)


def _owed(message: Message, rule: str, base_at: datetime, *, holder: Staff) -> Owed:
    unit = message.contact.unit
    department = holder.department if holder.department_id else None
    at_home = department is not None and department.community_id == message.community_id
    return Owed(
        rule=rule,
        subject=message.number,
        about=private.mask(message.text),
        community=message.community,
        base_at=base_at,
        unit=unit,
        place=unit.number if unit else "",
        department=department if at_home else None,
        holder=holder,
    )


def _tell(message: Message, to: Staff, *, by: Staff, now: datetime) -> None:
    """Onto his own page, once; nobody is told what he has just written himself."""
    if to != by:
        text = format_lazy(_lazy("{number}, a message for you: {text}"), number=message.number, text=message.text)
        outbox.tell(message.number, text, [to], key=f"{message.number}:for", now=now)
