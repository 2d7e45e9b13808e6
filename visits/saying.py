"""What to say when somebody picks up, and when to ring again: a prompt for the caller, never a rule."""

from collections.abc import Iterable
from datetime import datetime, time

from django.utils.formats import date_format
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from office.models import Community, Staff
from visits.models import Attempt, Callback

# The parts of a day, the likeliest to reach somebody first.
PARTS: list[tuple[LazyText, time, time]] = [
    (gettext_lazy("at noon"), time(12), time(13)),
    (gettext_lazy("in the evening"), time(18), time(20)),
    (gettext_lazy("in the morning"), time(9), time(11, 30)),
    (gettext_lazy("in the afternoon"), time(14), time(17)),
]


def sentence(callback: Callback, caller: Staff) -> str:
    """Greeting, read-back of what was done by whom and for how much, then the question."""
    if callback.inspection:
        return _inspection(callback)
    parts = {"greeting": _greeting(callback, caller), "done": _read_back(callback), "question": _question(callback)}
    return _("%(greeting)s %(done)s %(question)s") % parts


def _greeting(callback: Callback, caller: Staff) -> str:
    repair, department = callback.repair, callback.promise.department
    name = (repair.person.address_as if repair.person else "") or repair.caller_name
    words = {
        "name": name,
        "community": callback.promise.community.name,
        "department": department.name if department else "",
        "me": caller.name,
    }
    if not name:
        return _("Good day, this is %(me)s from %(community)s %(department)s.") % words
    return _("Good day, %(name)s, this is %(me)s from %(community)s %(department)s.") % words


def _read_back(callback: Callback) -> str:
    local = callback.promise.community.local(callback.completion.at)
    words = {
        "day": date_format(local, _("M j")),
        "crew": "、".join(callback.crew_names),
        "problem": callback.repair.problem.rstrip("。. "),
        "amount": f"{callback.cost or 0:.2f}",
    }
    if callback.cost:
        return _("On %(day)s %(crew)s came to you about this: %(problem)s. It cost %(amount)s yuan.") % words
    return _("On %(day)s %(crew)s came to you about this: %(problem)s.") % words


def _question(callback: Callback) -> str:
    if callback.step == Callback.Step.RAIN:
        return _("It has rained since then. Has it stayed dry?")
    if callback.step == Callback.Step.SECOND:
        return _("We rang you the other day. Is everything still in order?")
    if callback.cost:
        return _("Is everything in order now? Were you satisfied with the manner and the charge?")
    return _("Is everything in order now? Were you satisfied with the manner?")


def _inspection(callback: Callback) -> str:
    words = {"place": callback.repair.place, "problem": callback.repair.problem.rstrip("。. ")}
    return _("Nobody to ring up: look at it again. %(place)s, %(problem)s. Does it hold, is it clean?") % words


def better_time(attempts: Iterable[Attempt], community: Community) -> str:
    """Advise a time of day at which nobody has tried yet; empty before the first try."""
    vain = [row for row in attempts if row.outcome != Attempt.Outcome.TOO_EARLY]
    if not vain:
        return ""
    tried = {_part_of(community.local(row.at)) for row in vain}
    untried = [part for part in range(len(PARTS)) if part not in tried]
    label, start, end = PARTS[untried[0] if untried else 0]
    when = {"part": label, "from": f"{start:%H:%M}", "until": f"{end:%H:%M}"}
    if not untried:
        return _("Tried at every time of the day. Ask another person of the household, or leave a card.")
    return _("Better %(part)s, %(from)s–%(until)s: nobody has tried then.") % when


def _part_of(at: datetime) -> int:
    """Which part of the day this is nearest to."""
    minute = at.hour * 60 + at.minute
    return min(range(len(PARTS)), key=lambda part: abs(minute - _middle(part)))


def _middle(part: int) -> float:
    _label, start, end = PARTS[part]
    return (start.hour * 60 + start.minute + end.hour * 60 + end.minute) / 2
