"""The list of complaints, and what recurs for the reception screen."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from complaints.forms.listing import ListForm, RecurringForm
from complaints.listing import Listed, listed
from complaints.recurring import recurrence
from office import pages
from office.web import signed_in


@permission_required("complaints.view", raise_exception=True)
@require_safe
def complaints(request: HttpRequest) -> HttpResponse:
    """A page of the list: what is open in order of what is due next, or what else is asked for."""
    user, now = signed_in(request), timezone.now()
    form, after = ListForm(request.GET, user=user), pages.PageForm(request.GET).mark()
    page = listed(form, user, after, now) if form.is_valid() else Listed([])
    context = {
        "form": form,
        "page": page,
        "now": now,
        "further": pages.with_mark(request.GET, page.further) if page.further else "",
        "begins": not after,
        "first": pages.with_mark(request.GET),
    }
    return render(request, "complaints/complaint_list.html", context, status=200 if form.is_valid() else 422)


@permission_required("complaints.take", raise_exception=True)
@require_safe
def recurring(request: HttpRequest) -> HttpResponse:
    """Whether the home complained of the same not long ago, or anybody of the same thing (CP-7); nothing before what
    could recur is known.
    """
    user, now = signed_in(request), timezone.now()
    subject = RecurringForm(request.GET, user=user).subject()
    same = recurrence(subject, user=user, until=now) if subject else None
    return render(request, "complaints/_recurring.html", {"same": same, "now": now})
