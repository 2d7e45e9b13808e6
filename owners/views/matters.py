"""Matters handed over (RC-4): the heads' page, the record, and what may happen to it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from office import record_page
from office.steps import Word, steps
from office.verb_pages import verb_page
from office.web import signed_in
from owners.actions import matters
from owners.forms.cases import MatterFilter
from owners.forms.matters import WORDS, DecideForm, DoForm, HandOverForm, TellForm, VoidForm
from owners.models import Matter
from owners.views.cases import CASES, listed, may_reveal

Status, Verb = Matter.Status, Matter.Verb
STEPS: dict[str, Word] = {
    Verb.HAND_OVER: Word(_lazy("Hand over"), "owners:matter_hand_over"),
    Verb.DECIDE: Word(_lazy("Decide what is done"), "owners:matter_decide"),
    Verb.DO: Word(_lazy("It is done"), "owners:matter_do"),
    Verb.TELL: Word(_lazy("Caller told"), "owners:matter_tell"),
    Verb.VOID: Word(_lazy("Void, with a reason"), "owners:matter_void", last_resort=True),
}
PRIMARY: dict[str, str] = {
    Status.TAKEN: Verb.HAND_OVER,
    Status.HANDED_OVER: Verb.DECIDE,
    Status.DECIDED: Verb.DO,
    Status.DONE: Verb.TELL,
}
TEMPLATE = "owners/matter_verb.html"


@require_safe
def matter_list(request: HttpRequest) -> HttpResponse:
    """What is to be handed over, decided, done and told; for whom has no right to all of it, what is in his hands."""
    rows = Matter.objects.visible_to(signed_in(request))
    rows = rows.select_related("unit", "contact", "department", "handed_to", "doer")
    return listed(request, MatterFilter, rows, "owners/matter_list.html")


def record(request: HttpRequest, number: str) -> HttpResponse:
    """The page of one matter; 404 where there is none or it is not this user's to see."""
    user, now = signed_in(request), timezone.now()
    matter = _matter(request, number)
    primary, others = steps(matter, user, STEPS, PRIMARY)
    context = {
        "record": matter,
        "primary": primary,
        "others": others,
        "may_reveal": bool(matter.contact.phone) and may_reveal(matter, user, CASES["S"][1]),
        **record_page.context(matter.number, matter.community, user, now, words=WORDS),
    }
    return render(request, "owners/matter_record.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, number: str) -> HttpResponse:
    """To the head of the department whose service area it is, or to the deputy."""
    matter, title, done = _matter(request, number), _("Hand over"), _("Handed over.")
    return verb_page(request, matter, HandOverForm, matters.hand_over, title=title, done=done, template=TEMPLATE)


@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """What is done, by whom, by when."""
    matter, title, done = _matter(request, number), _("Decide what is done"), _("Decided; whoever does it is told.")
    return verb_page(request, matter, DecideForm, matters.decide, title=title, done=done, template=TEMPLATE)


@require_http_methods(["GET", "HEAD", "POST"])
def do(request: HttpRequest, number: str) -> HttpResponse:
    """What came of it; the caller is told in the same step, or by customer service today."""
    matter, title, done = _matter(request, number), _("It is done"), _("Saved.")
    return verb_page(request, matter, DoForm, matters.do, title=title, done=done, template=TEMPLATE)


@require_http_methods(["GET", "HEAD", "POST"])
def tell(request: HttpRequest, number: str) -> HttpResponse:
    """The caller was told what was done."""
    matter, title, done = _matter(request, number), _("Caller told"), _("Closed.")
    return verb_page(request, matter, TellForm, matters.tell, title=title, done=done, template=TEMPLATE)


@require_http_methods(["GET", "HEAD", "POST"])
def void(request: HttpRequest, number: str) -> HttpResponse:
    """It need not be done: voided with a reason, never deleted."""
    matter, title, done = _matter(request, number), _("Void"), _("Voided.")
    return verb_page(request, matter, VoidForm, matters.void, title=title, done=done, template=TEMPLATE)


def _matter(request: HttpRequest, number: str) -> Matter:
    rows = Matter.objects.visible_to(signed_in(request)).for_page()
    return get_object_or_404(rows, number=number.upper())
