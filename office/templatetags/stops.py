"""How a planned stop is put on a page (RC-14)."""

from datetime import datetime, time, timedelta

from django import template
from django.utils import timezone

from office import stops
from office.models import PlannedStop
from office.templatetags.desk import desk_time

register = template.Library()


@register.filter
def headline(stop: PlannedStop) -> str:
    """What there is not: no water."""
    return str(stops.HEADLINES[stop.what])


@register.filter
def where(stop: PlannedStop) -> str:
    """Its buildings, or the whole estate; reads them where they were not read along."""
    return stops.where(stop.community, list(stop.buildings.all()))


@register.filter
def lasts(stop: PlannedStop, now: datetime) -> str:
    """From when to when, on the clock of its estate: 09:00–11:30, the day named where it is not today."""
    with timezone.override(stop.community.zone):
        since, until = _start(stop.since, now), desk_time(stop.until, now)
    day = since.rpartition(" ")[0]
    return f"{since}–{until.removeprefix(f'{day} ')}"


def _start(at: datetime, now: datetime) -> str:
    """A day begins with its 00:00, where it would end with the 24:00 of the day before."""
    if timezone.localtime(at).time() != time(0):
        return desk_time(at, now)
    return desk_time(at + timedelta(minutes=1), now).replace("00:01", "00:00")
