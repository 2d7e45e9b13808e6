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
from repairs.models import Verb
from repairs.views.jobs import get_job, posted, too_early_or_late
from repairs.views.verbs import ask, carry_out


@permission_required("repairs.tell_crew", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def tell_crew(request: HttpRequest, number: str) -> HttpResponse:
    """The crew was told just now; how."""
    job, user, now = get_job(request, number), signed_in(request), timezone.now()
    if refused := too_early_or_late(request, job, Verb.TELL_CREW):
        return refused
    form = TellForm(posted(request), repair=job.repair, by=user, now=now)
    if form.is_valid():
        work = partial(actions.tell_crew, job.repair, form.cleaned_data["how"], by=user, now=now)
        carry_out(request, job, work, _("Noted: the crew knows."), form=form)
        return job.home()
    return ask(request, job, form, _("Crew told"))


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
