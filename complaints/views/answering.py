"""What the complainant is told, each a page: the answer (CP-1), the explanation (CP-3); and the number to ring."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from complaints import actions
from complaints.forms.answering import AnswerForm, ExplainForm
from complaints.models import Status
from complaints.views.found import complaint_of
from office import accesses
from office.models import Access
from office.verb_pages import verb_page

TEMPLATE = "complaints/complaint_verb.html"


@permission_required("complaints.answer", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """What was said to the complainant; what is no answer is noted, and says that the promise stays open."""
    complaint, title = complaint_of(request, number), _("Answer the complainant")
    response = verb_page(
        request, complaint, AnswerForm, actions.answer, title=title, done=_("Noted."), template=TEMPLATE
    )
    if response.status_code == 302 and complaint.status == Status.RECEIVED:
        messages.warning(request, _("This is no answer yet: the promise stays open."))
    return response


@permission_required("complaints.answer", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def explain(request: HttpRequest, number: str) -> HttpResponse:
    """What cannot be solved soon, explained with the plan and the next date."""
    complaint, title = complaint_of(request, number), _("Explain, with the next date")
    return verb_page(request, complaint, ExplainForm, actions.explain, title=title, done=_("Noted."), template=TEMPLATE)


@require_POST
@permission_required("complaints.call_back", raise_exception=True)
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Show the complainant's number this once; that it was seen is logged."""
    complaint = complaint_of(request, number)
    if not complaint.contact.phone:
        return redirect("record", complaint.number)
    accesses.note(request, complaint.number, Access.What.PHONE, now=timezone.now())
    template = "complaints/_phone.html" if request.htmx else "complaints/complaint_reveal.html"  # type: ignore[attr-defined]
    response = render(request, template, {"complaint": complaint, "revealed": True})
    response["Cache-Control"] = "no-store"
    return response
