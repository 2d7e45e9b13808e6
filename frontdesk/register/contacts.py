"""The reception register 接待记录表 (RC-1): searched, newest first, and printed for a period."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from frontdesk.register.lines import lines
from frontdesk.register.paging import behind
from office import accesses
from office.models import Access, Department, Staff
from office.pages import ROWS, Page, mark_of, read_mark
from office.web import signed_in
from owners.forms.contacts import PrintForm, RegisterForm, within
from owners.models import Contact
from owners.models.contacts import ContactQuerySet

# More lines than this nobody signs: a shorter period is asked for.
MOST_PRINTED = 500
PERIOD = ("since", "until", "community")


@require_safe
@permission_required("owners.view_contacts", raise_exception=True)
def contacts(request: HttpRequest) -> HttpResponse:
    """A page of the register; what cannot be meant is said at its field, and nothing is shown."""
    user, now = signed_in(request), timezone.now()
    form = RegisterForm(request.GET, user=user, now=now)
    page = Page([])
    if form.is_valid():
        found = form.narrow(Contact.objects.visible_to(user))
        page = newest(found, form.communities, request.GET.get("before", ""))
    context = {
        "form": form,
        "lines": lines(page.rows, user, now),
        "now": now,
        "older": behind(request, page.further) if page.further else "",
        "begins": not request.GET.get("before"),
        "first": behind(request, ""),
        "period": urlencode({name: request.GET[name] for name in PERIOD if request.GET.get(name)}),
    }
    return render(request, "frontdesk/contact_list.html", context, status=200 if form.is_valid() else 422)


def newest(contacts: ContactQuerySet, communities: Sequence[int], mark: str) -> Page:
    """The newest contacts of these estates behind `mark`; one statement that reads no more of each than the page shows.

    Estate by estate, since no index has several of them in one order.
    """
    if found := read_mark(mark):
        at, key = found
        contacts = contacts.filter(at__lte=at).exclude(at=at, pk__gte=key)
    rows = contacts.select_related("unit", "taken_by")
    parts = [rows.filter(community=pk).order_by("-at", "-id")[: ROWS + 1] for pk in communities]
    if not parts:
        return Page([])
    merged = parts[0].union(*parts[1:], all=True).order_by("-at", "-id")[: ROWS + 1] if parts[1:] else parts[0]
    shown = list(merged)
    return Page(shown[:ROWS], mark_of(shown[ROWS - 1], "at") if len(shown) > ROWS else "")


@permission_required("owners.view_contacts", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def printed(request: HttpRequest) -> HttpResponse:
    """The register of some days on paper. A POST is written into the access log and then shows it, ready to print."""
    user, now = signed_in(request), timezone.now()
    form = PrintForm(request.POST if request.method == "POST" else request.GET, user=user, now=now)
    if not form.is_valid():
        return render(request, "frontdesk/contact_print_refused.html", {"form": form}, status=422)
    if request.method == "POST":
        return _log(request, form, now)
    context = sheet(form, user)
    context["counted"] = request.GET.get("printed") == "1"
    return render(request, "frontdesk/contact_print.html", context)


def sheet(form: PrintForm, user: Staff) -> dict[str, Any]:
    """What stands on the paper: the oldest first, as they were written down."""
    community, since, until = (form.cleaned_data[name] for name in ("community", "since", "until"))
    found = within(Contact.objects.visible_to(user).filter(community=community), since, until)
    rows = list(found.select_related("unit", "taken_by").order_by("at", "pk")[: MOST_PRINTED + 1])
    return {
        "lines": lines(rows[:MOST_PRINTED], user, form.now),
        "too_many": len(rows) > MOST_PRINTED,
        "community": community,
        "since": since,
        "until": until,
        "desk": Department.objects.filter(community=community, kind=Department.Kind.CUSTOMER_SERVICE).first(),
    }


def _log(request: HttpRequest, form: PrintForm, now: datetime) -> HttpResponse:
    data = form.cleaned_data
    why = f"{data['since']} – {data['until']}"
    accesses.note(request, f"contacts {data['community'].pk}", Access.What.PRINT, now=now, why=why)
    period = {"since": data["since"], "until": data["until"], "community": data["community"].pk, "printed": 1}
    return redirect(f"{reverse('contacts_print')}?{urlencode(period)}")
