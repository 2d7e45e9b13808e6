"""The work is done or the danger removed (RP-6, RP-9): the same pages at the desk and on the crew's telephone."""

from datetime import datetime
from functools import partial

from django.contrib.auth.decorators import permission_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from office.web import signed_in
from repairs import actions
from repairs.forms.finishing import Account, FinishForm, MakeSafeForm, Result
from repairs.forms.lines import asks_for_other_lines, offer_for
from repairs.models import Verb, WorkOrder
from repairs.views.jobs import Job, get_job, posted, too_early_or_late
from repairs.views.money import agreed_total, known_lines, last_quote, typed_lines
from repairs.views.verbs import ask, carry_out


@permission_required("repairs.work", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: HttpRequest, number: str) -> HttpResponse:
    """The end of the work on site: what was done, the account as agreed or lower, who signed."""
    job, now = get_job(request, number), timezone.now()
    if refused := too_early_or_late(request, job, Verb.FINISH):
        return refused
    form = _finish_form(request, job, now)
    if form.is_valid():
        return _finished(request, job, form, now) if form.is_done else _handed_back(request, job, form, now)
    shown = {"lines": form.lines, "quote": form.agreed, "agreed": agreed_total(form.agreed)}
    return ask(request, job, form, _("Finish"), template="repairs/job_finish.html", **shown)


def _finish_form(request: HttpRequest, job: Job, now: datetime) -> FinishForm:
    """The form as sent; where a button asked for another line, the same again, not yet to be judged."""
    last, offer = last_quote(job), offer_for(job.repair, now)
    agreed = last if last and last.agreed_at else None
    asks, sent = asks_for_other_lines(request.POST), posted(request)
    lines = typed_lines(sent, offer) if sent and "lines-TOTAL_FORMS" in sent else known_lines(agreed, offer)
    initial = {
        "finished_at": timezone.localtime(now),
        "account": Account.AGREED if agreed else Account.FREE,
        "name": job.repair.caller_name,
        "capacity": job.repair.caller_capacity,
    }
    if asks:
        sent, initial = None, {**initial, **request.POST.dict()}
    files = None if sent is None else request.FILES
    return FinishForm(sent, files, order=job.order, agreed=agreed, lines=lines, now=now, initial=initial)


def _finished(request: HttpRequest, job: Job, form: FinishForm, now: datetime) -> HttpResponse:
    work = partial(
        actions.finish,
        job.repair,
        findings=form.cleaned_data["findings"],
        signature=form.signature,
        finished_at=form.cleaned_data["finished_at"],
        lines=form.lower_account,
        free=form.free_reason,
        goodwill_with=form.goodwill_head,
        by=signed_in(request),
        now=now,
    )
    carry_out(request, job, work, _("Finished. The signed order goes back to the desk."), form=form)
    return job.home()


def _handed_back(request: HttpRequest, job: Job, form: FinishForm, now: datetime) -> HttpResponse:
    why = f"{Result(form.cleaned_data['result']).label}：{form.cleaned_data['findings']}"
    work = partial(actions.hand_back, job.repair, why, by=signed_in(request), now=now)
    done = carry_out(request, job, work, _("Back with the desk, which sends somebody again."), form=form)
    return job.left() if done else job.home()


@permission_required("repairs.work", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def make_safe(request: HttpRequest, number: str) -> HttpResponse:
    """The danger is removed; the permanent repair has a date that the household was told."""
    job, user, now = get_job(request, number), signed_in(request), timezone.now()
    if refused := too_early_or_late(request, job, Verb.MAKE_SAFE):
        return refused
    form = MakeSafeForm(posted(request), now=now, today=job.repair.community.local(now).date())
    if form.is_valid():
        work = partial(actions.make_safe, job.repair, **form.cleaned_data, by=user, now=now)
        done = carry_out(request, job, work, _("Made safe. The desk plans the permanent repair."), form=form)
        return job.left() if done else job.home()
    return ask(request, job, form, _("Made safe"), template="repairs/job_make_safe.html")


@require_safe
def photo(request: HttpRequest, number: str) -> HttpResponseBase:
    """The photo kept with a work order, for who may see the order; never from a public address."""
    order = get_object_or_404(WorkOrder.objects.visible_to(signed_in(request)).exclude(signed_photo=""), number=number)
    try:
        file = order.signed_photo.open()
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(
        file,
        content_type="image/jpeg",
        filename=f"{order.number}.jpg",
        headers={"Content-Security-Policy": "sandbox", "Cache-Control": "private", "X-Content-Type-Options": "nosniff"},
    )
