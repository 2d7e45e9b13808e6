"""The callback desk 回访: whom to call now, what to ask, what came of it."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from office.web import signed_in
from visits import actions
from visits.actions import AlreadyMade, NotByTheCrew
from visits.forms import CallbackForm, ReleaseForm
from visits.models import Callback
from visits.views.page import desk_list, page
from visits.views.telling import say_what_follows, to_next, was_sent_twice

calls = permission_required("visits.call_back", raise_exception=True)


@require_safe
@calls
def desk(request: HttpRequest) -> HttpResponse:
    """The most pressing callback, or the desk with nobody to call."""
    user, now = signed_in(request), timezone.now()
    first = Callback.objects.visible_to(user).to_make(now).first()
    if first:
        return redirect("visits:callback", first.pk)
    return render(request, "visits/callback_desk.html", desk_list(user, now))


@require_http_methods(["GET", "HEAD", "POST"])
@calls
def callback(request: HttpRequest, pk: int) -> HttpResponse:
    """One callback: everything needed to make it, and what came of it."""
    user, now = signed_in(request), timezone.now()
    row = get_object_or_404(Callback.objects.visible_to(user).for_page(), pk=pk)
    form = CallbackForm(request.POST if request.method == "POST" else None, callback=row, now=now)
    if not form.is_valid():
        return page(request, row, form, ReleaseForm(), now)
    try:
        if form.reached:
            result = actions.record(row, form.what_was_said(), by=user, now=now)
        else:
            result = actions.note_attempt(row, by=user, now=now, **form.attempt())
    except (AlreadyMade, NotByTheCrew) as error:
        if not was_sent_twice(row, form, user):
            messages.warning(request, str(error))
            return redirect("visits:callback", row.pk)
        result = row
    say_what_follows(request, result, now)
    return to_next(user, row, now)


@require_POST
@permission_required("visits.release_callback", raise_exception=True)
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Release a callback as unreachable: the head decides, with a reason."""
    user, now = signed_in(request), timezone.now()
    row = get_object_or_404(Callback.objects.visible_to(user).for_page(), pk=pk)
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        return page(request, row, CallbackForm(callback=row, now=now), form, now)
    try:
        actions.release(row, form.cleaned_data["why"], by=user, now=now)
    except AlreadyMade as error:
        messages.warning(request, str(error))
        return redirect("visits:callback", row.pk)
    messages.success(request, _("%(place)s: released. It does not count as made.") % {"place": row.repair.place})
    return to_next(user, row, now)
