"""Nobody opened the door (RP-4)."""

from functools import partial

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from office.web import signed_in
from repairs import actions
from repairs.forms.nobody_home import NobodyHomeForm
from repairs.models import Verb
from repairs.views.jobs import get_job, posted, too_early_or_late
from repairs.views.verbs import ask, carry_out


@permission_required("repairs.work", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def nobody_home(request: HttpRequest, number: str) -> HttpResponse:
    """A card was left; the crew comes again at a new time."""
    job, user, now = get_job(request, number), signed_in(request), timezone.now()
    if refused := too_early_or_late(request, job, Verb.NOBODY_HOME):
        return refused
    form = NobodyHomeForm(posted(request), repair=job.repair, by=user, now=now)
    if form.is_valid():
        card = form.cleaned_data["card_left"]
        work = partial(actions.nobody_home, job.repair, **form.appointed(), card_left=card, by=user, now=now)
        carry_out(request, job, work, _("Noted: nobody at home. The new appointment is promised."), form=form)
        return job.home()
    return ask(request, job, form, _("Nobody at home"))
