"""The polite phrases 文明用语, for who has no reception screen before him (RC-3)."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from owners import sayings


@permission_required("owners.view_contacts", raise_exception=True)
@require_safe
def phrases(request: HttpRequest) -> HttpResponse:
    """The phrases by group; asked for in place, only the piece."""
    template = "owners/_phrases.html" if request.htmx else "owners/phrases.html"  # type: ignore[attr-defined]
    return render(request, template, {"phrases": sayings.phrases()})
