"""What the desk says after a save, and where it goes on."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from office.models import Promise, Staff
from office.templatetags.desk import desk_time
from repairs.models import Rectification
from visits.forms import CallbackForm
from visits.models import Attempt, Callback


def say_what_follows(request: HttpRequest, result: Callback | Attempt, now: datetime) -> None:
    """Say what was recorded, and what the desk owes because of it."""
    row = result.callback if isinstance(result, Attempt) else result
    place = {"place": row.promise.place, "outcome": ""}
    if not isinstance(result, Attempt):
        messages.success(request, _("%(place)s: saved.") % place)
    elif result.outcome == Attempt.Outcome.TOO_EARLY:
        messages.warning(request, _("%(place)s: too early. Recorded as an attempt, not as the callback.") % place)
    else:
        place["outcome"] = result.get_outcome_display()
        messages.info(request, _("%(place)s: %(outcome)s. Noted as an attempt, the callback stays open.") % place)
    if row.rectification:
        messages.warning(request, _ordered(row.rectification, now))


def _ordered(notice: Rectification, now: datetime) -> str:
    owed = Promise.objects.of(notice.repair.number).get(rule="CB-9/notice", occurrence=notice.number)
    words = {"number": notice.number, "when": desk_time(owed.due_at, now), "order": ""}
    if notice.fault != Rectification.Fault.WORK:
        return _("Notice %(number)s: to be served by %(when)s (CB-9).") % words
    words["order"] = notice.repair.orders.latest("sequence").number
    return _("Notice %(number)s: to be served by %(when)s (CB-9). The work goes on as order %(order)s.") % words


def was_sent_twice(row: Callback, form: CallbackForm, user: Staff) -> bool:
    """Whether this very answer was saved by this person already: a double click, the back button, a second try."""
    if not form.reached:
        return False
    row.refresh_from_db()
    said = form.what_was_said()
    return (row.made_by, row.overall, row.said) == (user, said.overall, said.said)


def to_next(user: Staff, row: Callback, now: datetime) -> HttpResponse:
    """The next callback after this one, from the top again after the last, or the empty desk."""
    others = Callback.objects.visible_to(user).to_make(now).exclude(pk=row.pk)
    following = others.after(row).first() or others.first()
    return redirect("visits:callback", following.pk) if following else redirect("visits:list")
