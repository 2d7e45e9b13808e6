"""Pieces of the desk's forms: the household of a room while it is typed, and one of its people as the caller."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from office.web import signed_in
from owners import phones
from owners.forms.callers import CallerForm, ChosenForm, LookupForm
from owners.households import household, numbers


@require_safe
@permission_required("owners.look_up", raise_exception=True)
def home(request: HttpRequest) -> HttpResponse:
    """Who lives in the room and what was promised to it; or why there is no such room, in words for the field."""
    user, now = signed_in(request), timezone.now()
    form = LookupForm(request.GET, user=user, now=now)
    context: dict[str, object] = {"form": form, "now": now}
    form.full_clean()
    if unit := form.cleaned_data.get("room"):
        day = unit.community.local(now).date()
        context["household"] = household(unit, user=user, on=day)
    return render(request, "owners/_household.html", context)


@require_safe
@permission_required("owners.look_up", raise_exception=True)
def caller(request: HttpRequest) -> HttpResponse:
    """The caller's part of a form, filled with somebody of the household; his number masked."""
    user = signed_in(request)
    chosen = ChosenForm(request.GET, user=user)
    if not chosen.is_valid():
        raise Http404
    person = chosen.cleaned_data["who"].person.known_as()
    known = numbers(person)
    initial = {
        "person": person.pk,
        "name": person.name,
        "capacity": chosen.cleaned_data["who"].capacity,
        "phone": phones.mask(known[0]) if known else "",
    }
    form = CallerForm(user=user, now=timezone.now(), initial=initial)
    return render(request, "owners/_caller.html", {"form": form})
