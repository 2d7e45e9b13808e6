"""Work orders on paper. Pressing Print counts; looking at the sheets, before or again, does not."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from office.models import Staff
from office.statuses import InvalidMove
from office.web import signed_in
from repairs.actions.printing import print_orders
from repairs.forms.prints import PrintForm
from repairs.models import WorkOrder
from repairs.sheets import reading


@permission_required("repairs.print", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def orders(request: HttpRequest) -> HttpResponse:
    """The sheets of the orders named, one on a page (RP-3). A POST counts a printing of each and then shows them."""
    user = signed_in(request)
    form = PrintForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        messages.warning(request, str(form.errors["order"][0]))
        return redirect("repairs:list" if user.has_perm("repairs.view_register") else "repairs:jobs")
    numbers = form.cleaned_data["order"]
    chosen = visible_orders(numbers, user)
    if request.method == "POST":
        return print_now(request, sorted(chosen.select_related("repair"), key=lambda row: numbers.index(row.number)))
    sheets = reading.of_orders(chosen, lambda order: request.build_absolute_uri(f"/q/{order.token}/"))
    sheets.sort(key=lambda sheet: numbers.index(sheet.order.number))
    return render(request, "repairs/workorder_print.html", {"sheets": sheets, "counted": form.cleaned_data["printed"]})


def visible_orders(numbers: list[str], user: Staff) -> QuerySet[WorkOrder]:
    """All of these orders. Raises Http404 where there is one that this user may not see, or none of that number."""
    chosen = WorkOrder.objects.visible_to(user).filter(number__in=numbers)
    if chosen.count() != len(numbers):
        raise Http404
    return chosen


def print_now(request: HttpRequest, orders: list[WorkOrder]) -> HttpResponse:
    """Count a printing of each of these orders and show them on a page that goes to the printer at once."""
    numbers = [order.number for order in orders]
    try:
        print_orders(orders, by=signed_in(request), now=timezone.now())
    except InvalidMove as refused:
        messages.warning(request, str(refused))
        return redirect("record", orders[0].repair.number)
    return redirect(f"{reverse('repairs:print')}?{urlencode({'order': numbers, 'printed': 1}, doseq=True)}")
