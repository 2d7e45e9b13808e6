"""The page of one home: who lives and lived there, what is under way, and everything that ever happened there."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from frontdesk.register import history
from frontdesk.register.sources import Scope
from office.models import PlannedStop, Unit
from office.web import signed_in
from owners.households import each_once

# Of a home that changed hands more often than this the last are shown; the history has them all.
STAYS = 100


@require_safe
@permission_required("owners.view_register", raise_exception=True)
def home_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a home; 404 where it is none of this user's."""
    user, now = signed_in(request), timezone.now()
    unit = get_object_or_404(Unit.objects.visible_to(user).select_related("community", "building"), pk=pk)
    today = unit.community.local(now).date()
    context: dict[str, Any] = {
        "unit": unit,
        "now": now,
        "today": today,
        "stops": list(PlannedStop.objects.ahead(now).of(unit)),
        **stays(unit, today),
        **history.context(request, Scope(unit=unit), user, now),
    }
    return render(request, "frontdesk/home_page.html", context)


def stays(unit: Unit, today: date) -> dict[str, Any]:
    """Who lives in a home, who is still to move in, and who lived there; two statements."""
    rows = list(unit.occupancies.select_related("person__merged_into").order_by("-since", "-pk")[:STAYS])
    here = [row for row in rows if row.since <= today and (row.until is None or row.until >= today)]
    for row in rows:
        row.person = row.person.known_as()
    return {
        "residents": each_once(here),
        "coming": [row for row in rows if row.since > today],
        "former": [row for row in rows if row.until is not None and row.until < today],
    }
