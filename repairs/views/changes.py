"""What may change about a repair after the report: its time, its limit, its urgency, its category (RP-1, RP-9)."""

from functools import partial

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from office.web import signed_in
from repairs import actions
from repairs.forms.verbs import (
    ExtendForm,
    LookIntoForm,
    LowerForm,
    PostponeForm,
    RaiseForm,
    RecategoriseForm,
    VoidForm,
)
from repairs.models import Verb
from repairs.views.jobs import get_job, posted, too_early_or_late
from repairs.views.verbs import ask, carry_out


@permission_required("repairs.postpone", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def postpone(request: HttpRequest, number: str) -> HttpResponse:
    """The household asks for another time."""
    job, user, now = get_job(request, number), signed_in(request), timezone.now()
    if refused := too_early_or_late(request, job, Verb.POSTPONE):
        return refused
    form = PostponeForm(posted(request), repair=job.repair, by=user, now=now)
    if form.is_valid():
        work = partial(actions.postpone, job.repair, **form.window(), by=user, now=now)
        carry_out(request, job, work, _("New appointment noted."))
        return job.home()
    return ask(request, job, form, _("New appointment"))


@permission_required("repairs.extend", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, number: str) -> HttpResponse:
    """The head gives the finishing a new date; a second time only the manager."""
    job, user, now = get_job(request, number), signed_in(request), timezone.now()
    if refused := too_early_or_late(request, job, Verb.EXTEND):
        return refused
    form = ExtendForm(posted(request), repair=job.repair, by=user, now=now)
    if form.is_valid():
        work = partial(actions.extend, job.repair, **form.answers(), by=user, now=now)
        carry_out(request, job, work, _("Extended; the earlier date stays in the figures."), form=form)
        return job.home()
    return ask(request, job, form, _("Extend the limit"))


@permission_required("repairs.raise_urgency", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def raise_urgency(request: HttpRequest, number: str) -> HttpResponse:
    """Make it urgent; its limits count from the report."""
    job, user, now = get_job(request, number), signed_in(request), timezone.now()
    if refused := too_early_or_late(request, job, Verb.RAISE):
        return refused
    form = RaiseForm(posted(request), repair=job.repair, by=user, now=now)
    if form.is_valid():
        work = partial(actions.raise_urgency, job.repair, form.cleaned_data["why"], by=user, now=now)
        carry_out(request, job, work, _("Urgent now."), form=form)
        return job.home()
    return ask(request, job, form, _("Make urgent"))


@permission_required("repairs.raise_urgency", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def lower_urgency(request: HttpRequest, number: str) -> HttpResponse:
    """Not urgent after all: the head's or the manager's to say, or its taker's as a slip of the pen."""
    job, user, now = get_job(request, number), signed_in(request), timezone.now()
    if refused := too_early_or_late(request, job, Verb.LOWER):
        return refused
    form = LowerForm(posted(request), repair=job.repair, by=user, now=now)
    if form.is_valid():
        work = partial(actions.lower_urgency, job.repair, form.cleaned_data["why"], by=user, now=now)
        carry_out(request, job, work, _("No longer urgent; alerts already raised stay."), form=form)
        return job.home()
    return ask(request, job, form, _("Not urgent after all"))


@permission_required("repairs.register", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def recategorise(request: HttpRequest, number: str) -> HttpResponse:
    """Another category, and with it other marks and limits."""
    job, user, now = get_job(request, number), signed_in(request), timezone.now()
    if refused := too_early_or_late(request, job, Verb.RECATEGORISE):
        return refused
    form = RecategoriseForm(posted(request), repair=job.repair, by=user, now=now)
    if form.is_valid():
        chosen, why = form.cleaned_data["category"], form.cleaned_data["why"]
        work = partial(actions.recategorise, job.repair, chosen, why, by=user, now=now)
        carry_out(request, job, work, _("Category changed; its limits count from the report."), form=form)
        return job.home()
    return ask(request, job, form, _("Change category"))


@permission_required("repairs.void", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def void(request: HttpRequest, number: str) -> HttpResponse:
    """It need not be done: voided with a reason, never deleted."""
    job, user, now = get_job(request, number), signed_in(request), timezone.now()
    if refused := too_early_or_late(request, job, Verb.VOID):
        return refused
    form = VoidForm(posted(request), repair=job.repair, by=user, now=now)
    if form.is_valid():
        work = partial(actions.void, job.repair, form.cleaned_data["why"], by=user, now=now)
        carry_out(request, job, work, _("Voided."), form=form)
        return job.home()
    return ask(request, job, form, _("Void"))


@permission_required("repairs.look_into", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def look_into(request: HttpRequest, number: str) -> HttpResponse:
    """Nobody signed the order: the head says what he found (RP-6)."""
    job, user, now = get_job(request, number), signed_in(request), timezone.now()
    if refused := too_early_or_late(request, job, Verb.LOOK_INTO):
        return refused
    form = LookIntoForm(posted(request), repair=job.repair, by=user, now=now)
    if form.is_valid():
        work = partial(actions.look_into, job.repair, form.cleaned_data["why"], by=user, now=now)
        carry_out(request, job, work, _("Saved."), form=form)
        return job.home()
    return ask(request, job, form, _("Missing signature looked into"))
