"""What the pages of matters, messages and offers share: their lists, and the caller's number shown to who asks."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from office import accesses
from office.models import Access, Staff
from office.pages import Page, PageForm, further, page, with_mark
from office.verbs import VerbModel
from office.web import signed_in
from owners.cases import with_due
from owners.forms.cases import CaseFilter
from owners.models import Listing, Matter, Message

# Who is to do something for the caller may ring him, whatever his role.
CASES: dict[str, tuple[type[VerbModel], tuple[str, ...]]] = {
    "S": (Matter, ("doer", "handed_to")),
    "M": (Message, ("addressee", "told_to")),
    "H": (Listing, ()),
}


def listed(request: HttpRequest, form_class: type[CaseFilter], rows: Any, template: str) -> HttpResponse:
    """A page of a list; a whole number that exists leads straight to its record."""
    form = form_class(request.GET, user=signed_in(request), now=timezone.now())
    valid = form.is_valid()
    asked = PageForm(request.GET)
    shown = page(form.narrow(rows), "taken_at", asked.mark(), oldest_first=form.oldest_first) if valid else Page([])
    context = {
        "form": form,
        "rows": with_due(shown.rows),
        "further": further(request.GET, shown),
        "first": with_mark(request.GET) if asked.mark() else "",
        "now": form.now,
    }
    return render(request, template, context, status=200 if valid else 422)


@require_POST
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Show the caller's number this once; that it was seen is logged before it is shown."""
    number = number.upper()
    if number[:1] not in CASES:
        raise Http404
    model, named = CASES[number[:1]]
    user, rows = signed_in(request), model._default_manager
    record: Any = get_object_or_404(rows.visible_to(user).for_page(), number=number)  # type: ignore[attr-defined]
    if not may_reveal(record, user, named):
        raise PermissionDenied
    if not record.contact.phone:
        return redirect("record", record.number)
    accesses.note(request, record.number, Access.What.PHONE, now=timezone.now())
    template = "owners/_case_phone.html" if request.htmx else "owners/case_reveal.html"  # type: ignore[attr-defined]
    response = render(request, template, {"record": record, "revealed": True})
    response["Cache-Control"] = "no-store"
    return response


def may_reveal(record: Any, user: Staff, named: tuple[str, ...]) -> bool:
    """Whether this user may see the caller's whole number: by his right, or because the record names him."""
    return user.has_perm("owners.reveal_phone") or user.pk in {getattr(record, f"{field}_id") for field in named}
