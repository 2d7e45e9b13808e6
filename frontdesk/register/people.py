"""The page of one person: his homes over time, his numbers, what is under way, and everything that ever happened."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from frontdesk.register import history
from frontdesk.register.sources import Scope
from office import accesses
from office.models import Access, Staff
from office.web import signed_in
from owners.households import numbers
from owners.models import Occupancy, Person

STAYS = 100


@require_safe
@permission_required("owners.view_register", raise_exception=True)
def person_page(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a person; one entered twice leads to the entry that stands for him."""
    user, now = signed_in(request), timezone.now()
    entries = entries_of(pk, user)
    person = next((entry for entry in entries if entry.pk == pk), None)
    if person is None:
        raise Http404
    if person.merged_into_id:
        return redirect("person_page", person.known_as().pk)
    known = numbers(person)
    stays = Occupancy.objects.filter(person__in=entries).select_related("unit").order_by("-since", "-pk")
    context: dict[str, Any] = {
        "person": person,
        "others": [entry for entry in entries if entry.pk != pk],
        "now": now,
        "today": person.community.local(now).date(),
        "numbers": known,
        "may_reveal": bool(known) and user.has_perm("owners.reveal_phone"),
        "stays": list(stays[:STAYS]),
        **history.context(request, Scope(people=tuple(entry.pk for entry in entries)), user, now),
    }
    return render(request, "frontdesk/person_page.html", context)


def entries_of(pk: int, user: Staff) -> list[Person]:
    """A person and the entries that were merged into him, as far as this user may see them; one statement."""
    rows = Person.objects.visible_to(user).filter(Q(pk=pk) | Q(merged_into=pk))
    return list(rows.select_related("community").order_by("pk"))


@require_POST
@permission_required("owners.reveal_phone", raise_exception=True)
def reveal_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show all numbers of a person this once; the access log says to whom."""
    person = get_object_or_404(Person.objects.visible_to(signed_in(request)), pk=pk).known_as()
    known = numbers(person)
    if not known:
        return redirect("person_page", person.pk)
    accesses.note(request, f"person {person.pk}", Access.What.PHONE, now=timezone.now())
    template = "frontdesk/_person_numbers.html" if request.htmx else "frontdesk/person_reveal.html"  # type: ignore[attr-defined]
    response = render(request, template, {"person": person, "numbers": known, "revealed": True})
    response["Cache-Control"] = "no-store"
    return response
