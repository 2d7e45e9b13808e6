"""A repair is taken: one page from the caller to the appointment (RP-1, RP-2)."""

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from office.fields import took_out
from office.models import Staff, Unit
from office.web import signed_in
from owners.forms.callers import LookupForm
from owners.households import Household, household
from repairs import actions
from repairs.forms.categories import CategoryForm
from repairs.forms.registering import RegisterForm
from repairs.models import Repair
from repairs.views.jobs import posted

WAITING = 8


@permission_required("repairs.register", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """The page itself; a save leads to the record or on to the dispatch."""
    user, now = signed_in(request), timezone.now()
    asked = LookupForm(request.GET, user=user, now=now)
    asked.full_clean()
    unit = asked.cleaned_data.get("room")
    initial = {"room": unit.number, "community": unit.community_id} if unit else {}
    form = RegisterForm(posted(request), user=user, now=now, initial=initial)
    if form.is_valid():
        return _taken(request, form, now)
    context = {
        "form": form,
        "now": now,
        "household": _household(form.cleaned_data.get("room") if form.is_bound else unit, user, now),
        "category": form.fields["category"].offered.get(str(form["category"].value())),  # type: ignore[attr-defined]
        "waiting": _waiting(user, now),
    }
    return render(request, "repairs/repair_new.html", context, status=422 if form.errors else 200)


def _household(unit: Unit | None, user: Staff, now: datetime) -> Household | None:
    return household(unit, user=user, on=unit.community.local(now).date()) if unit else None


def _waiting(user: Staff, now: datetime) -> list[tuple[Repair, object]]:
    """What waits for somebody to be sent, the most pressing first."""
    rows = Repair.objects.visible_to(user).unassigned().order_by("-urgent", "reported_at")[:WAITING]
    return [(repair, now - repair.reported_at) for repair in rows]


def _taken(request: HttpRequest, form: RegisterForm, now: datetime) -> HttpResponse:
    asked = form.repair()
    repair = actions.register(asked, form.contact(), by=signed_in(request), now=now)
    if repair.number == asked.number:
        messages.success(request, _("Saved as %(number)s.") % {"number": repair.number})
    else:
        messages.info(request, _("Already saved as %(number)s.") % {"number": repair.number})
    if took_out(form):
        messages.info(request, _("Characters that cannot be seen were taken out of what was typed."))
    on = repair.status == Repair.Status.REGISTERED and request.POST.get("then") == "dispatch"
    return redirect("repairs:dispatch" if on else "record", repair.number)


@permission_required("repairs.register", raise_exception=True)
@require_safe
def category(request: HttpRequest) -> HttpResponse:
    """What a category means for its clocks; for what is not ours, to whom it was reported."""
    now = timezone.now()
    chosen = CategoryForm(request.GET, now=now)
    form = RegisterForm(user=signed_in(request), now=now)
    context = {"form": form, "category": chosen.cleaned_data["category"] if chosen.is_valid() else None}
    return render(request, "repairs/_category_says.html", context)
