"""Homes to let and to sell (RC-11): the list, the record, asked for again, closed."""

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods, require_safe

from office import record_page
from office.steps import Word, steps
from office.verb_pages import verb_page
from office.web import signed_in
from owners.actions import listings
from owners.forms.cases import ListingFilter
from owners.forms.listings import WORDS, CloseForm, RenewForm
from owners.models import Listing
from owners.views.cases import CASES, listed, may_reveal

Status, Verb = Listing.Status, Listing.Verb
STEPS: dict[str, Word] = {
    Verb.RENEW: Word(_lazy("Still on offer"), "owners:listing_renew"),
    Verb.CLOSE: Word(_lazy("Let, sold or withdrawn"), "owners:listing_close"),
}
PRIMARY: dict[str, str] = {Status.OFFERED: Verb.RENEW}
TEMPLATE = "owners/listing_verb.html"


@permission_required("owners.view_contacts", raise_exception=True)
@require_safe
def listing_list(request: HttpRequest) -> HttpResponse:
    """What is on offer, and what is to be asked for again."""
    rows = Listing.objects.visible_to(signed_in(request)).select_related("unit", "contact")
    return listed(request, ListingFilter, rows, "owners/listing_list.html")


def record(request: HttpRequest, number: str) -> HttpResponse:
    """The page of one offer; 404 where there is none or it is not this user's to see."""
    user, now = signed_in(request), timezone.now()
    listing = _listing(request, number)
    primary, others = steps(listing, user, STEPS, PRIMARY)
    context = {
        "record": listing,
        "primary": primary,
        "others": others,
        "may_reveal": bool(listing.contact.phone) and may_reveal(listing, user, CASES["H"][1]),
        **record_page.context(listing.number, listing.community, user, now, words=WORDS),
    }
    return render(request, "owners/listing_record.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest, number: str) -> HttpResponse:
    """It was asked for and is still on offer, until a later day."""
    listing, title, done = _listing(request, number), _("Still on offer"), _("Noted; asked for again then.")
    return verb_page(request, listing, RenewForm, listings.renew, title=title, done=done, template=TEMPLATE)


@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, number: str) -> HttpResponse:
    """Let or sold, or withdrawn."""
    listing, title, done = _listing(request, number), _("Let, sold or withdrawn"), _("Closed.")
    return verb_page(request, listing, CloseForm, listings.close, title=title, done=done, template=TEMPLATE)


def _listing(request: HttpRequest, number: str) -> Listing:
    rows = Listing.objects.visible_to(signed_in(request)).for_page()
    return get_object_or_404(rows, number=number.upper())
