"""Somebody entered twice: both entries side by side, and the choice of the one that stands for both."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from frontdesk.register.moving import posted
from office.models import Staff
from office.web import signed_in
from owners.actions.merging import CannotMerge, merge
from owners.forms.merging import MergeForm, Stands
from owners.forms.people import FindPersonForm
from owners.households import numbers_of
from owners.models import Contact, Occupancy, Person


@dataclass(frozen=True)
class Entry:
    """One of the two as it is shown beside the other."""

    person: Person
    stays: list[Occupancy]
    numbers: list[str]
    contacts: int


@permission_required("owners.merge_people", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def merge_people(request: HttpRequest, pk: int) -> HttpResponse:
    """Find the other entry, look at both, choose the one that stands. One of another estate is not there (404)."""
    user, now = signed_in(request), timezone.now()
    person = get_object_or_404(Person.objects.visible_to(user).select_related("community"), pk=pk)
    other = the_other(person, (request.POST if request.method == "POST" else request.GET).get("other", ""), user)
    if other is None:
        return _find(request, person, user)
    form = MergeForm(posted(request), now=now)
    if form.is_valid() and (stands := _merged(request, form, person, other)):
        return redirect("person_page", stands.pk)
    context = {"person": person, "other": other, "form": form, "entries": entries([person, other], user), "now": now}
    return render(request, "frontdesk/merge_people.html", context, status=422 if form.is_bound else 200)


def the_other(person: Person, key: str, user: Staff) -> Person | None:
    """The entry with this key, or nothing where none is named. Raises Http404 where there is none in this estate."""
    if not key:
        return None
    if not (key.isascii() and key.isdecimal() and len(key) < 19):
        raise Http404
    return get_object_or_404(Person.objects.visible_to(user).filter(community=person.community_id), pk=key)


def _find(request: HttpRequest, person: Person, user: Staff) -> HttpResponse:
    find = FindPersonForm(request.GET, now=timezone.now())
    found = [row.person for row in find.people(person.community, user) if row.person != person]
    context = {"person": person, "find": find, "found": entries(found, user)}
    return render(request, "frontdesk/merge_find.html", context, status=422 if request.method == "POST" else 200)


def entries(people: list[Person], user: Staff) -> list[Entry]:
    """Each with his homes, numbers and how many contacts he had; three statements."""
    keys = [person.pk for person in people]
    known = numbers_of(keys)
    stays = Occupancy.objects.filter(person__in=keys).select_related("unit").order_by("-since", "-pk")
    homes: dict[int, list[Occupancy]] = {}
    for stay in stays:
        homes.setdefault(stay.person_id, []).append(stay)
    counted = Contact.objects.visible_to(user).filter(person__in=keys).values_list("person").annotate(n=Count("pk"))
    contacts = dict(counted)
    return [Entry(row, homes.get(row.pk, []), known.get(row.pk, []), contacts.get(row.pk, 0)) for row in people]


def _merged(request: HttpRequest, form: MergeForm, person: Person, other: Person) -> Person | None:
    """The entry that stands for both from now on; nothing where the form says why they cannot become one."""
    twice, into = (other, person) if form.cleaned_data["stands"] == Stands.THIS else (person, other)
    try:
        stands = merge(twice, into=into)
    except CannotMerge as refused:
        form.add_error("stands", str(refused))
        return None
    messages.success(request, _("Merged: %(name)s stands for both.") % {"name": stands.name})
    return stands
