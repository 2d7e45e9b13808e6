"""What answers while a report is being written: its category, what is like it, problem texts (RP-1, RP-10)."""

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from office.web import signed_in
from repairs.alike import alike, rising, to_lead
from repairs.forms.asking import AlikeForm, BlockForm, TextForm
from repairs.forms.blocks import RepairForm
from repairs.forms.categories import CategoryForm
from repairs.models import ProblemText

takes = permission_required("repairs.register", raise_exception=True)


@takes
@require_safe
def category(request: HttpRequest) -> HttpResponse:
    """What a category means for its clocks, whom it asks to ring at once, and to whom it is reported if not ours."""
    return render(
        request, "repairs/_category_says.html", {"form": _block(request, {"utility_told_at": timezone.now()})}
    )


def _block(request: HttpRequest, initial: dict[str, Any]) -> RepairForm:
    """The block that asks, unbound; the category named for it is chosen."""
    user, now = signed_in(request), timezone.now()
    asking = BlockForm(request.GET, user=user)
    chosen = CategoryForm(request.GET, prefix=asking.name, now=now)
    if chosen.is_valid() and chosen.cleaned_data["category"]:
        initial = {"category": chosen.cleaned_data["category"].pk, **initial}
    return RepairForm(user=user, now=now, community=asking.estate, prefix=asking.name, initial=initial)


@takes
@require_safe
def like(request: HttpRequest) -> HttpResponse:
    """What was reported of the same kind from the same home or place, with what can be done about it (RP-10)."""
    user, now = signed_in(request), timezone.now()
    form = AlikeForm(request.GET, user=user, now=now)
    form.full_clean()
    known = {name: form.cleaned_data.get(name) for name in ("unit", "category", "building")}
    place = form.cleaned_data.get("place", "")
    estate = BlockForm(request.GET, user=user).estate
    found = alike(
        known["unit"], known["category"], user=user, now=now, community=estate, building=known["building"], place=place
    )
    house = known["building"] or (known["unit"].building if known["unit"] and not place else None)
    many = rising(house, known["category"], now=now)
    context = {"alike": found, "rising": many, "first": to_lead(many), "building": house, "now": now}
    return render(request, "repairs/_alike.html", context)


@takes
@require_safe
def problem_texts(request: HttpRequest) -> HttpResponse:
    """The problem texts with their keys, as a panel to choose from (常用描述)."""
    return render(request, "repairs/_problem_texts.html", {"texts": ProblemText.objects.offered()})


@takes
@require_safe
def problem_text(request: HttpRequest) -> HttpResponse:
    """The fields that a problem text fills in, filled in; 404 where there is none with this key."""
    form = TextForm(request.GET, now=timezone.now())
    text = ProblemText.objects.under(form.cleaned_data["key"]) if form.is_valid() else None
    if text is None:
        raise Http404
    block = _block(request, {"key": text.key, "problem": text.text, "category": text.category_id})
    return render(request, "repairs/_problem_text.html", {"form": block, "text": text})
