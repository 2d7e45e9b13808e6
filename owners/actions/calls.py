"""The hotline is kept open: missed calls are noted and rung back, a line out of order is recorded (RC-12)."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from office import numbers, promises, statuses
from office.models import Community, Staff
from office.promises import Owed
from office.verbs import check
from owners import phones
from owners.actions.owed import open_promises
from owners.models import Contact, LineOutage, MissedCall
from owners.models.calls import CallVerb

BY_DAY, AT_NIGHT = "RC-12/missed-call", "RC-12/missed-call-night"
Status = MissedCall.Status


def note(call: MissedCall, *, by: Staff, now: datetime) -> MissedCall:
    """Enter an unsaved missed call; ringing back is promised, within its own limit at night.

    Noted twice (the same number at the same time) it is one call: the first is given.
    """
    number = numbers.take("W", call.community.local(now).date())
    with transaction.atomic():
        # Of two who note the same call at once, the second sees the first.
        Community.objects.select_for_update(no_key=True).get(pk=call.community_id)
        if first := MissedCall.objects.filter(community=call.community, phone=call.phone, at=call.at).first():
            return first
        call.number, call.noted_by = number, by
        call.save(force_insert=True)
        statuses.opened(call, verb=CallVerb.NOTE, by=by, now=now)
        promises.make([_owed(call)], by=by, now=now)
    return call


def _owed(call: MissedCall) -> Owed:
    return Owed(
        rule=AT_NIGHT if call.community.is_night(call.at) else BY_DAY,
        subject=call.number,
        about=phones.mask(call.phone),
        community=call.community,
        base_at=call.at,
    )


def tried(call: MissedCall, note: str = "", *, by: Staff, now: datetime) -> None:
    """Note that ringing back reached nobody: counted, and the promise stays open. Raises InvalidMove."""
    check(call, CallVerb.TRIED, by)
    statuses.note(call, verb=CallVerb.TRIED, by=by, now=now, note=note)


@transaction.atomic
def link(call: MissedCall, contact: Contact, *, by: Staff, now: datetime) -> MissedCall:
    """Whoever rang was reached, and this contact is what he said; the promise is kept as of the contact's own time.

    Other calls of his that were missed are answered with it. Raises InvalidMove where somebody was first.
    """
    check(call, CallVerb.RUNG, by)
    # Of a confidential contact not everybody may know.
    note = "" if contact.confidential else contact.number
    others = MissedCall.objects.open().filter(community=call.community_id, phone=call.phone).exclude(pk=call.pk)
    for row in [call, *others.order_by("pk").select_for_update(skip_locked=True)]:
        at = contact.at if row.at <= contact.at <= now else now
        statuses.move(row, Status.REACHED, verb=CallVerb.RUNG, by=by, now=now, note=note, rung_at=at, contact=contact)
        promises.keep_all(open_promises(row.number, BY_DAY), by=by, now=at)
    return call


@transaction.atomic
def give_up(call: MissedCall, why: str, *, by: Staff, now: datetime) -> MissedCall:
    """Ring back no more, for the reason `why`; a promise that is overdue already stays late. Raises InvalidMove."""
    check(call, CallVerb.GIVE_UP, by)
    statuses.move(call, Status.GIVEN_UP, verb=CallVerb.GIVE_UP, by=by, now=now, note=why)
    promises.release_all(open_promises(call.number, BY_DAY), by=by, why=why, now=now)
    return call


# ── a line out of order ─────────────────────────────────────────────────────
def note_outage(outage: LineOutage, *, by: Staff) -> LineOutage:
    """Enter an unsaved outage of a line; the same form sent twice (`outage.form_key`) gives the first."""
    outage.noted_by = by
    try:
        with transaction.atomic():
            outage.save(force_insert=True)
    except IntegrityError:
        first = LineOutage.objects.filter(form_key=outage.form_key).first() if outage.form_key else None
        if first is None:
            raise
        return first
    return outage


def end_outage(outage: LineOutage, until: datetime) -> LineOutage:
    """The line works again since `until`. Raises AlreadyEnded where somebody has said so before."""
    if not LineOutage.objects.now().filter(pk=outage.pk).update(until=until):
        raise promises.AlreadyEnded(_("This outage has an end already."))
    outage.until = until
    return outage
