"""What the pages of verbs share: may he, is it time, ask, carry out, go back to the record."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from office import promises, statuses
from office.fields import DeskForm, took_out
from office.verb_forms import VerbForm
from office.verbs import NotAllowed, VerbModel
from office.web import signed_in

REFUSED = (statuses.InvalidMove, NotAllowed, promises.AlreadyEnded)


def verb_page(
    request: HttpRequest,
    record: VerbModel,
    form_class: type[VerbForm],
    action: Callable[..., object],
    *,
    title: str,
    done: str,
    template: str = "desk/verb.html",
) -> HttpResponse:
    """The whole page of a verb that asks its form's questions and gives the answers to its action.

    200 to begin with, 422 where something is to change, 409 where somebody was here meanwhile. A second click on what
    is done already leads back as the first one did.
    """
    user, now = signed_in(request), timezone.now()
    if refused := not_now(request, record, form_class.verb):
        return refused
    sent = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    form = form_class(**sent, record=record, by=user, now=now)
    if form.is_valid():
        carry_out(request, partial(action, record, **form.answers(), by=user, now=now), done, form=form)
        return home(request, record)
    if form.repeated:
        return home(request, record)
    status = 409 if form.has_error(NON_FIELD_ERRORS, "overtaken") else 422 if form.errors else 200
    return render(request, template, {"record": record, "form": form, "title": title, "now": now}, status=status)


def at_once(
    request: HttpRequest, record: VerbModel, verb: str, action: Callable[..., object], *, done: str
) -> HttpResponse:
    """Do what one press of a button does."""
    if refused := not_now(request, record, verb):
        return refused
    carry_out(request, partial(action, record, by=signed_in(request), now=timezone.now()), done)
    return home(request, record)


def not_now(request: HttpRequest, record: VerbModel, verb: str) -> HttpResponse | None:
    """The way back, with the reason, where the status of the record does not let this verb begin; otherwise nothing.

    Raises PermissionDenied where it is not this user's to do.
    """
    if not record.is_for(verb, signed_in(request)):
        raise PermissionDenied
    if record.may_start(verb):
        return None
    messages.warning(request, statuses.who_was_first(record))
    return redirect("record", record.number)


def carry_out(request: HttpRequest, work: Callable[[], object], done: str, *, form: DeskForm | None = None) -> None:
    """Do it and say so; or say why it was refused, with nothing changed."""
    try:
        work()
    except REFUSED as refused:
        messages.warning(request, str(refused))
        return
    messages.success(request, done)
    if form and took_out(form):
        messages.info(request, _("Characters that cannot be seen were taken out of what was typed."))


def home(request: HttpRequest, record: VerbModel) -> HttpResponse:
    """Back to the record, or to the front page for who has passed it on and may not see it any longer."""
    rows: Any = type(record)._default_manager
    seen = rows.visible_to(signed_in(request)).filter(pk=record.pk).exists()
    return redirect("record", record.number) if seen else redirect("/")
