"""The page of one contact: what was said, what came of it, and the verbs that complete it or show its number."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from frontdesk.register import cases
from office import accesses, record_page
from office.fields import took_out
from office.models import Access, Move, Staff, ToldOutside
from office.web import signed_in
from owners import phones, private
from owners.actions.contacts import Overtaken, Verb, complete
from owners.forms.contacts import CompleteForm, as_it_stands
from owners.households import Household, household
from owners.models import Contact, MissedCall

WORDS = dict(Verb.choices)


@permission_required("owners.view_contacts", raise_exception=True)
def page(request: HttpRequest, number: str) -> HttpResponse:
    """The page of the contact with this number."""
    user, now = signed_in(request), timezone.now()
    contact = get_object_or_404(Contact.objects.visible_to(user).for_page(), number=number)
    return render(request, "frontdesk/record_contact.html", context(contact, user, now))


def context(contact: Contact, user: Staff, now: datetime) -> dict[str, Any]:
    """Everything that its page says; five statements beside the contact itself."""
    found = cases.of_contacts([contact.pk], user).get(contact.pk, [])
    numbers = [contact.number, *(case.number for case in found)]
    return {
        **record_page.context(contact.number, contact.community, user, now, words=WORDS),
        "contact": contact,
        "cases": found,
        "outside": list(ToldOutside.objects.filter(subject__in=numbers).select_related("by").order_by("at", "pk")),
        "call": MissedCall.objects.filter(contact=contact).first(),
        "may_complete": user.has_perm("owners.record_contact"),
        "may_reveal": bool(contact.phone) and user.has_perm("owners.reveal_phone"),
    }


@require_POST
@permission_required("owners.reveal_phone", raise_exception=True)
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Show the caller's number this once; the access log says to whom."""
    contact = get_object_or_404(Contact.objects.visible_to(signed_in(request)).for_page(), number=number)
    if not contact.phone:
        return redirect("record", contact.number)
    accesses.note(request, _logged_as(contact), Access.What.PHONE, now=timezone.now())
    template = "frontdesk/_contact_phone.html" if request.htmx else "frontdesk/contact_reveal.html"  # type: ignore[attr-defined]
    response = render(request, template, {"contact": contact, "revealed": True})
    response["Cache-Control"] = "no-store"
    return response


def _logged_as(contact: Contact) -> str:
    """Under which number the access log names it: of a confidential contact under that of its complaint, which only
    those read who may know of it.
    """
    secret = contact.complaints.filter(confidential=True).first() if contact.confidential else None
    return secret.number if secret else contact.number


@permission_required("owners.record_contact", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def complete_contact(request: HttpRequest, number: str) -> HttpResponse:
    """Fill in what was left open; where somebody else did so meanwhile, both are shown and nothing is lost (409)."""
    user, now = signed_in(request), timezone.now()
    contact = get_object_or_404(Contact.objects.visible_to(user).for_page(), number=number)
    form = CompleteForm(request.POST if request.method == "POST" else None, contact=contact, user=user, now=now)
    if form.is_valid() and _completed(request, contact, form, now):
        return redirect("record", contact.number)
    if form.is_bound and form.cleaned_data.get("version") not in (None, contact.version):
        return _both(request, contact, user, now)
    return _ask(request, form, status=422 if form.errors else 200)


def _completed(request: HttpRequest, contact: Contact, form: CompleteForm, now: datetime) -> bool:
    """Write it, and say so; whether nobody was faster."""
    try:
        complete(contact, **form.answers(), by=signed_in(request), now=now)
    except Overtaken:
        contact.refresh_from_db()
        return False
    messages.success(request, _("%(number)s is completed.") % {"number": contact.number})
    if took_out(form):
        messages.info(request, _("Characters that cannot be seen were taken out of what was typed."))
    if private.found(form.cleaned_data["result"]):
        messages.warning(request, _("An identity or card number was written down: it is not needed here."))
    return True


def _both(request: HttpRequest, contact: Contact, user: Staff, now: datetime) -> HttpResponse:
    """What was typed beside what stands there now; sent once more, what was typed is written."""
    data = request.POST.copy()
    data["version"] = str(contact.version)
    form = CompleteForm(data, contact=contact, user=user, now=now)
    if form.has_error("phone", "masked"):
        # The mask of a number that stands there no longer was not typed by anybody.
        data["phone"] = phones.mask(contact.phone) if contact.phone else ""
        form = CompleteForm(data, contact=contact, user=user, now=now)
        form.full_clean()
    last = Move.objects.filter(subject=contact.number).select_related("by").order_by("-pk").first()
    return _ask(request, form, status=409, last=last, differences=differences(contact, form))


def differences(contact: Contact, form: CompleteForm) -> list[tuple[str, str, str]]:
    """The fields in which what was typed differs from what stands there: label, what stands there, what was typed."""
    stands = as_it_stands(contact)
    rows = []
    for field in form.visible_fields():
        choices = dict(getattr(field.field, "choices", []))
        there, typed = (str(value if value is not None else "") for value in (stands[field.name], field.value()))
        if there != typed:
            rows.append((str(field.label), str(choices.get(there, there)), str(choices.get(typed, typed))))
    return rows


def _ask(request: HttpRequest, form: CompleteForm, *, status: int, **more: Any) -> HttpResponse:
    context = {"contact": form.contact, "form": form, "household": _household(form), "now": form.now, **more}
    return render(request, "frontdesk/contact_complete.html", context, status=status)


def _household(form: CompleteForm) -> Household | None:
    """Who lives in the room as it was typed, so that the caller can be chosen."""
    unit = form.cleaned_data.get("room") if form.is_bound else form.contact.unit
    if unit is None:
        return None
    unit.community = form.contact.community
    return household(unit, user=form.user, on=unit.community.local(form.now).date())
