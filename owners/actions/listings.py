"""A home to let or to sell: taken, asked for again when its validity ends, let or sold or withdrawn (RC-11)."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from office import clock, promises, statuses
from office.models import Staff
from office.promises import Owed
from office.verbs import check
from owners.actions.owed import next_occurrence, open_promises
from owners.models import Contact, Listing

Status, Verb = Listing.Status, Listing.Verb
RULE = "RC-11/ask-again"
MOMENT = timedelta(microseconds=1)


def enter(listing: Listing, contact: Contact, *, by: Staff, now: datetime) -> list[Owed]:
    """Enter an unsaved, numbered offer of this contact, inside the caller's transaction; gives what it owes (RC-11).

    Nothing is due before its validity has ended.
    """
    listing.contact, listing.community = contact, contact.community
    listing.taken_at, listing.taken_by = now, by
    listing.save(force_insert=True)
    statuses.opened(listing, verb=Verb.TAKE, by=by, now=now)
    return [_owed(listing)]


@transaction.atomic
def renew(listing: Listing, valid_until: date, *, by: Staff, now: datetime) -> Listing:
    """It was asked for and is still on offer, until the end of a later day: to be asked for again then (RC-11).

    Raises NotAllowed, InvalidMove.
    """
    listing.refresh_from_db(fields=["status", "valid_until"], from_queryset=Listing.objects.select_for_update())
    check(listing, Verb.RENEW, by)
    if valid_until <= listing.valid_until:
        raise statuses.InvalidMove(_("The new date is not later than the one it has."))
    listing.valid_until = valid_until
    listing.save(update_fields=["valid_until"])
    statuses.note(listing, verb=Verb.RENEW, by=by, now=now, note=f"{valid_until:%Y-%m-%d}")
    promises.keep_all(open_promises(listing.number, RULE), by=by, now=now)
    promises.make([_owed(listing, next_occurrence(listing.number, RULE))], by=by, now=now)
    return listing


@transaction.atomic
def close(listing: Listing, how: str, outcome: str, *, by: Staff, now: datetime) -> Listing:
    """It was let or sold (DONE), or withdrawn: what came of it (RC-11). Raises NotAllowed, InvalidMove.

    Who is told after the validity ended has asked; before, there is nothing to ask for any more.
    """
    check(listing, Verb.CLOSE, by)
    statuses.move(listing, how, verb=Verb.CLOSE, by=by, now=now, note=outcome, outcome=outcome)
    asking = open_promises(listing.number, RULE)
    asked = [row for row in asking if row.base_at and row.base_at <= now]
    promises.keep_all(asked, by=by, now=now)
    promises.release_all([row for row in asking if row not in asked], by=by, why=outcome, now=now)
    return listing


def _owed(listing: Listing, occurrence: str = "1") -> Owed:
    """Counted from the last moment of the last day: the day of the event is not counted, the next one is the last."""
    return Owed(
        rule=RULE,
        subject=listing.number,
        about=f"{listing.get_kind_display()} {listing.price}",
        community=listing.community,
        base_at=clock.end_of_day(listing.valid_until, listing.community) - MOMENT,
        occurrence=occurrence,
        unit=listing.unit,
        place=listing.unit.number,
    )
