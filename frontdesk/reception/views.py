"""The reception screen and the pieces that fill it while somebody speaks."""

import logging
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from frontdesk.frame import pulse_of
from frontdesk.reception import intake
from frontdesk.reception.asking import Asked
from frontdesk.reception.card import card
from frontdesk.reception.intake import Intake
from frontdesk.reception.kinds import KINDS
from frontdesk.reception.known import outages, problem_texts, saved_before
from frontdesk.reception.queue import queue
from frontdesk.reception.saving import enclose, save
from office import promises, statuses
from office.fields import took_out
from office.sounds import MOST_BYTES
from office.uploads import takes_files_of
from office.web import signed_in
from owners import private
from owners.forms.intake import ContactForm
from owners.models import Contact
from owners.sayings import phrases, prompts
from repairs.actions import NotAllowed
from repairs.models import Repair

logger = logging.getLogger(__name__)

REFUSED = (statuses.InvalidMove, NotAllowed, promises.AlreadyEnded)


@takes_files_of(MOST_BYTES)
@permission_required("owners.record_contact", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def reception(request: HttpRequest) -> HttpResponse:
    """The whole screen: empty, or with what was asked for; a save leads on to the next caller."""
    user, now = signed_in(request), timezone.now()
    pulse_of(request, band=True)
    asked = Asked(request.POST or request.GET, user=user, now=now)
    if request.method == "POST":
        return _sent(
            request, intake.read(request.POST, request.FILES, numbers=asked.numbers, user=user, now=now), asked
        )
    form = ContactForm(user=user, now=now, initial=asked.begins_with())
    blocks = [kind.block(None, 1, user=user, now=now, community=asked.estate) for kind in asked.kinds()]
    return _page(request, Intake(user, now, form, blocks, "", ""), asked)


def _sent(request: HttpRequest, sent: Intake, asked: Asked) -> HttpResponse:
    if not sent.saves:
        if request.FILES:
            messages.info(request, intake.CHOOSE_AGAIN)
        return _page(request, sent, asked)
    if sent.is_valid():
        try:
            return _saved(request, sent, asked)
        except REFUSED as refused:
            sent.form.add_error(None, str(refused))
    sent.ask_for_files_again()
    return _page(request, sent, asked, status=422)


def _saved(request: HttpRequest, sent: Intake, asked: Asked) -> HttpResponse:
    contact = sent.contact()
    contact.opening = asked.cleaned_data.get("opening")
    cases = sent.cases(contact)
    urged = sent.lead if sent.verb == intake.URGE else None
    call, told = asked.cleaned_data.get("call"), sent.form.cleaned_data["told"]
    saved = save(contact, cases, by=sent.user, now=sent.now, urged=urged, call=call, told=told)
    _enclose(request, sent, saved)
    _say(request, sent, contact, saved)
    if sent.verb == intake.DISPATCH and (repair := _to_dispatch(saved)):
        return redirect("repairs:dispatch", repair.number)
    return redirect(f"{reverse('reception')}?{urlencode({'saved': saved.number})}")


def _enclose(request: HttpRequest, sent: Intake, saved: Contact) -> None:
    """The contact is saved: what cannot be put with it any more is said, and can be put there on the record's page."""
    try:
        enclose(saved, sent.blocks, by=sent.user, now=sent.now)
    except (*REFUSED, OSError):
        logger.exception("what was sent with %s could not be kept", saved.number)
        words = _("%(number)s is saved, but not the photos and recordings: add them on the page of the complaint.")
        messages.error(request, words % {"number": saved.number})


def _say(request: HttpRequest, sent: Intake, contact: Contact, saved: Contact) -> None:
    if saved.number != contact.number:
        messages.info(request, _("Already saved as %(number)s.") % {"number": saved.number})
    if any(took_out(form) for form in (sent.form, *(block.form for block in sent.blocks))):
        messages.info(request, _("Characters that cannot be seen were taken out of what was typed."))
    if saved.confidential:
        words = _("%(number)s is confidential: from now on only who may know of it sees it.")
        messages.success(request, words % {"number": saved.number})
    if private.found(saved.content):
        messages.warning(request, _("An identity or card number was written down: it is not needed here."))


def _to_dispatch(contact: Contact) -> Repair | None:
    """The repair that waits for a crew, the urgent one first."""
    waiting = contact.repairs.filter(status=Repair.Status.REGISTERED)
    return waiting.order_by("-urgent", "pk").first()


def _page(request: HttpRequest, shown: Intake, known: Asked, *, status: int = 200) -> HttpResponse:
    user, now = shown.user, shown.now
    unit = known.cleaned_data.get("room")
    context: dict[str, Any] = {
        "form": shown.form,
        "refused": status == 422,
        "seen": pulse_of(request).seen,
        "blocks": shown.blocks,
        "kinds": [kind for kind in KINDS.values() if kind.offered_to(user)],
        "asked": known.cleaned_data,
        "named_call": known.named_call,
        "card": card(unit, person=known.cleaned_data.get("person"), user=user, now=now) if unit else None,
        "texts": problem_texts(),
        "prompts": prompts(str(shown.form["channel"].value()), user=user, community=known.estate),
        "outages": outages(user),
        "saved": saved_before(known.cleaned_data.get("saved", ""), user),
        **queue(user, now),
    }
    return render(request, "frontdesk/reception.html", context, status=status)


@permission_required("owners.record_contact", raise_exception=True)
@require_safe
def block(request: HttpRequest) -> HttpResponse:
    """The block of one more case, for the form that is being written."""
    user, now = signed_in(request), timezone.now()
    found = next(intake.named([request.GET.get("block", "")]), None)
    if found is None or not KINDS[found[0]].offered_to(user):
        raise Http404
    known: dict[str, Any] = {"user": user, "now": now, "community": intake.community_of(request.GET, user)}
    context = {"block": KINDS[found[0]].block(None, found[1], **known), "now": now}
    return render(request, "frontdesk/_case.html", context)


@permission_required("owners.look_up", raise_exception=True)
@require_safe
def caller_card(request: HttpRequest) -> HttpResponse:
    """The card of the home that was found; with the caller filled in once he is chosen rather than looked at."""
    user, now = signed_in(request), timezone.now()
    asked = Asked(request.GET, user=user, now=now)
    unit, person = asked.cleaned_data.get("room"), asked.cleaned_data.get("person")
    context = {
        "now": now,
        "card": card(unit, person=person, user=user, now=now) if unit else None,
        "chosen": ContactForm(user=user, now=now, initial=asked.begins_with()) if "chosen" in request.GET else None,
    }
    return render(request, "frontdesk/_caller_card.html", context)


@permission_required("owners.record_contact", raise_exception=True)
@require_safe
def live_queue(request: HttpRequest) -> HttpResponse:
    """The queue beside the screen: nothing at all while nothing changed."""
    read = pulse_of(request)
    if request.GET.get("seen", "") == read.seen:
        return HttpResponse(status=204)
    return render(request, "frontdesk/_queue.html", {**queue(signed_in(request), read.now), "seen": read.seen})


@permission_required("owners.record_contact", raise_exception=True)
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """What is at hand at one key: the polite phrases, the problem texts, the keys."""
    user = signed_in(request)
    context = {
        "phrases": phrases(),
        "texts": problem_texts(),
        "kinds": [kind for kind in KINDS.values() if kind.offered_to(user)],
    }
    return render(request, "frontdesk/_help.html", context)


@permission_required("owners.record_contact", raise_exception=True)
@require_safe
def say(request: HttpRequest) -> HttpResponse:
    """The etiquette of a channel, filled in with who answers (RC-3)."""
    user = signed_in(request)
    community = intake.community_of(request.GET, user)
    return render(
        request,
        "frontdesk/_say.html",
        {"prompts": prompts(request.GET.get("channel", "")[:20], user=user, community=community)},
    )
