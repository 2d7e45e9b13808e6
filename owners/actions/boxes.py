"""The contact boxes: hung up, promised for every day, opened, taken down (RC-7)."""

import logging
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import DatabaseError, OperationalError, transaction
from django.db.models import Min, Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from office import clock, numbers, promises
from office.models import Promise, Staff
from office.promises import Owed
from owners.models import BoxOpening, ContactBox
from owners.models.boxes import ContactBoxQuerySet

logger = logging.getLogger(__name__)

OPEN = "RC-7/box"
DAY = timedelta(days=1)
# Boxes locked at a time, and days of one box promised at a time.
BATCH, DAYS = 50, 366


class NotInOrder(Exception):
    """The box is not in use, or was opened later already; its text is for the person at the desk."""


def hang(box: ContactBox) -> ContactBox:
    """Enter a new box under the next number of its series; its days are promised by the sweep."""
    box.number = numbers.take_plain("L")
    box.save(force_insert=True)
    return box


# ── one promise a day ───────────────────────────────────────────────────────
def promise_openings(*, now: datetime) -> int:
    """Promise every opening that is missing up to today, of every box in use; how many were promised (RC-7).

    Part of the sweep: one statement when nothing is missing. A box is locked while its days are promised, so two
    sweeps at once pass over each other's; a crash leaves its days for the next. A faulty box holds up no other.
    """
    made = 0
    for zone, today in _behind(now).items():
        faulty: set[int] = set()
        while batch := _take_batch(zone, today, now, faulty):
            made += sum(batch.values())
    return made


def pending_openings(now: datetime) -> list[tuple[ContactBox, date, date]]:
    """The boxes that are not promised up to today, with the first and the last day that are missing."""
    return [
        (box, _first_missing(box), today) for zone, today in _behind(now).items() for box in _boxes_behind(zone, today)
    ]


def _boxes_behind(zone: str, today: date) -> ContactBoxQuerySet:
    rows = ContactBox.objects.behind(today).filter(community__time_zone=zone)
    return rows.select_related("community").order_by("pk")


def _first_missing(box: ContactBox) -> date:
    return max(box.since, box.promised_until + DAY) if box.promised_until else box.since


def _behind(now: datetime) -> dict[str, date]:
    """The time zones in which a box is not promised up to today, and what day it is there."""
    boxes = ContactBox.objects.in_use().order_by().values_list("community__time_zone")
    rows = boxes.annotate(new=Min("since", filter=Q(promised_until=None)), until=Min("promised_until"))
    today = {zone: now.astimezone(ZoneInfo(zone)).date() for zone, _new, _until in rows}
    first = {zone: min(filter(None, (new, until and until + DAY))) for zone, new, until in rows}
    return {zone: day for zone, day in today.items() if first[zone] <= day}


@transaction.atomic
def _take_batch(zone: str, today: date, now: datetime, faulty: set[int]) -> dict[int, int]:
    """Some boxes that nobody else has in hand, and how many of their days were promised."""
    rows = _boxes_behind(zone, today).exclude(pk__in=faulty)
    found = rows.select_for_update(skip_locked=True, no_key=True, of=("self",))[:BATCH]
    return {box.pk: _promise_or_pass_by(box, today, now, faulty) for box in found}


def _promise_or_pass_by(box: ContactBox, today: date, now: datetime, faulty: set[int]) -> int:
    try:
        with transaction.atomic():
            return promise_days(box, today, now=now)
    except OperationalError:
        raise  # the server is gone or busy: no box's fault, the next sweep finds them all
    except DatabaseError:
        logger.exception("the openings of box %s could not be promised", box.number)
        faulty.add(box.pk)
        return 0


def promise_days(box: ContactBox, until: date, *, now: datetime) -> int:
    """Promise the days of a locked box that are missing up to `until`, a year of them at the most; how many."""
    first = _first_missing(box)
    days = [first + DAY * count for count in range(min((until - first).days + 1, DAYS))]
    if not days:
        return 0
    names = [day.isoformat() for day in days]
    known = set(
        Promise.objects.of(box.number).filter(rule=OPEN, occurrence__in=names).values_list("occurrence", flat=True)
    )
    owed = [_owed(box, day) for day in days if day.isoformat() not in known]
    promises.make(owed, by=None, now=now)
    box.promised_until = days[-1]
    box.save(update_fields=["promised_until"])
    return len(owed)


def _owed(box: ContactBox, day: date) -> Owed:
    return Owed(
        rule=OPEN,
        subject=box.number,
        occurrence=day.isoformat(),
        about=box.name,
        community=box.community,
        base_at=clock.at(day, box.opens_at, box.community),
    )


# ── opened ──────────────────────────────────────────────────────────────────
@transaction.atomic
def note_opening(opening: BoxOpening, *, by: Staff, now: datetime) -> BoxOpening:
    """Enter an unsaved opening; it keeps the promise of its day and of every day before that is still open (RC-7).

    When the box was opened decides whether that was in time; a day that was missed stays late. The same form sent
    twice (`opening.form_key`) gives the first opening. Raises NotInOrder where the box is not in use or was opened
    later than `opening.at` already.
    """
    box = _hold(opening.box)
    if opening.form_key and (first := box.openings.filter(form_key=opening.form_key).first()):
        return first
    if not box.active:
        raise NotInOrder(_("This box is not in use."))
    last = box.openings.order_by("-at").first()
    if last and opening.at < last.at:
        raise NotInOrder(_("It was opened at %(when)s already.") % {"when": f"{localtime(last.at):%m-%d %H:%M}"})
    opening.box, opening.by = box, by
    opening.save(force_insert=True)
    day = box.community.local(opening.at).date()
    promise_days(box, day, now=now)
    promises.keep_all(_open_days(box, until=day), by=by, now=opening.at)
    return opening


def _open_days(box: ContactBox, *, until: date) -> list[Promise]:
    """The days up to this one on which the box is still to be opened, the oldest first."""
    rows = Promise.objects.open().of(box.number).filter(rule=OPEN, occurrence__lt=(until + DAY).isoformat())
    return list(rows.select_related("community").order_by("occurrence"))


def _hold(box: ContactBox) -> ContactBox:
    """The box as it is now, locked for this transaction."""
    return ContactBox.objects.select_for_update(no_key=True, of=("self",)).select_related("community").get(pk=box.pk)


# ── taken down, and up again ────────────────────────────────────────────────
@transaction.atomic
def take_down(box: ContactBox, why: str, *, by: Staff, now: datetime) -> ContactBox:
    """Take a box out of use for the reason `why`: what is still to come is released, what is overdue stays late."""
    held = _hold(box)
    ContactBox.objects.filter(pk=box.pk).update(active=False)
    promises.release_all(_open_days(held, until=date.max - DAY), by=by, why=why, now=now)
    box.active = False
    return box


@transaction.atomic
def hang_again(box: ContactBox, *, now: datetime) -> ContactBox:
    """Put a box that was taken down into use again: what lies between is owed by nobody, nor today after its time."""
    held = _hold(box)
    today = held.community.local(now).date()
    passed = now > clock.at(today, held.opens_at, held.community)
    until = today if passed else today - DAY
    ContactBox.objects.filter(pk=box.pk).update(active=True, promised_until=until)
    box.active, box.promised_until = True, until
    return box
