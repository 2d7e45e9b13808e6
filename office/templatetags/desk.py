"""How times, states and reasons are written on every page."""

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from office import clock, rules
from office.models import Department, Promise, TimeLimit
from office.statuses import StatusModel

register = template.Library()

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
CALLOUTS = {"success": "callout-ok", "warning": "callout-warn", "error": "callout-alarm"}


@register.filter
def callout(level: str) -> str:
    """The class of a message by its level."""
    return CALLOUTS.get(level, "callout-say")


@register.filter
def html_lang(code: str) -> str:
    """zh-hans as browsers and screen readers want it."""
    return {"zh-hans": "zh-Hans"}.get(code, code)


@register.filter
def state_class(record: StatusModel) -> str:
    """The class that brings a status its colour and its icon; the word is the status itself."""
    return f"state-{record.STATES.get(record.status, 'active')}"


@register.filter
def span(delta: timedelta) -> str:
    """A length of time in words: 43 min, 3 h 37 min, 6 days."""
    minutes = int(abs(delta).total_seconds() // 60)
    if minutes < 60:
        return _("%(minutes)d min") % {"minutes": minutes}
    if minutes < 24 * 60:
        return _("%(hours)d h %(minutes)d min") % {"hours": minutes // 60, "minutes": minutes % 60}
    return ngettext("%(days)d day", "%(days)d days", minutes // 1440) % {"days": minutes // 1440}


@register.filter
def desk_time(at: datetime | None, now: datetime) -> str:
    """An instant as the desk says it: 14:00 today, tomorrow 09:15, 11-30 24:00 for the end of that day."""
    if at is None:
        return ""
    local, today = timezone.localtime(at), timezone.localtime(now).date()
    midnight = (local.hour, local.minute) == (0, 0)
    day = local.date() - DAY if midnight else local.date()
    hour = "24:00" if midnight else f"{local:%H:%M}"
    if day == today:
        return hour
    if day == today + DAY:
        return _("tomorrow %(time)s") % {"time": hour}
    if day == today - DAY:
        return _("yesterday %(time)s") % {"time": hour}
    return f"{day:%m-%d} {hour}" if day.year == today.year else f"{day:%Y-%m-%d} {hour}"


@register.filter
def due_state(promise: Promise, now: datetime) -> SafeString:
    """The state of a promise as a pill: the class brings colour and icon, the text says what is left."""
    name, word = state(promise, now)
    return format_html('<span class="state state-{}">{}</span>', name, word)


def state(promise: Promise, now: datetime) -> tuple[str, str]:
    """The class of a promise's state, which brings colour and icon, and its words."""
    if promise.outcome == Promise.Outcome.KEPT:
        return ("missed", _("kept late")) if promise.kept_late else ("done", _("kept"))
    if promise.outcome:
        return "void", promise.get_outcome_display()
    if promise.due_at is None:
        return ("rain", _("waiting for rain")) if promise.waits_for == "rain" else ("wait", _("waiting"))
    if promise.due_at <= now:
        return "overdue", _("%(span)s overdue") % {"span": span(now - promise.due_at)}
    if promise.opens_at and promise.opens_at > now:
        return "wait", _("opens %(when)s") % {"when": _opening(promise.opens_at, now)}
    soon = promise.alerted or promise.due_at - now <= HOUR
    left = _("%(span)s left") % {"span": span(promise.due_at - now)}
    return ("soon" if soon else "ontime"), left


def _opening(at: datetime, now: datetime) -> str:
    """A day opens with its first minute, which would read as the end of the day before."""
    local = timezone.localtime(at)
    return desk_time(at, now) if (local.hour, local.minute) != (0, 0) else f"{local:%m-%d}"


@register.filter
def why_due(promise: Promise) -> str:
    """Why it is due then: the limit, the event it counts from and when that was."""
    limit = amount(promise.limit)
    event = rules.base_label(promise.rule)
    if promise.base_at is None:
        return _("%(limit)s after %(event)s") % {"limit": limit, "event": event}
    when = f"{timezone.localtime(promise.base_at):%m-%d %H:%M}"
    if promise.due_at != clock.dates(promise.limit, promise.base_at, promise.community).due_at:
        return _("on the date set for it; %(event)s, %(when)s") % {"event": event, "when": when}
    return _("%(limit)s after %(event)s, %(when)s") % {"limit": limit, "event": event, "when": when}


def amount(limit: TimeLimit) -> str:
    """A limit in words: 24 hours, 3 calendar days, the same day."""
    if limit.unit == TimeLimit.Unit.DAYS and limit.opens_days:
        days = limit.opens_days + limit.amount
        return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
    if limit.unit == TimeLimit.Unit.DAYS and not limit.amount:
        return _("the same day")
    if limit.unit == TimeLimit.Unit.DAYS:
        return ngettext("%(days)d day", "%(days)d days", limit.amount) % {"days": limit.amount}
    if limit.unit == TimeLimit.Unit.MINUTES:
        return _("%(minutes)d min") % {"minutes": limit.amount}
    return ngettext("%(hours)d hour", "%(hours)d hours", limit.amount) % {"hours": limit.amount}


@register.filter
def call_by(promise: Promise, now: datetime) -> str:
    """Say "call by 20:30" where the limit ends outside the hours in which households are rung up; empty otherwise."""
    if promise.due_at is None or not promise.rule.startswith("CB-"):
        return ""
    by = clock.call_by(promise.due_at, promise.community)
    return "" if by == promise.due_at else _("call by %(when)s") % {"when": desk_time(by, now)}


@register.simple_tag
def phone_at(department: Department, now: datetime) -> str:
    """The number of a department that answers now, by day or by night."""
    return department.phone_at(now)


@register.filter
def duty(promise: Promise) -> str:
    """What a promise is called: "callback, first"."""
    return rules.label(promise.rule)
