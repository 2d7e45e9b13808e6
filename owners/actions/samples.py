"""The weekly sample of the quality of reception: drawn, marked, and the guidance confirmed (RC-9, RC-5)."""

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random, SystemRandom

from django.contrib.postgres.expressions import ArraySubquery
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models import OuterRef
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from office import clock, numbers, outbox, promises
from office.models import Community, Staff, TimeLimit
from office.promises import Owed
from owners.actions.owed import open_promises
from owners.models import CheckedContact, Contact, Sample
from owners.sampling import choose

logger = logging.getLogger(__name__)

LOOK, SIZE = "RC-9/sample", "RC-9/size"
WEEK = timedelta(days=7)
# So many weeks are made up for when nothing was drawn for a while: older contacts teach nobody anything.
WEEKS = 4
# Of these weeks, those that have anything to draw: a look into the index for each.
WITH_CONTACTS = """
SELECT w.community_id, w.week
FROM unnest(%s::bigint[], %s::date[], %s::timestamptz[], %s::timestamptz[]) AS w (community_id, week, since, until)
WHERE EXISTS (
    SELECT FROM owners_contact c WHERE c.community_id = w.community_id AND c.at >= w.since AND c.at < w.until
        AND NOT c.confidential
)
ORDER BY 1, 2
"""


class AlreadyConfirmed(Exception):
    """The receptionist has confirmed this guidance: it stays as it was read."""


@dataclass(frozen=True)
class Marks:
    """What the manager thinks of one contact, each from 1 to 5; `rings` where he knows how often it rang (RC-5)."""

    record: int
    etiquette: int
    rules: int
    guidance: str = ""
    rings: int | None = None


# ── drawn ───────────────────────────────────────────────────────────────────
def draw_samples(*, now: datetime, dice: Random | None = None) -> int:
    """Draw the sample of each community and week that has ended and has none yet; how many were drawn (RC-9).

    Part of the sweep: one statement when every week has its sample. Of weeks that were missed the last four are made
    up for; a week without contacts has no sample. The manager owes the look by the end of the Sunday after the drawing.
    """
    drawn = 0
    for community, week in pending_samples(now):
        number = numbers.take("Q", community.local(now).date())
        try:
            drawn += _draw(community, week, number, now=now, dice=dice or SystemRandom())
        except OperationalError:
            raise  # the server is gone or busy: no community's fault, the next sweep finds them all
        except DatabaseError:
            logger.exception("the sample of %s for the week from %s could not be drawn", community.pk, week)
    return drawn


def pending_samples(now: datetime) -> list[tuple[Community, date]]:
    """The weeks, by their Mondays, of which a sample is to be drawn."""
    samples = Sample.objects.filter(community=OuterRef("pk"), week__gte=now.date() - (WEEKS + 2) * WEEK)
    drawn = ArraySubquery(samples.order_by().values("week"))
    rows = Community.objects.annotate(drawn=drawn).values_list("pk", "time_zone", "drawn")
    spans: dict[str, list[tuple[date, datetime, datetime]]] = {}
    missing = []
    for pk, zone, known in rows:
        spans[zone] = spans.get(zone) or _spans(Community(time_zone=zone), now)
        missing += [(pk, *span) for span in spans[zone] if span[0] not in known]
    if not missing:
        return []
    with connection.cursor() as cursor:
        cursor.execute(WITH_CONTACTS, [list(column) for column in zip(*missing, strict=True)])
        found = cursor.fetchall()
    communities = Community.objects.in_bulk({pk for pk, _week in found}) if found else {}
    return [(communities[pk], week) for pk, week in found]


def _spans(community: Community, now: datetime) -> list[tuple[date, datetime, datetime]]:
    """The last weeks that have ended, the newest first: their Mondays, and their beginnings and ends."""
    weeks = [_monday(community, now) - WEEK * back for back in range(1, WEEKS + 1)]
    return [(week, *_span(community, week)) for week in weeks]


