"""One page for each record, whatever its kind: the prefix of its number says which."""

from collections.abc import Callable

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from complaints import record as complaint_record
from complaints.models import Complaint
from complaints.views import reports
from frontdesk.reception import boxes, calls, samples
from frontdesk.register import contact
from office.models import Promise
from office.web import signed_in
from owners.views import listings, matters, messages
from repairs import record as repair_record
from repairs.models import Rectification, Repair, WorkOrder
from visits.models import Callback


def _repair(request: HttpRequest, number: str) -> HttpResponse:
    user = signed_in(request)
    # The number of a work order is the repair's with -1, -2 …: it is what is spoken and typed.
    number = "-".join(number.split("-")[:3])
    repair = get_object_or_404(Repair.objects.visible_to(user).for_page(), number=number)
    if not user.has_perm("repairs.view_register"):
        return redirect("repairs:job", repair.number)
    context = repair_record.context(repair, user, timezone.now())
    return render(request, "frontdesk/record_repair.html", {**context, "callbacks": Callback.objects.of(repair)})


@permission_required("complaints.view", raise_exception=True)
def _complaint(request: HttpRequest, number: str) -> HttpResponse:
    user = signed_in(request)
    complaint = get_object_or_404(Complaint.objects.visible_to(user).for_page(), number=number)
    context = complaint_record.context(complaint, user, timezone.now())
    return render(request, "complaints/complaint_record.html", context)


def _notice(request: HttpRequest, number: str) -> HttpResponse:
    """A rectification notice stands on the page of its repair."""
    notices = Rectification.objects.visible_to(signed_in(request)).select_related("repair")
    return redirect("record", get_object_or_404(notices, number=number).repair.number)


def _shift(request: HttpRequest, number: str) -> HttpResponse:
    key = number.partition("-")[2]
    if not (key.isascii() and key.isdecimal()):
        raise Http404
    return redirect("shift", int(key))


# By what stands before the first hyphen of a number.
PAGES: dict[str, Callable[[HttpRequest, str], HttpResponse]] = {
    "C": _complaint,
    "H": listings.record,
    "J": contact.page,
    "JB": _shift,
    "L": boxes.page,
    "M": messages.record,
    "Q": samples.page,
    "R": _repair,
    "S": matters.record,
    "W": calls.page,
    "Z": _notice,
    "ZB": reports.record,
}


@require_safe
def record(request: HttpRequest, number: str) -> HttpResponse:
    """The page of the record with this number; 404 where there is none or it is not this user's to see."""
    number = number.upper()
    page = PAGES.get(number.partition("-")[0])
    if page is None:
        raise Http404
    return page(request, number)


@permission_required("office.view_board", raise_exception=True)
@require_safe
def of_promise(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a promise is kept: for who makes callbacks the desk of one, otherwise the page of its record."""
    user = signed_in(request)
    promise = get_object_or_404(Promise.objects.visible_to(user), pk=pk)
    callback = Callback.objects.filter(promise=promise, made_at=None).first()
    if callback and promise.is_open and user.has_perm("visits.call_back"):
        return redirect("visits:callback", callback.pk)
    return redirect("record", promise.subject)


@require_safe
def scan(request: HttpRequest, token: str) -> HttpResponse:
    """What the QR code of a work order opens: its record, for who may see it."""
    order = get_object_or_404(WorkOrder.objects.visible_to(signed_in(request)).select_related("repair"), token=token)
    return redirect("record", order.repair.number)
