"""Lines of the hotline that are or were out of order, and the number given out instead (RC-12)."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from office import pages
from office.promises import AlreadyEnded
from office.web import signed_in
from owners.actions import calls as actions
from owners.forms.calls import OutageEndForm, OutageForm
from owners.forms.paging import PageForm
from owners.models import LineOutage

RECORD = "owners.record_contact"


@permission_required("owners.view_contacts", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def lines(request: HttpRequest) -> HttpResponse:
    """Every outage, the newest first; and one that is noted now."""
    user, now = signed_in(request), timezone.now()
    if request.method == "POST" and not user.has_perm(RECORD):
        raise PermissionDenied
    form = OutageForm(request.POST if request.method == "POST" else None, user=user, now=now)
    if form.is_valid():
        actions.note_outage(form.outage(), by=user)
        messages.success(request, _("Noted; the reception screen says so."))
        return redirect("owners:lines")
    rows = LineOutage.objects.visible_to(user).select_related("noted_by", "community")
    page = pages.page(rows, "since", PageForm.mark(request.GET))
    context = {
        "form": form,
        "page": page,
        "now": now,
        "outages": LineOutage.objects.visible_to(user).now(),
        "several": len(user.community_ids) > 1,
    }
    return render(request, "owners/outage_list.html", context, status=422 if form.errors else 200)


@permission_required(RECORD, raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def line_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The line works again."""
    outage = get_object_or_404(LineOutage.objects.visible_to(signed_in(request)), pk=pk)
    if outage.until:
        messages.warning(request, _("This outage has an end already."))
        return redirect("owners:lines")
    form = OutageEndForm(request.POST if request.method == "POST" else None, outage=outage, now=timezone.now())
    if not form.is_valid():
        context = {"form": form, "outage": outage}
        return render(request, "owners/outage_end.html", context, status=422 if form.errors else 200)
    try:
        actions.end_outage(outage, form.cleaned_data["until"])
        messages.success(request, _("%(line)s works again.") % {"line": outage.line})
    except AlreadyEnded as refused:
        messages.warning(request, str(refused))
    return redirect("owners:lines")
