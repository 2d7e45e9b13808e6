"""What the pages of the desk's verbs share: ask, carry out, go back."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _

from office import promises, statuses
from office.fields import DeskForm, took_out
from office.web import signed_in
from repairs import actions
from repairs.forms.verbs import VerbForm
from repairs.views.jobs import Job, get_job, posted, too_early_or_late

REFUSED = (statuses.InvalidMove, actions.NotAllowed, promises.AlreadyEnded)


def verb_page(
    request: HttpRequest,
    number: str,
    form_class: type[VerbForm],
    action: Callable[..., object],
    *,
    title: str,
    done: str,
    template: str = "repairs/repair_verb.html",
) -> HttpResponse:
    """The whole page of a verb that asks its form's questions and gives the answers to its action."""
    job, user, now = get_job(request, number), signed_in(request), timezone.now()
    if refused := too_early_or_late(request, job, form_class.verb):
        return refused
    form = form_class(posted(request), repair=job.repair, by=user, now=now)
    if form.is_valid():
        carry_out(request, job, partial(action, job.repair, **form.answers(), by=user, now=now), done, form=form)
        return job.home()
    return ask(request, job, form, title, template=template)


def ask(
    request: HttpRequest,
    job: Job,
    form: DeskForm,
    title: str | LazyText,
    *,
    template: str = "repairs/repair_verb.html",
    **more: Any,
) -> HttpResponse:
    """The page of a verb: 200 to begin with, 422 where something is to change, 409 where somebody was here meanwhile.

    A second click on what is done already leads back as the first one did.
    """
    if isinstance(form, VerbForm) and form.repeated:
        return job.home()
    status = 409 if form.has_error(NON_FIELD_ERRORS, "overtaken") else 422 if form.errors else 200
    context = {"job": job, "repair": job.repair, "form": form, "title": title, "now": form.now, **more}
    return render(request, template, context, status=status)


def carry_out(
    request: HttpRequest, job: Job, work: Callable[[], object], done: str, *, form: DeskForm | None = None
) -> bool:
    """Do it and say so; or say why it was refused, with nothing changed. Gives whether it was done."""
    try:
        work()
    except REFUSED as refused:
        messages.warning(request, str(refused))
        return False
    messages.success(request, done)
    if form and took_out(form):
        messages.info(request, _("Characters that cannot be seen were taken out of what was typed."))
    return True
