"""The complaint record 投诉处理记录表 on paper."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from complaints.sheet import sheet
from complaints.views.found import complaint_of
from office.models import Department


@permission_required("complaints.view", raise_exception=True)
@require_safe
def complaint(request: HttpRequest, number: str) -> HttpResponse:
    """Everything about one complaint on one sheet of A4, the phone masked (RP-3)."""
    found, now = complaint_of(request, number), timezone.now()
    desk = Department.objects.filter(community=found.community, kind=Department.Kind.CUSTOMER_SERVICE).first()
    context = {"complaint": found, "sheet": sheet(found, now), "desk": desk}
    return render(request, "complaints/complaint_print.html", context)
