"""The verbs of a complaint, each a page: answer it (CP-1), void a wrong entry; and the number to ring."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from complaints import actions
from complaints.forms.answering import AnswerForm, VoidForm
from complaints.models import Complaint, Status
from office import accesses
from office.models import Access
from office.verb_pages import verb_page
from office.web import signed_in


def _complaint(request: HttpRequest, number: str) -> Complaint:
    """The complaint that this user may know of; 404 otherwise."""
    found: Complaint = get_object_or_404(Complaint.objects.visible_to(signed_in(request)).for_page(), number=number)
    return found


@permission_required("complaints.answer", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """What was said to the complainant; what is no answer is noted, and says that the promise stays open."""
    complaint = _complaint(request, number)
    response = verb_page(
        request,
        complaint,
        AnswerForm,
        actions.answer,
        title=_("Answer the complainant"),
        done=_("Noted."),
        template="complaints/complaint_answer.html",
    )
    if response.status_code == 302 and complaint.status == Status.RECEIVED:
        messages.warning(request, _("This is no answer yet: the promise stays open."))
    return response


@permission_required("complaints.void", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def void(request: HttpRequest, number: str) -> HttpResponse:
    """A wrong entry, voided with its reason; never deleted."""
    complaint = _complaint(request, number)
    return verb_page(request, complaint, VoidForm, actions.void, title=_("Void"), done=_("Voided."))


@require_POST
@permission_required("owners.reveal_phone", raise_exception=True)
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Show the complainant's number this once; that it was seen is logged."""
    complaint = _complaint(request, number)
    if not complaint.contact.phone:
        return redirect("record", complaint.number)
    accesses.note(request, complaint.number, Access.What.PHONE, now=timezone.now())
    template = "complaints/_phone.html" if request.htmx else "complaints/complaint_reveal.html"  # type: ignore[attr-defined]
    response = render(request, template, {"complaint": complaint, "revealed": True})
    response["Cache-Control"] = "no-store"
    return response
