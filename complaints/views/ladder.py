"""The ladder of a complaint (CP-2), each a page: pass it up, write down the decision."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from complaints import actions
from complaints.forms.ladder import DecideForm, PassUpForm
from complaints.models import Verb
from complaints.views.found import complaint_of, pointless
from office.verb_pages import verb_page
from office.web import signed_in


@permission_required("complaints.pass_up", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def pass_up(request: HttpRequest, number: str) -> HttpResponse:
    """To a higher step, with the reason and who is called together; the page says who is told."""
    complaint, title, template = complaint_of(request, number), _("Pass up"), "complaints/complaint_pass_up.html"
    here = complaint.steps.here()
    top = "" if actions.next_level(complaint, here.level) else _("Nobody is above this step.")
    if refused := pointless(request, complaint, Verb.PASS_UP, top):
        return refused
    return verb_page(
        request, complaint, PassUpForm, actions.pass_up, title=title, done=_("Passed up."), template=template
    )


@permission_required("complaints.decide", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, number: str) -> HttpResponse:
    """What was decided on the step where it stands, and until when it is done."""
    complaint, title, template = (
        complaint_of(request, number),
        _("Note the decision"),
        "complaints/complaint_decide.html",
    )
    why = actions.why_no_decision(complaint.steps.here(), signed_in(request))
    if refused := pointless(request, complaint, Verb.DECIDE, why):
        return refused
    return verb_page(request, complaint, DecideForm, actions.decide, title=title, done=_("Decided."), template=template)
