"""What may change about a repair after the report: its time, its limit, its urgency, its category (RP-1, RP-9)."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from repairs import actions
from repairs.forms.verbs import (
    ExtendForm,
    LookIntoForm,
    LowerForm,
    PostponeForm,
    RaiseForm,
    RecategoriseForm,
    VoidForm,
)
from repairs.views.verbs import verb_page


@permission_required("repairs.postpone", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def postpone(request: HttpRequest, number: str) -> HttpResponse:
    """The household asks for another time."""
    done = _("New appointment noted.")
    title, template = _("New appointment"), "repairs/repair_postpone.html"
    return verb_page(request, number, PostponeForm, actions.postpone, title=title, done=done, template=template)


@permission_required("repairs.extend", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, number: str) -> HttpResponse:
    """The head gives the finishing a new date; a second time only the manager."""
    done = _("Extended; the earlier date stays in the figures.")
    return verb_page(request, number, ExtendForm, actions.extend, title=_("Extend the limit"), done=done)


@permission_required("repairs.raise_urgency", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def raise_urgency(request: HttpRequest, number: str) -> HttpResponse:
    """Make it urgent; its limits count from the report."""
    return verb_page(request, number, RaiseForm, actions.raise_urgency, title=_("Make urgent"), done=_("Urgent now."))


@permission_required("repairs.raise_urgency", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def lower_urgency(request: HttpRequest, number: str) -> HttpResponse:
    """Not urgent after all: the head's or the manager's to say, or its taker's as a slip of the pen."""
    done = _("No longer urgent; alerts already raised stay.")
    return verb_page(request, number, LowerForm, actions.lower_urgency, title=_("Not urgent after all"), done=done)


@permission_required("repairs.register", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def recategorise(request: HttpRequest, number: str) -> HttpResponse:
    """Another category, and with it other marks and limits."""
    done = _("Category changed; its limits count from the report.")
    return verb_page(request, number, RecategoriseForm, actions.recategorise, title=_("Change category"), done=done)


@permission_required("repairs.void", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def void(request: HttpRequest, number: str) -> HttpResponse:
    """It need not be done: voided with a reason, never deleted."""
    return verb_page(request, number, VoidForm, actions.void, title=_("Void"), done=_("Voided."))


@permission_required("repairs.look_into", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def look_into(request: HttpRequest, number: str) -> HttpResponse:
    """Nobody signed the order: the head says what he found (RP-6)."""
    done = _("Saved.")
    return verb_page(
        request, number, LookIntoForm, actions.look_into, title=_("Missing signature looked into"), done=done
    )
