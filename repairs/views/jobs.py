"""What the pages of one job share: who may open it, and in which frame it is shown."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect

from office import statuses
from office.web import signed_in
from repairs.actions.working import current_order
from repairs.models import Repair, WorkOrder
from repairs.models.allowed import check


@dataclass(frozen=True)
class Job:
    """A repair with its newest order, and the frame of its pages: the crew's telephone or the desk."""

    repair: Repair
    order: WorkOrder
    on_phone: bool

    @property
    def frame(self) -> str:
        return "phone.html" if self.on_phone else "base.html"

    def home(self) -> HttpResponse:
        """Back to the page from which its pages are opened."""
        return redirect("repairs:job" if self.on_phone else "record", self.repair.number)

    def left(self) -> HttpResponse:
        """On from a job that is no longer one's own."""
        return redirect("repairs:jobs") if self.on_phone else self.home()


def get_job(request: HttpRequest, number: str) -> Job:
    """The job that this user may work on; 404 where it is none of his.

    The desk works on every repair of its communities, the crew on those whose newest order it has.
    """
    user = signed_in(request)
    repair = get_object_or_404(Repair.objects.visible_to(user).for_page(), number=number)
    order = current_order(repair)
    desk = user.has_perm("repairs.view_register")
    if not desk and not order.crew.filter(pk=user.pk).exists():
        raise Http404
    return Job(repair, order, on_phone=not desk or request.GET.get("from") == "job")


def too_early_or_late(request: HttpRequest, job: Job, verb: str) -> HttpResponse | None:
    """The way back, with the reason, where the status of the job does not let this verb begin; otherwise nothing."""
    try:
        check(job.repair, verb)
    except statuses.InvalidMove as error:
        messages.warning(request, str(error))
        return job.home()
    return None


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent by POST, for a form that is unbound otherwise."""
    return request.POST if request.method == "POST" else None
