"""Quote and consent (RP-5): the same pages at the desk and on the crew's telephone."""

from decimal import Decimal
from functools import partial

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from office.web import signed_in
from repairs import actions
from repairs.actions.quoting import lines_of
from repairs.forms.consent import AgreeForm, RefuseForm, SeenForm, may_agree
from repairs.forms.lines import (
    BaseLineFormSet,
    LineFormSet,
    Offer,
    as_typed,
    asks_for_other_lines,
    offer_for,
    with_other_lines,
)
from repairs.models import Quote, Verb
from repairs.views.jobs import Job, get_job, posted, too_early_or_late
from repairs.views.verbs import ask, carry_out


@permission_required("repairs.quote", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def quote(request: HttpRequest, number: str) -> HttpResponse:
    """Name the price, line by line, before the work."""
    job, user, now = get_job(request, number), signed_in(request), timezone.now()
    if refused := too_early_or_late(request, job, Verb.QUOTE):
        return refused
    last, offer, sent = last_quote(job), offer_for(job.repair, now), posted(request)
    lines = known_lines(last, offer) if sent is None else typed_lines(sent, offer)
    seen = SeenForm(sent, initial={"seen": last.version if last else 0})
    judged = sent is not None and not asks_for_other_lines(sent)
    if judged and seen.is_valid() and lines.is_valid():
        work = partial(actions.quote, job.repair, lines.lines, by=user, now=now, seen=seen.cleaned_data["seen"])
        carry_out(request, job, work, _quoted(lines.total))
        return job.home()
    context = {"job": job, "repair": job.repair, "lines": lines, "seen": seen, "agreed": agreed_total(last)}
    return render(request, "repairs/job_quote.html", context, status=422 if judged else 200)


def _quoted(total: Decimal) -> str:
    text = _("Quoted: %(amount)s yuan. Work begins when the household has agreed.")
    return text % {"amount": f"{total:.2f}"}


@require_POST
@permission_required("repairs.quote", raise_exception=True)
def lines(request: HttpRequest, number: str) -> HttpResponse:
    """The piece of the page that follows from the lines typed so far: sums, or the lines with one more or less."""
    job = get_job(request, number)
    typed = typed_lines(request.POST, offer_for(job.repair, timezone.now()))
    typed.hush()
    context = {"repair": job.repair, "lines": typed, "agreed": agreed_total(last_quote(job))}
    if asks_for_other_lines(request.POST):
        return render(request, "repairs/_lines.html", context)
    return render(request, "repairs/_lines_sums.html", context)


def typed_lines(data: QueryDict, offer: Offer) -> BaseLineFormSet:
    """The lines as typed; where a button asks for it, with one more or one less and not yet to be judged."""
    if not asks_for_other_lines(data):
        return LineFormSet(data, offer=offer)
    changed = LineFormSet(with_other_lines(data), offer=offer)
    changed.hush()
    return changed


def known_lines(last: Quote | None, offer: Offer) -> BaseLineFormSet:
    """The lines of the last quote to go on from, or an empty line."""
    known = LineFormSet(as_typed(lines_of(last)) if last else None, offer=offer)
    known.hush()
    return known


def last_quote(job: Job) -> Quote | None:
    return job.order.quotes.filter(final=False).last()


def agreed_total(last: Quote | None) -> Decimal | None:
    """Yuan that the household agreed to; nothing while it has not agreed to the last quote."""
    return last.total if last and last.agreed_at else None


@permission_required("repairs.consent", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, number: str) -> HttpResponse:
    """Record who agreed to the quote, as what and how."""
    job, user, now = get_job(request, number), signed_in(request), timezone.now()
    if refused := too_early_or_late(request, job, Verb.AGREE):
        return refused
    last = last_quote(job)
    known = may_agree(job.repair, job.repair.community.local(now).date(), everybody=not job.on_phone)
    how = Quote.How.PAPER if job.on_phone else Quote.How.PHONE
    initial = {"seen": last.version if last else None, "how": how}
    form = AgreeForm(posted(request), now=now, known=known, initial=initial)
    if form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("name", "capacity", "how", "seen")}
        work = partial(actions.agree, job.repair, **said, by=user, now=now)
        carry_out(request, job, work, _("Agreed: the work may begin."), form=form)
        return job.home()
    return ask(request, job, form, _("Consent"), template="repairs/job_agree.html", quote=last)


@permission_required("repairs.consent", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, number: str) -> HttpResponse:
    """Record that the household does not agree, and why."""
    job, user, now = get_job(request, number), signed_in(request), timezone.now()
    if refused := too_early_or_late(request, job, Verb.REFUSE):
        return refused
    form = RefuseForm(posted(request), now=now)
    if form.is_valid():
        work = partial(actions.refuse, job.repair, form.cleaned_data["why"], by=user, now=now)
        carry_out(request, job, work, _("Noted: the household does not agree."), form=form)
        return job.home()
    return ask(request, job, form, _("Not agreed"), template="repairs/job_refuse.html", quote=last_quote(job))
