"""The weekly sample of the quality of reception: record, etiquette and rules side by side (RC-9, RC-5)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from frontdesk.register import cases
from office import pages, record_page
from office.models import Promise, Staff
from office.web import signed_in
from owners.actions import samples as actions
from owners.forms.paging import PageForm
from owners.forms.samples import MarksForm, WhichForm
from owners.models import CheckedContact, Sample
from owners.sayings import prompts

marks = permission_required("owners.mark_sample", raise_exception=True)


@marks
@require_safe
def samples(request: HttpRequest) -> HttpResponse:
    """Every sample, the newest first, with how many of its contacts are still to be looked at."""
    user, now = signed_in(request), timezone.now()
    rows = Sample.objects.visible_to(user).with_progress().select_related("community")
    page = pages.page(rows, "drawn_at", PageForm.mark(request.GET))
    context = {"page": page, "now": now, "several": len(user.community_ids) > 1}
    return render(request, "frontdesk/sample_list.html", context)


@permission_required("owners.record_contact", raise_exception=True)
def page(request: HttpRequest, number: str) -> HttpResponse:
    """The page of a sample for the manager; a receptionist is led to what was said about himself."""
    user = signed_in(request)
    sample = get_sample(user, number)
    if not user.has_perm("owners.mark_sample"):
        return redirect("owners:guidance")
    rows = contacts_of(sample)
    wanted = WhichForm(request.GET).chosen()
    here = next((row for row in rows if row.pk == wanted), None) or first_waiting(rows)
    return _page(request, sample, rows, here, MarksForm(checked=here, now=timezone.now()))


def get_sample(user: Staff, number: str) -> Sample:
    return get_object_or_404(Sample.objects.visible_to(user).select_related("community"), number=number)


def contacts_of(sample: Sample) -> list[CheckedContact]:
    """The contacts in the order in which they were drawn."""
    rows = sample.contacts.select_related("contact__unit", "receptionist", "marked_by")
    return list(rows.order_by("pk"))


def first_waiting(rows: list[CheckedContact]) -> CheckedContact:
    """What is looked at next; with nothing left, the first."""
    return next((row for row in rows if row.marked_at is None), rows[0])


def _page(
    request: HttpRequest, sample: Sample, rows: list[CheckedContact], here: CheckedContact, form: MarksForm
) -> HttpResponse:
    user = signed_in(request)
    context = {
        "sample": sample,
        "rows": rows,
        "here": here,
        "form": form,
        "now": form.now,
        "left": sum(row.marked_at is None for row in rows),
        "promises": record_page.promises(sample.number, sample.community, user),
        **beside(here, sample, user, form.now),
    }
    return render(request, "frontdesk/record_sample.html", context, status=422 if form.errors else 200)


def beside(here: CheckedContact, sample: Sample, user: Staff, now: datetime) -> dict[str, Any]:
    """What one contact is held against: the etiquette of its channel, what came of it, which clocks were kept."""
    contact = here.contact
    found = cases.of_contacts([contact.pk], user).get(contact.pk, [])
    numbers = [contact.number, *(case.number for case in found)]
    owed = (
        Promise.objects.visible_to(user).filter(subject__in=numbers).select_related("limit").order_by("made_at", "pk")
    )
    clocks = list(owed)
    for row in clocks:
        row.community = sample.community
    return {
        "contact": contact,
        "cases": found,
        "clocks": clocks,
        "prompts": prompts(contact.channel, here.receptionist, sample.community),
    }


@require_POST
@marks
def mark_contact(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Mark one contact and go on to the next."""
    user, now = signed_in(request), timezone.now()
    sample = get_sample(user, number)
    rows = contacts_of(sample)
    here = get_object_or_404(
        CheckedContact.objects.select_related("contact__unit", "receptionist"), sample=sample, pk=pk
    )
    form = MarksForm(request.POST, checked=here, now=now)
    if not form.is_valid():
        return _page(request, sample, rows, here, form)
    try:
        actions.mark(here, form.marks(), by=user, now=now)
    except actions.AlreadyConfirmed as refused:
        messages.warning(request, str(refused))
    else:
        last = all(row.marked_at or row.pk == here.pk for row in rows)
        messages.success(request, _("The sample is looked at.") if last else _("Marked."))
    return redirect("record", sample.number)
