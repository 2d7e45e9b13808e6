"""What a member of staff was told: alerts that concern him, newest first."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from office.models import Notice

SHOWN = 50


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    rows = Notice.objects.filter(staff=request.user.pk).order_by("-at", "-pk")[:SHOWN]
    return render(request, "frontdesk/notices.html", {"notices": rows, "now": timezone.now()})


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark everything as read that was there when the page was opened."""
    Notice.objects.unread().filter(staff=request.user.pk).update(read_at=timezone.now())
    messages.success(request, _("All notices are marked as read."))
    return redirect("notices")
