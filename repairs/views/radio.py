"""What the crew says by radio, noted by the desk; the crew's own telephone sends the same (RP-4)."""

from functools import partial

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from office.web import signed_in
from repairs import actions
from repairs.forms.verbs import TellForm
from repairs.views.jobs import get_job
from repairs.views.verbs import carry_out, verb_page


@permission_required("repairs.tell_crew", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def tell_crew(request: HttpRequest, number: str) -> HttpResponse:
    """The crew was told just now; how."""
    title, done = _("Crew told"), _("Noted: the crew knows.")
    return verb_page(request, number, TellForm, actions.tell_crew, title=title, done=done)


@require_POST
@permission_required("repairs.work", raise_exception=True)
def accept(request: HttpRequest, number: str) -> HttpResponse:
    """The crew takes the job."""
    job = get_job(request, number)
    work = partial(actions.accept, job.repair, by=signed_in(request), now=timezone.now())
    carry_out(request, job, work, _("Accepted."))
    return job.home()


@require_POST
@permission_required("repairs.work", raise_exception=True)
def arrive(request: HttpRequest, number: str) -> HttpResponse:
    """The crew is there."""
    job = get_job(request, number)
    work = partial(actions.arrive, job.repair, by=signed_in(request), now=timezone.now())
    carry_out(request, job, work, _("On site."))
    return job.home()
