"""A time limit in words: what a manager reads before he changes it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from office.models import Role, TimeLimit
from office.rules import base_label, label
from office.templatetags.desk import amount as time_in_words

Unit, Warn = TimeLimit.Unit, TimeLimit.Warn


def amount(limit: TimeLimit) -> str:
    """24 hours, the same day, 3 times."""
    if limit.unit == Unit.TIMES:
        return str(limit.amount)
    return time_in_words(limit)


def explain(limit: TimeLimit) -> str:
    """From which event it runs, when it can first be kept, when it is warned of and to whom it goes then."""
    if limit.unit == Unit.TIMES:
        return _("A number, not a time: %(number)s") % {"number": limit.amount}
    parts = [_counts(limit), _night(limit), _warning(limit), _above(limit)]
    return "; ".join(part for part in parts if part)


def _counts(limit: TimeLimit) -> str:
    text = _("counted from %(event)s") % {"event": base_label(limit.rule)}
    if limit.opens_days:
        text += _(", opens on day %(day)d") % {"day": limit.opens_days}
    if limit.at_time:
        text += _(", due at %(time)s of the last day") % {"time": f"{limit.at_time:%H:%M}"}
    return text


def _night(limit: TimeLimit) -> str:
    if not limit.otherwise_at:
        return ""
    return _("outside %(start)s–%(end)s: at the next %(time)s") % {
        "start": f"{limit.window_from:%H:%M}" if limit.window_from else "00:00",
        "end": f"{limit.window_until:%H:%M}" if limit.window_until else "24:00",
        "time": f"{limit.otherwise_at:%H:%M}",
    }


def _warning(limit: TimeLimit) -> str:
    minutes = _span(limit.warn_amount)
    match limit.warn:
        case Warn.AFTER:
            return _("warning %(span)s after the start") % {"span": minutes}
        case Warn.BEFORE:
            return _("warning %(span)s before the limit") % {"span": minutes}
        case Warn.PERCENT:
            return _("warning at %(percent)d %% of the time") % {"percent": limit.warn_amount}
        case Warn.CLOCK:
            hour = f"{limit.warn_amount // 60:02d}:{limit.warn_amount % 60:02d}"
            return _("warning at %(time)s of the last day") % {"time": hour}
        case Warn.CALLS:
            return _("warning %(span)s before the last call time") % {"span": minutes}
    return _("no warning")


def _above(limit: TimeLimit) -> str:
    text = _("overdue goes to: %(role)s") % {"role": Role(limit.overdue_to).label}
    if limit.escalate_after and limit.escalated_to:
        text += _(", %(span)s later to: %(role)s") % {
            "span": _span(limit.escalate_after),
            "role": Role(limit.escalated_to).label,
        }
    return text


def _span(minutes: int) -> str:
    if minutes and minutes % 60 == 0:
        return ngettext("%(hours)d hour", "%(hours)d hours", minutes // 60) % {"hours": minutes // 60}
    return _("%(minutes)d min") % {"minutes": minutes}


def title(limit: TimeLimit) -> str:
    """RP-9 · finish the repair, with what tells lines of one rule apart."""
    rule_id, _slash, kind = limit.rule.partition("/")
    return f"{rule_id} · {label(limit.rule)} ({kind})"
