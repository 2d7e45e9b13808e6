"""Planned stops 停水停电通知: planned, changed, called off, and put into words (RC-14)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.utils.formats import date_format
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from office.models import Building, Community, PlannedStop, Staff

What = PlannedStop.What
HEADLINES: dict[str, LazyText] = {
    What.WATER: _("No water"),
    What.POWER: _("No power"),
    What.LIFT: _("No lift"),
    What.GAS: _("No gas"),
    What.HEATING: _("No heating"),
    What.OTHER: _("Planned work"),
}
# What is read to callers, filled in.
SENTENCES: dict[str, LazyText] = {
    What.WATER: _("%(where)s: no water, %(why)s, from %(since)s to %(until)s. Then let the tap run for a minute."),
    What.POWER: _("%(where)s: no power, %(why)s, from %(since)s to %(until)s. Do not take the lift shortly before."),
    What.LIFT: _("%(where)s: the lift stands still, %(why)s, from %(since)s to %(until)s. Take the stairs."),
    What.GAS: _("%(where)s: no gas, %(why)s, from %(since)s to %(until)s. Keep the valve shut until then."),
    What.HEATING: _("%(where)s: no heating, %(why)s, from %(since)s to %(until)s."),
    What.OTHER: _("%(where)s: %(why)s, from %(since)s to %(until)s."),
}


class NotAhead(Exception):
    """The stop is over or was called off."""


class StopChanged(Exception):
    """Somebody else has changed the stop in the meantime."""


def plan(stop: PlannedStop, buildings: Collection[Building], *, by: Staff, now: datetime) -> PlannedStop:
    """Enter an unsaved stop of these buildings (none: all). The same one sent twice gives the first."""
    with transaction.atomic():
        # One at a time enters stops of an estate, so that the second sees the first.
        Community.objects.select_for_update(no_key=True).get(pk=stop.community_id)
        same = PlannedStop.objects.filter(
            community=stop.community, what=stop.what, since=stop.since, until=stop.until, cancelled_at=None
        ).prefetch_related("buildings")
        for first in same:
            if mark(first, first.buildings.all()) == mark(stop, buildings):
                return first
        stop.entered_at, stop.entered_by = now, by
        stop.save(force_insert=True)
        stop.buildings.set(buildings)
    return stop


@transaction.atomic
def change(stop: PlannedStop, buildings: Collection[Building], *, seen: str, now: datetime) -> PlannedStop:
    """Write what was changed of a stop; `seen` is its `mark` when the change was begun.

    Raises NotAhead where it is over or called off, StopChanged where somebody else was first.
    """
    there = PlannedStop.objects.ahead(now).select_for_update(no_key=True).filter(pk=stop.pk).first()
    if there is None:
        raise NotAhead(gettext("This stop is over or was called off."))
    found = mark(there, there.buildings.all())
    if found == mark(stop, buildings):
        return stop
    if found != seen:
        raise StopChanged(gettext("Somebody else has changed this stop meanwhile."))
    stop.save(update_fields=["what", "since", "until", "why", "say"])
    stop.buildings.set(buildings)
    return stop


def call_off(stop: PlannedStop, why: str, *, now: datetime) -> PlannedStop:
    """Call a stop off, with the reason; it stays in the list. Raises NotAhead where it is over or was called off."""
    ahead = PlannedStop.objects.ahead(now).filter(pk=stop.pk)
    if not ahead.update(cancelled_at=now, cancelled_why=why):
        raise NotAhead(gettext("This stop is over or was called off."))
    stop.cancelled_at, stop.cancelled_why = now, why
    return stop


def mark(stop: PlannedStop, buildings: Iterable[Building]) -> str:
    """What a page has seen of a stop: the same as long as nothing of it is changed."""
    keys = sorted(building.pk for building in buildings)
    seen = [stop.what, stop.since.timestamp(), stop.until.timestamp(), stop.why, stop.say, keys]
    return sha256(repr(seen).encode()).hexdigest()[:16]


def sentence(stop: PlannedStop, buildings: Sequence[Building]) -> str:
    """What is read to callers, in the active language, in the estate's own time."""
    since, until = moments(stop)
    words = {"where": where(stop.community, buildings), "why": stop.why, "since": since, "until": until}
    return str(SENTENCES[stop.what]) % words


def where(community: Community, buildings: Sequence[Building]) -> str:
    """The buildings by their numbers; without any it is the whole estate."""
    if not buildings:
        return str(_("All of %(estate)s") % {"estate": community.name})
    if len(buildings) == 1:
        return str(buildings[0])
    inside = sorted(buildings, key=lambda building: building.pk)
    numbers = pgettext("between numbers", ", ").join(building.number for building in inside)
    return str(_("Buildings %(numbers)s") % {"numbers": numbers})


def moments(stop: PlannedStop) -> tuple[str, str]:
    """From when to when; the day once where it is the same."""
    first, last = stop.community.local(stop.since), stop.community.local(stop.until)
    ends = last.time().replace(microsecond=0).isoformat() == "00:00:00"
    day = last - timedelta(minutes=1) if ends else last
    hour = "24:00" if ends else f"{last:%H:%M}"
    pattern = pgettext("day on paper", "j M")
    until = hour if day.date() == first.date() else f"{date_format(day, pattern)} {hour}"
    return f"{date_format(first, pattern)} {first:%H:%M}", until
