"""How the complaints stand against the goals (QA-2, QA-3, QA-4)."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from complaints import goals
from complaints.forms.reports import CommunityForm
from office.web import signed_in


@permission_required("complaints.report", raise_exception=True)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The figures of one estate, counted from what the reader may know of."""
    user, now = signed_in(request), timezone.now()
    form = CommunityForm(request.GET, user=user)
    community = form.chosen()
    if community is None:
        raise Http404
    context = {
        "now": now,
        "form": form,
        "several": len(user.community_ids) > 1,
        "community": community,
        "rate": goals.rate(community, user, now),
        "handled": goals.handled(community, user, now),
        "answered": goals.answered_in_time(community, user, now),
    }
    return render(request, "complaints/figures.html", context, status=422 if form.errors else 200)
