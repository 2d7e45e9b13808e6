"""Moving in, moving out, and a day that was written down wrongly: the register of who lives where."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from frontdesk.register import history
from frontdesk.register.sources import Scope
from office.models import Staff, Unit
from office.web import signed_in
from owners.actions import moving
from owners.forms.moving import BaseNewcomerFormSet, CorrectForm, MoveInForm, MoveOutForm, NewcomerFormSet, as_seen
from owners.forms.people import ChosenPeopleForm, FindPersonForm
from owners.models import Occupancy

FORM = ["GET", "HEAD", "POST"]


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent by POST, for a form that is unbound otherwise."""
    return request.POST if request.method == "POST" else None


def get_unit(pk: int, user: Staff) -> Unit:
    """The home of this user's communities. Raises Http404."""
    return get_object_or_404(Unit.objects.visible_to(user).select_related("community", "building"), pk=pk)


@permission_required("owners.move_people", raise_exception=True)
@require_http_methods(FORM)
def move_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Who moves in: people of the register, found first, and new ones."""
    user, now = signed_in(request), timezone.now()
    unit = get_unit(pk, user)
    chosen = ChosenPeopleForm(request.GET, community=unit.community, user=user).people()
    form = MoveInForm(posted(request), unit=unit, now=now)
    who = NewcomerFormSet(posted(request), unit=unit, user=user, people=chosen)
    if form.is_valid() and who.is_valid() and _moved_in(request, unit, form, who):
        return redirect("home_page", unit.pk)
    find = FindPersonForm(request.GET, now=now)
    context = {
        "unit": unit,
        "form": form,
        "who": who,
        "find": find,
        "found": [found for found in find.people(unit.community, user) if found.person not in chosen],
        "chosen": chosen,
    }
    return render(request, "frontdesk/move_in.html", context, status=422 if form.is_bound else 200)


def _moved_in(request: HttpRequest, unit: Unit, form: MoveInForm, who: BaseNewcomerFormSet) -> bool:
    """Let them move in and say so; or say at the line what stands against it."""
    since = form.cleaned_data["since"]
    if not who.check(since, anyway=form.cleaned_data["anyway"]):
        return False
    try:
        stays = moving.move_in(unit, who.newcomers, since=since)
    except moving.LivesThere as refused:
        who.named[refused.position].add_error("name", str(refused))
        return False
    text = ngettext("%(n)d moved in.", "%(n)d moved in.", len(stays)) % {"n": len(stays)}
    messages.success(request, text)
    return True


@permission_required("owners.move_people", raise_exception=True)
@require_http_methods(FORM)
def move_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Who moves out, and when; what is open is shown and has to be gone through first."""
    user, now = signed_in(request), timezone.now()
    unit = get_unit(pk, user)
    left = history.open_now(Scope(unit=unit), user, now)
    form = MoveOutForm(posted(request), unit=unit, asks=bool(left), now=now)
    if form.is_valid():
        try:
            moving.move_out(form.cleaned_data["stays"], until=form.cleaned_data["until"])
        except moving.Overtaken as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, _("Moved out. What happened stays in the register."))
        return redirect("home_page", unit.pk)
    context = {"unit": unit, "form": form, "open": left, "promises": [], "now": now}
    return render(request, "frontdesk/move_out.html", context, status=422 if form.is_bound else 200)


@permission_required("owners.move_people", raise_exception=True)
@require_http_methods(FORM)
def correct_stay(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a wrong day or capacity of an occupancy right; 409 where somebody else has changed it meanwhile."""
    user, now = signed_in(request), timezone.now()
    stays = Occupancy.objects.visible_to(user).select_related("unit__community", "person__merged_into")
    stay = get_object_or_404(stays, pk=pk)
    form = CorrectForm(posted(request), stay=stay, now=now)
    if form.is_valid() and _corrected(request, form):
        return redirect("home_page", stay.unit_id)
    overtaken = form.is_bound and form.has_error(NON_FIELD_ERRORS, "overtaken")
    status = 409 if overtaken else 422 if form.is_bound else 200
    context = {"stay": stay, "unit": stay.unit, "form": form, "seen": as_seen(stay), "overtaken": overtaken}
    return render(request, "frontdesk/correct_stay.html", context, status=status)


def _corrected(request: HttpRequest, form: CorrectForm) -> bool:
    """Write it and say so; or say at the form what stands against it."""
    data = form.cleaned_data
    try:
        moving.correct(form.stay, since=data["since"], until=data["until"], capacity=data["capacity"])
    except moving.Overtaken as refused:
        form.stay.refresh_from_db(fields=["since", "until", "capacity"])
        form.add_error(None, ValidationError(str(refused), code="overtaken"))
        return False
    except moving.LivesThere as refused:
        form.add_error("since", str(refused))
        return False
    messages.success(request, _("Corrected."))
    return True
