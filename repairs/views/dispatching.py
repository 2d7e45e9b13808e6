"""Who goes: dispatch, pass on, hand back (RP-4, RP-11)."""

from functools import partial

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from office.web import signed_in
from repairs import actions
from repairs.crews import available
from repairs.forms.verbs import CrewForm, DispatchForm, HandBackForm, PassOnForm
from repairs.models import Verb
from repairs.views.jobs import Job, get_job, posted, too_early_or_late
from repairs.views.prints import print_now
from repairs.views.verbs import ask, carry_out


@permission_required("repairs.dispatch", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def dispatch(request: HttpRequest, number: str) -> HttpResponse:
    """Choose who goes; told by radio at once or later, and the order printed with it where that is wished."""
    job, user, now = get_job(request, number), signed_in(request), timezone.now()
    if refused := too_early_or_late(request, job, Verb.DISPATCH):
        return refused
    members = available(job.repair.community, now)
    form = DispatchForm(posted(request), repair=job.repair, by=user, now=now, members=members)
    if form.is_valid():
        work = partial(actions.dispatch, job.repair, form.chosen(), by=user, now=now, told_how=form.told_how)
        done = carry_out(request, job, work, _sent(form))
        prints = request.POST.get("then") == "print" and user.has_perm("repairs.print")
        return print_now(request, [job.order]) if done and prints else job.home()
    return _ask_who(request, job, form, _("Dispatch"))


def _sent(form: CrewForm) -> str:
    return _("Sent: %(names)s.") % {"names": "、".join(staff.name for staff in form.chosen())}


def _ask_who(request: HttpRequest, job: Job, form: CrewForm, title: str) -> HttpResponse:
    people = list(zip(form["crew"], form.members.values(), strict=True))
    return ask(request, job, form, title, template="repairs/repair_crew.html", people=people)


@permission_required("repairs.work", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def pass_on(request: HttpRequest, number: str) -> HttpResponse:
    """转单: from one crew to another, with a reason."""
    job, user, now = get_job(request, number), signed_in(request), timezone.now()
    if refused := too_early_or_late(request, job, Verb.PASS_ON):
        return refused
    members = available(job.repair.community, now)
    form = PassOnForm(posted(request), repair=job.repair, by=user, now=now, members=members)
    if form.is_valid():
        work = partial(actions.pass_on, job.repair, form.chosen(), form.cleaned_data["why"], by=user, now=now)
        return job.left() if carry_out(request, job, work, _sent(form), form=form) else job.home()
    return _ask_who(request, job, form, _("Pass on to another crew"))


@permission_required("repairs.work", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_back(request: HttpRequest, number: str) -> HttpResponse:
    """退单: back to the desk, with a reason."""
    job, user, now = get_job(request, number), signed_in(request), timezone.now()
    if refused := too_early_or_late(request, job, Verb.HAND_BACK):
        return refused
    form = HandBackForm(posted(request), repair=job.repair, by=user, now=now)
    if form.is_valid():
        work = partial(actions.hand_back, job.repair, form.cleaned_data["why"], by=user, now=now)
        done = carry_out(request, job, work, _("Back with the desk, which sends somebody again."), form=form)
        return job.left() if done else job.home()
    return ask(request, job, form, _("Hand back to the desk"))
