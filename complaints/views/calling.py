"""The page on which the complainant is called back (CB-11), and once more after the closing (CP-4)."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from complaints import actions
from complaints.forms.calling import CallBackForm
from complaints.models import Callback, Complaint, Status, Verb
from complaints.views.found import complaint_of, pointless
from office.verb_pages import verb_page

# What the desk is told beside “Noted.”, by where the complaint stood before and where it stands now.
FOLLOWS: dict[tuple[str, str], LazyText] = {
    (Status.RESOLVED, Status.RESOLVED): _lazy("Nobody reached: the callback stays open."),
    (Status.RESOLVED, Status.SATISFIED): _lazy("It closes once a manager has decided whether it was valid (CP-5)."),
    (Status.RESOLVED, Status.CLOSED): _lazy("Closed: the owner is satisfied."),
    **{
        (before, Status.ANSWERED): _lazy("Open again: it is to be resolved anew (CP-4).")
        for before in (Status.RESOLVED, Status.SATISFIED, Status.CLOSED)
    },
    (Status.CLOSED, Status.RECEIVED): _lazy("Open again: nobody has answered it yet (CP-1)."),
}


@permission_required("complaints.call_back", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def call_back(request: HttpRequest, number: str) -> HttpResponse:
    """Whether the complainant is satisfied with what was done; a "no" opens it again."""
    complaint, title, template = complaint_of(request, number), _("Call back"), "complaints/complaint_call_back.html"
    nobody = (
        _("The complainant is anonymous: a manager decides how it is closed.") if complaint.contact.anonymous else ""
    )
    if refused := pointless(request, complaint, Verb.CALL_BACK, nobody):
        return refused
    before = complaint.status
    made: list[Callback] = []

    def record(row: Complaint, **answers: Any) -> None:
        made.append(actions.call_back(row, **answers))

    response = verb_page(request, complaint, CallBackForm, record, title=title, done=_("Noted."), template=template)
    if made and (follows := FOLLOWS.get((before, complaint.status))):
        messages.info(request, str(follows))
    return response
