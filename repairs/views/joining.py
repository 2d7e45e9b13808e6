"""Several reports of one fault: urge it, join them, take one out again, share it with a building (RP-10)."""

from functools import partial

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from office.web import signed_in
from repairs import actions
from repairs.forms.joining import JoinForm, PartForm, ShareForm
from repairs.views.jobs import get_job
from repairs.views.verbs import carry_out, verb_page

joins = permission_required("repairs.join", raise_exception=True)


@require_POST
@permission_required("repairs.register", raise_exception=True)
def urge(request: HttpRequest, number: str) -> HttpResponse:
    """催办: the household asks where the crew is; whoever has the job hears of it."""
    job = get_job(request, number)
    work = partial(actions.urge, job.repair, by=signed_in(request), now=timezone.now())
    carry_out(request, job, work, _("Urged: whoever has it was told."))
    return job.home()


@joins
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, number: str) -> HttpResponse:
    """并单: one job with another open repair of the estate."""
    done = _("Joined: one job, and this caller is called back too.")
    title, template = _("Join to another repair"), "repairs/repair_join.html"
    return verb_page(request, number, JoinForm, actions.join, title=title, done=done, template=template)


@joins
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, number: str) -> HttpResponse:
    """A joined report is a job of its own after all."""
    done = _("On its own again, to be dispatched.")
    return verb_page(request, number, PartForm, actions.part, title=_("Take out again"), done=done)


@joins
@require_http_methods(["GET", "HEAD", "POST"])
def share(request: HttpRequest, number: str) -> HttpResponse:
    """共同故障: what is read to callers from the building; the other reports of it join."""
    done = _("Shared fault opened: it stands on the card of every home concerned.")
    title = _("Open a shared fault")
    return verb_page(
        request, number, ShareForm, actions.share, title=title, done=done, template="repairs/repair_share.html"
    )
