"""Missed calls 未接来电: noted at one key, rung back, and what was said goes to the reception screen (RC-12)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from office import accesses, pages, record_page
from office.fields import took_out
from office.models import Access, Promise
from office.steps import Word, steps
from office.verb_pages import verb_page
from office.web import signed_in
from owners.actions import calls as actions
from owners.forms.calls import CallsForm, GiveUpForm, MissedCallForm, TriedForm
from owners.models import LineOutage, MissedCall
from owners.models.calls import CallVerb

WORDS: dict[str, Word] = {
    CallVerb.TRIED: Word(gettext_lazy("Nobody answered"), "missed_call_tried"),
    CallVerb.GIVE_UP: Word(gettext_lazy("Give up, with a reason"), "missed_call_give_up", last_resort=True),
}
records = permission_required("owners.record_contact", raise_exception=True)


@permission_required("owners.view_contacts", raise_exception=True)
@require_safe
def missed_calls(request: HttpRequest) -> HttpResponse:
    """The calls to be rung back, the oldest first; or all of them, the newest first."""
    user, now = signed_in(request), timezone.now()
    form = CallsForm(request.GET)
    asked = form.asked()
    waiting = asked["which"] == "open"
    rows = MissedCall.objects.visible_to(user).with_tries().select_related("contact", "noted_by", "community")
    shown = pages.page(rows.open() if waiting else rows, "at", asked["before"], oldest_first=waiting)
    numbers = [row.number for row in shown.rows]
    owed = Promise.objects.visible_to(user).open().filter(subject__in=numbers)
    context = {
        "now": now,
        "which": asked["which"],
        "filters": form.fields["which"].choices,  # type: ignore[attr-defined]
        "rows": [(row, promise) for row in shown.rows for promise in [{p.subject: p for p in owed}.get(row.number)]],
        "further": urlencode({"which": asked["which"], "before": shown.further}) if shown.further else "",
        "outages": LineOutage.objects.visible_to(user).now(),
        "several": len(user.community_ids) > 1,
    }
    return render(request, "frontdesk/missed_call_list.html", context)


@records
@require_http_methods(["GET", "HEAD", "POST"])
def missed_call_new(request: HttpRequest) -> HttpResponse:
    """Note a call that nobody answered."""
    user, now = signed_in(request), timezone.now()
    form = MissedCallForm(request.POST if request.method == "POST" else None, user=user, now=now)
    if not form.is_valid():
        return render(request, "frontdesk/missed_call_new.html", {"form": form}, status=422 if form.errors else 200)
    call = actions.note(form.call(), by=user, now=now)
    messages.success(request, _("%(number)s is noted.") % {"number": call.number})
    if took_out(form):
        messages.info(request, _("Characters that cannot be seen were taken out of what was typed."))
    return redirect("record", call.number)


def get_call(request: HttpRequest, number: str) -> MissedCall:
    """The call that this user may know of; 404 otherwise."""
    rows = MissedCall.objects.visible_to(signed_in(request)).with_tries()
    return get_object_or_404(rows.select_related("community", "noted_by", "contact"), number=number)


@permission_required("owners.view_contacts", raise_exception=True)
def page(request: HttpRequest, number: str) -> HttpResponse:
    """The page of a missed call: ring back, and what came of it."""
    return render(request, "frontdesk/record_call.html", context(request, get_call(request, number)))


def context(request: HttpRequest, call: MissedCall) -> dict[str, Any]:
    """What the page of a call says; two statements beside the call itself."""
    user, now = signed_in(request), timezone.now()
    _first, others = steps(call, user, WORDS, {})
    return {
        **record_page.context(call.number, call.community, user, now, words=dict(CallVerb.choices)),
        "call": call,
        "may_ring": call.may_start(CallVerb.RUNG) and call.is_for(CallVerb.RUNG, user),
        "may_reveal": user.has_perm("owners.reveal_phone"),
        "others": others,
    }


@require_POST
@permission_required("owners.reveal_phone", raise_exception=True)
def missed_call_reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Show the number this once, to ring back; the access log says to whom."""
    call = get_call(request, number)
    accesses.note(request, call.number, Access.What.PHONE, now=timezone.now())
    template = "frontdesk/_call_phone.html" if request.htmx else "frontdesk/missed_call_reveal.html"  # type: ignore[attr-defined]
    response = render(request, template, {"call": call, "revealed": True})
    response["Cache-Control"] = "no-store"
    return response


@records
@require_http_methods(["GET", "HEAD", "POST"])
def missed_call_tried(request: HttpRequest, number: str) -> HttpResponse:
    """Rung back, and nobody answered: the promise stays open."""
    title, done = _("Nobody answered"), _("Noted; it is still to be rung back.")
    return verb_page(request, get_call(request, number), TriedForm, actions.tried, title=title, done=done)


@records
@require_http_methods(["GET", "HEAD", "POST"])
def missed_call_give_up(request: HttpRequest, number: str) -> HttpResponse:
    """Ring back no more, for a reason."""
    title, done = _("Give up ringing back"), _("Given up.")
    return verb_page(request, get_call(request, number), GiveUpForm, actions.give_up, title=title, done=done)