def _monday(community: Community, now: datetime) -> date:
    """The Monday of this week."""
    today = community.local(now).date()
    return today - timedelta(days=today.weekday())


def _span(community: Community, week: date) -> tuple[datetime, datetime]:
    """From the beginning of a week up to, and without, that of the next."""
    return clock.start_of_day(week, community), clock.start_of_day(week + WEEK, community)


@transaction.atomic
def _draw(community: Community, week: date, number: str, *, now: datetime, dice: Random) -> int:
    """Draw one sample, unless another sweep has it in hand or was first."""
    claimed = Community.objects.select_for_update(skip_locked=True, no_key=True).filter(pk=community.pk)
    if not claimed or Sample.objects.filter(community=community, week=week).exists():
        return 0
    since, until = _span(community, week)
    contacts = Contact.objects.filter(community=community, at__gte=since, at__lt=until, confidential=False)
    size = TimeLimit.objects.in_force(community, [SIZE])[SIZE].amount
    chosen = choose(contacts.values_list("pk", "taken_by_id", "channel"), max(size, 1), dice)
    sample = Sample.objects.create(number=number, community=community, week=week, drawn_at=now)
    CheckedContact.objects.bulk_create(
        CheckedContact(sample=sample, contact=row, receptionist_id=row.taken_by_id)
        for row in sorted(contacts.filter(pk__in=chosen), key=lambda row: chosen.index(row.pk))
    )
    promises.make([_owed(sample, now)], by=None, now=now)
    return 1


def _owed(sample: Sample, now: datetime) -> Owed:
    """Due at the end of the week in which it was drawn: counted from the last moment of the Sunday before."""
    sunday = clock.start_of_day(_monday(sample.community, now), sample.community) - timedelta(microseconds=1)
    about = f"{sample.week:%m-%d} – {sample.week + WEEK - timedelta(days=1):%m-%d}"
    return Owed(rule=LOOK, subject=sample.number, about=about, community=sample.community, base_at=sunday)


# ── marked and confirmed ────────────────────────────────────────────────────
@transaction.atomic
def mark(checked: CheckedContact, marks: Marks, *, by: Staff, now: datetime) -> CheckedContact:
    """Mark one contact of a sample and tell the receptionist; with the last of them the look is kept (RC-9).

    Marked again until the receptionist has confirmed what he read; then AlreadyConfirmed is raised.
    """
    # Locked: of two who mark the last two contacts, one sees that nothing is left.
    samples = Sample.objects.select_for_update(no_key=True, of=("self",)).select_related("community")
    sample = samples.get(pk=checked.sample_id)
    fields = {"record_mark": marks.record, "etiquette_mark": marks.etiquette, "rules_mark": marks.rules,
              "guidance": marks.guidance, "marked_at": now, "marked_by": by}  # fmt: skip
    if not CheckedContact.objects.filter(pk=checked.pk, confirmed_at=None).update(**fields):
        raise AlreadyConfirmed(_("This guidance was confirmed and stays as it is."))
    for name, value in fields.items():
        setattr(checked, name, value)
    if marks.rings is not None:
        Contact.objects.filter(pk=checked.contact_id).update(rings=marks.rings)
    text = format_lazy(_lazy("Guidance on contact {number}"), number=checked.contact.number)
    outbox.tell(sample.number, text, [checked.receptionist], key=f"sample:{checked.pk}", now=now)
    if not sample.contacts.filter(marked_at=None).exists():
        promises.keep_all(open_promises(sample.number, LOOK), by=by, now=now)
    return checked


def confirm(checked: CheckedContact, *, by: Staff, now: datetime) -> CheckedContact:
    """The receptionist has read the guidance on his contact; a second time changes nothing."""
    if CheckedContact.objects.to_confirm(by).filter(pk=checked.pk).update(confirmed_at=now):
        checked.confirmed_at = now
    return checked
