"""Messages for somebody who was away (RC-6): the list, the record, the slip, and what may happen to them."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from office import accesses, record_page
from office.models import Access, Department
from office.steps import Word, steps
from office.verb_pages import at_once, not_now, verb_page
from office.web import signed_in
from owners.actions import messages
from owners.forms.cases import MessageFilter
from owners.forms.messages import WORDS, MessageForm, PrefixForm, RingBackForm, TellForm, VoidForm
from owners.models import Message
from owners.views.cases import CASES, listed, may_reveal

Status, Verb = Message.Status, Message.Verb
STEPS: dict[str, Word] = {
    Verb.TELL: Word(_lazy("Told"), "owners:message_tell"),
    Verb.CONFIRM: Word(_lazy("I have read it"), "owners:message_confirm", at_once=True),
    Verb.RING_BACK: Word(_lazy("Rung back"), "owners:message_ring_back"),
    Verb.PRINT: Word(_lazy("Print slip"), "owners:message_print", key="Ctrl+P"),
    Verb.VOID: Word(_lazy("Void, with a reason"), "owners:message_void", last_resort=True),
}
PRIMARY: dict[str, str] = {Status.TAKEN: Verb.TELL, Status.TOLD: Verb.RING_BACK}
TEMPLATE = "owners/message_verb.html"


@require_safe
def message_list(request: HttpRequest) -> HttpResponse:
    """What is still to be told and whom to ring back; for whom has no right to all of it, what is for him."""
    rows = Message.objects.visible_to(signed_in(request))
    rows = rows.select_related("contact__unit", "addressee", "told_to")
    return listed(request, MessageFilter, rows, "owners/message_list.html")


def record(request: HttpRequest, number: str) -> HttpResponse:
    """The page of one message; 404 where there is none or it is not this user's to see."""
    user, now = signed_in(request), timezone.now()
    message = _message(request, number)
    confirms = message.status == Status.TAKEN and message.is_for(Verb.CONFIRM, user)
    primary, others = steps(message, user, STEPS, {**PRIMARY, Status.TAKEN: Verb.CONFIRM} if confirms else PRIMARY)
    context = {
        "record": message,
        "primary": primary,
        "others": [step for step in others if step.verb != Verb.CONFIRM or message.confirmed_at is None],
        "may_reveal": bool(message.contact.phone) and may_reveal(message, user, CASES["M"][1]),
        **record_page.context(message.number, message.community, user, now, words=WORDS),
    }
    return render(request, "owners/message_record.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest, number: str) -> HttpResponse:
    """To whom it was told, and how."""
    message, title, done = _message(request, number), _("Told"), _("Noted.")
    return verb_page(request, message, TellForm, messages.tell, title=title, done=done, template=TEMPLATE)


@require_POST
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    """Whoever it is for has read it."""
    return at_once(request, _message(request, number), Verb.CONFIRM, messages.confirm, done=_("Confirmed."))


@require_http_methods(["GET", "HEAD", "POST"])
def ring_back(request: HttpRequest, number: str) -> HttpResponse:
    """The caller was rung back."""
    message, title, done = _message(request, number), _("Rung back"), _("Noted.")
    return verb_page(request, message, RingBackForm, messages.ring_back, title=title, done=done, template=TEMPLATE)


@require_http_methods(["GET", "HEAD", "POST"])
def void(request: HttpRequest, number: str) -> HttpResponse:
    """It need not be told: voided with a reason, never deleted."""
    message, title, done = _message(request, number), _("Void"), _("Voided.")
    return verb_page(request, message, VoidForm, messages.void, title=title, done=done, template=TEMPLATE)


@require_safe
def print_slip(request: HttpRequest, number: str) -> HttpResponse:
    """The slip 转告记录. Where somebody is to be rung back his number is what it is for: whole, and logged."""
    message, now = _message(request, number), timezone.now()
    if refused := not_now(request, message, Verb.PRINT):
        return refused
    in_full = message.ring_back and bool(message.contact.phone)
    if in_full and request.method == "GET":
        accesses.note(request, message.number, Access.What.PRINT, now=now)
    desk = Department.objects.filter(community=message.community, kind=Department.Kind.CUSTOMER_SERVICE).first()
    context = {"message": message, "desk": desk, "in_full": in_full, "now": now}
    return render(request, "owners/message_print.html", context)


@require_safe
def instead(request: HttpRequest) -> HttpResponse:
    """Who can be told in place of the addressee chosen on a form, where he is off duty; otherwise an empty piece."""
    user = signed_in(request)
    if not user.has_perm("owners.record_contact"):
        raise PermissionDenied
    named = PrefixForm(request.GET)
    prefix = named.cleaned_data["prefix"] if named.is_valid() else ""
    form = MessageForm(request.GET, user=user, now=timezone.now(), community=None, prefix=prefix or None)
    return render(request, "owners/_message_instead.html", {"form": form})


def _message(request: HttpRequest, number: str) -> Message:
    rows = Message.objects.visible_to(signed_in(request)).for_page()
    return get_object_or_404(rows, number=number.upper())
