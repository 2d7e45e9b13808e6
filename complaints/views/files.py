"""The photos and recordings of a complaint: put them there, look at one, listen to one."""

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from complaints import actions
from complaints.forms.attaching import AttachForm
from complaints.models import Attachment
from complaints.views.found import complaint_of
from office.served import served
from office.sounds import MOST_BYTES
from office.uploads import takes_files_of
from office.verb_pages import verb_page
from office.web import signed_in


@takes_files_of(MOST_BYTES)
@permission_required("complaints.take", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: HttpRequest, number: str) -> HttpResponse:
    """Several photos or recordings at once; one that the complaint has already stays one."""
    return verb_page(
        request,
        complaint_of(request, number),
        AttachForm,
        actions.attach,
        title=_("Add photos or recordings"),
        done=_("They are with the complaint."),
        template="complaints/complaint_verb.html",
    )


@permission_required("complaints.view", raise_exception=True)
@require_safe
def file(request: HttpRequest, number: str, pk: int) -> HttpResponseBase:
    """One of them, for who may see the complaint; never from a public address."""
    rows = Attachment.objects.visible_to(signed_in(request)).select_related("complaint")
    attachment = get_object_or_404(rows, complaint__number=number, pk=pk)
    try:
        opened = attachment.file.open()
    except FileNotFoundError as error:
        raise Http404 from error
    return served(
        request,
        opened,
        content_type=attachment.content_type,
        filename=attachment.download_name,
        digest=attachment.digest,
    )
