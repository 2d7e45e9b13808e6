"""The contact boxes 联系箱: what is to be opened today, and the letters on their way to the screen (RC-7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import OuterRef, Prefetch, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from office.models import Promise, Staff
from office.web import signed_in
from owners.actions import boxes as actions
from owners.forms.boxes import OpeningForm
from owners.models import BoxOpening, Contact, ContactBox

OPENINGS = 10


@dataclass(frozen=True)
class Line:
    """A box with the openings that it still owes, the most pressing first."""

    box: ContactBox
    owed: list[Promise]


@dataclass(frozen=True)
class Opened:
    """An opening with the contacts that its letters have become, and how many are still to be recorded."""

    opening: BoxOpening
    letters: list[Contact]

    @property
    def left(self) -> int:
        return max(self.opening.count - len(self.letters), 0)

    @property
    def next(self) -> int:
        """Which letter comes next."""
        return len(self.letters) + 1


@permission_required("owners.view_contacts", raise_exception=True)
@require_safe
def boxes(request: HttpRequest) -> HttpResponse:
    """Every box in use and how it stands today."""
    user, now = signed_in(request), timezone.now()
    context = {"lines": lines(user), "now": now, "several": len(user.community_ids) > 1}
    return render(request, "frontdesk/box_list.html", context)


def lines(user: Staff) -> list[Line]:
    """The boxes of one's communities with what is still to be opened and when they were opened last; two statements."""
    last = BoxOpening.objects.filter(box=OuterRef("pk")).order_by("-at").values("at")[:1]
    rows = ContactBox.objects.visible_to(user).in_use().select_related("community")
    found = list(rows.annotate(opened_at=Subquery(last)).order_by("community", "opens_at", "pk"))
    owed = Promise.objects.visible_to(user).open().filter(subject__in=[box.number for box in found], rule=actions.OPEN)
    by_number: dict[str, list[Promise]] = {}
    for promise in owed.order_by("due_at"):
        by_number.setdefault(promise.subject, []).append(promise)
    return [Line(box, by_number.get(box.number, [])) for box in found]


@permission_required("owners.view_contacts", raise_exception=True)
def page(request: HttpRequest, number: str) -> HttpResponse:
    """The page of the box with this number: open it, and what lay in it."""
    box = get_box(signed_in(request), number)
    return _page(request, box, OpeningForm(box=box, now=timezone.now()))


def get_box(user: Staff, number: str) -> ContactBox:
    return get_object_or_404(ContactBox.objects.visible_to(user).select_related("community"), number=number)


def _page(request: HttpRequest, box: ContactBox, form: OpeningForm) -> HttpResponse:
    status = 422 if form.errors else 200
    return render(request, "frontdesk/record_box.html", context(box, signed_in(request), form, form.now), status=status)


def context(box: ContactBox, user: Staff, form: OpeningForm, now: datetime) -> dict[str, Any]:
    """What the page of a box says; four statements beside the box itself."""
    letters = Prefetch("letters", Contact.objects.only("number", "at", "opening", "confidential").order_by("pk"))
    openings = box.openings.select_related("by").prefetch_related(letters).order_by("-at", "-pk")[:OPENINGS]
    promised = Promise.objects.visible_to(user).of(box.number).select_related("holder", "department", "limit")
    return {
        "now": now,
        "box": box,
        "form": form,
        "promises": with_community(promised.order_by("ended_at", "due_at")[:OPENINGS], box),
        "openings": [Opened(row, list(row.letters.all())) for row in openings],
        "may_open": box.active and user.has_perm("owners.open_box"),
    }


def with_community(rows: Iterable[Promise], box: ContactBox) -> list[Promise]:
    found = list(rows)
    for row in found:
        row.community = box.community
    return found


@require_POST
@permission_required("owners.open_box", raise_exception=True)
def open_box(request: HttpRequest, number: str) -> HttpResponse:
    """Note that the box was opened and how many letters lay in it."""
    user, now = signed_in(request), timezone.now()
    box = get_box(user, number)
    form = OpeningForm(request.POST, box=box, now=now)
    if not form.is_valid():
        return _page(request, box, form)
    try:
        opening = actions.note_opening(form.opening(), by=user, now=now)
    except actions.NotInOrder as refused:
        form.add_error("at", str(refused))
        return _page(request, box, form)
    text = ngettext("Opened, %(n)d letter.", "Opened, %(n)d letters.", opening.count) % {"n": opening.count}
    messages.success(request, text if opening.count else _("Opened, no letters."))
    return redirect("record", box.number)
