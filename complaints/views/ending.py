"""How a complaint ends, each a page: resolved, valid or not (CP-5), closed by decision (CP-4), joined, void."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from complaints import actions
from complaints.forms.ending import CloseForm, JudgeForm, ResolveForm, VoidForm
from complaints.forms.joining import JoinForm
from complaints.models import Verb
from complaints.views.found import complaint_of, pointless
from office.verb_pages import verb_page

TEMPLATE = "complaints/complaint_verb.html"


@permission_required("complaints.resolve", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def resolve(request: HttpRequest, number: str) -> HttpResponse:
    """What was done about it; the callback is then owed."""
    complaint, title = complaint_of(request, number), _("Note what was done")
    template = "complaints/complaint_resolve.html"
    return verb_page(request, complaint, ResolveForm, actions.resolve, title=title, done=_("Noted."), template=template)


@permission_required("complaints.judge", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def judge(request: HttpRequest, number: str) -> HttpResponse:
    """Whether it is valid, with the reason."""
    complaint, title, template = complaint_of(request, number), _("Valid or invalid"), "complaints/complaint_judge.html"
    return verb_page(request, complaint, JudgeForm, actions.judge, title=title, done=_("Decided."), template=template)


@permission_required("complaints.close", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, number: str) -> HttpResponse:
    """Closed by the manager's written decision, counted apart and never as satisfied; its validity is decided first."""
    complaint, title, template = (
        complaint_of(request, number),
        _("Close by decision"),
        "complaints/complaint_close.html",
    )
    undecided = actions.what_is_undecided(complaint)
    if elsewhere := pointless(request, complaint, Verb.CLOSE, undecided, instead="complaints:judge"):
        return elsewhere
    done = _("The complaint is closed.")
    return verb_page(request, complaint, CloseForm, actions.close, title=title, done=done, template=template)


@permission_required("complaints.take", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, number: str) -> HttpResponse:
    """Counted with another complaint about the same event, or on its own again."""
    complaint, title = complaint_of(request, number), _("Count with another")
    return verb_page(request, complaint, JoinForm, actions.join, title=title, done=_("Noted."), template=TEMPLATE)


@permission_required("complaints.void", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def void(request: HttpRequest, number: str) -> HttpResponse:
    """A wrong entry, voided with its reason; never deleted, and not once anybody was spoken to."""
    complaint = complaint_of(request, number)
    if refused := pointless(request, complaint, Verb.VOID, actions.why_no_wrong_entry(complaint)):
        return refused
    return verb_page(request, complaint, VoidForm, actions.void, title=_("Void"), done=_("Voided."), template=TEMPLATE)
