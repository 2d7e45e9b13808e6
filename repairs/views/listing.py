"""The register of repairs 报修(服务)汇总表: searched, newest first, and several orders printed at once."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from office.web import signed_in
from repairs.filters import PageForm, RegisterFilter, mark_of, number_of
from repairs.models import Repair
from repairs.register import Page, page


@permission_required("repairs.view_register", raise_exception=True)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """A page of the register; a whole number that exists leads straight to its record."""
    user, now = signed_in(request), timezone.now()
    repairs = Repair.objects.visible_to(user)
    number = number_of(request.GET.get("q", ""))
    if number and repairs.filter(number=number).exists():
        return redirect("record", number)
    found = RegisterFilter(request.GET, repairs, user=user)
    shown = page(found.qs, PageForm(request.GET).mark()) if found.is_valid() else Page([], older=False)
    context = {
        "filter": found,
        "form": found.form,
        "page": shown,
        "now": now,
        "older": _address(request, mark_of(shown.rows[-1])) if shown.older else "",
        "begins": not request.GET.get("before"),
        "newest": _address(request),
    }
    return render(request, "repairs/repair_list.html", context, status=200 if found.is_valid() else 422)


def _address(request: HttpRequest, before: str = "") -> str:
    """The same search from another place on."""
    query = request.GET.copy()
    query.pop("before", None)
    if before:
        query["before"] = before
    return f"?{query.urlencode()}"
