"""The list of complaints, and what recurs for the reception screen."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from complaints.forms.listing import ListForm, RecurringForm
from complaints.listing import Listed, listed
from complaints.recurring import recurrence
from office.web import signed_in


@permission_required("complaints.view", raise_exception=True)
@require_safe
def complaints(request: HttpRequest) -> HttpResponse:
    """A page of the list: what is to be answered by when it is due, or what was answered, or all of it."""
    user = signed_in(request)
    form = ListForm(request.GET, user=user)
    after = request.GET.get("after", "")
    page = listed(form, user, after) if form.is_valid() else Listed([])
    context = {
        "form": form,
        "page": page,
        "now": timezone.now(),
        "further": _address(request, page.further) if page.further else "",
        "begins": not after,
        "first": _address(request),
    }
    return render(request, "complaints/complaint_list.html", context, status=200 if form.is_valid() else 422)


def _address(request: HttpRequest, after: str = "") -> str:
    """The same list from another place on."""
    query = request.GET.copy()
    query.pop("after", None)
    if after:
        query["after"] = after
    return f"?{query.urlencode()}"


@permission_required("complaints.take", raise_exception=True)
@require_safe
def recurring(request: HttpRequest) -> HttpResponse:
    """Whether the home complained of the same not long ago (CP-7); nothing where one of the two is not known yet."""
    user, now = signed_in(request), timezone.now()
    form = RecurringForm(request.GET, user=user)
    asked = form.cleaned_data if form.is_valid() else None
    same = recurrence(asked["unit"], asked["type"], user=user, until=now) if asked else None
    return render(request, "complaints/_recurring.html", {"same": same, "now": now})
