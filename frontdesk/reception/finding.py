"""What the search box of the reception screen lists while somebody types."""

from typing import NamedTuple

from django import forms
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from complaints.models import Complaint
from office.fields import DeskCharField
from office.web import signed_in
from owners.search.finding import find
from owners.search.hits import CALLER, HOME, PERSON, Hit
from owners.search.records import OWN, Kind
from repairs.models import Rectification, Repair

KINDS = {
    **OWN,
    "R": Kind(Repair.objects.visible_to, "problem", "unit"),
    "Z": Kind(Rectification.objects.visible_to, "text", "repair__unit", "repair__community"),
    "C": Kind(Complaint.objects.visible_to, "text", "unit"),
}


class FindForm(forms.Form):
    """What was typed, as far as anybody could see it."""

    q = DeskCharField(max_length=60, required=False)


class Line(NamedTuple):
    """A line of the list; where it has an address it is opened, otherwise its home is put into the form."""

    hit: Hit
    href: str = ""


@permission_required("owners.look_up", raise_exception=True)
@require_safe
def reception_find(request: HttpRequest) -> HttpResponse:
    """The lines for what is typed, as a list box; or why there is none."""
    user, form = signed_in(request), FindForm(request.GET)
    context: dict[str, object] = {"form": form, "now": timezone.now(), "estates": len(user.community_ids) > 1}
    if form.is_valid() and (typed := form.cleaned_data["q"]):
        found = find(typed, user=user, now=timezone.now(), kinds=KINDS)
        context |= {"found": found, "lines": [Line(hit, _address(hit)) for hit in found.hits]}
    return render(request, "frontdesk/_found.html", context)


def _address(hit: Hit) -> str:
    """Where a line leads that fills in no home: to its record, or to the screen with somebody who has none."""
    if hit.kind in (HOME, PERSON, CALLER) and hit.unit and not hit.moved_out:
        return ""
    if hit.kind == PERSON:
        return f"{reverse('reception')}?person={hit.person}"
    return reverse("record", args=[hit.number])
