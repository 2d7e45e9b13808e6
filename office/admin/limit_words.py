"""A time limit in words: what a manager reads before he changes it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.utils.translation import ngettext

from office.models import Role, TimeLimit
from office.rules import base_label, label
from office.templatetags.desk import amount as time_in_words

Unit, Warn = TimeLimit.Unit, TimeLimit.Warn
KINDS = {
    "RP-11/dispatch-urgent": _lazy("urgent"),
    "RP-9/finish-urgent": _lazy("urgent"),
    "RP-9/finish-safety": _lazy("safety installation"),
    "RP-9/finish-leak": _lazy("leak"),
    "RP-9/told": _lazy("date told to the household"),
    "RC-12/missed-call-night": _lazy("at night"),
}


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
    """Which line of the clock table it is."""
    return rule_title(limit.rule)


def rule_title(key: str) -> str:
    """A line of the clock table by its rule's id and name, with what tells lines of one name apart."""
    rule_id = key.partition("/")[0]
    kind = KINDS.get(key)
    return f"{rule_id} · {label(key)} ({kind})" if kind else f"{rule_id} · {label(key)}"
