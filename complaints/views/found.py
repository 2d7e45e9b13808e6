"""The complaint that a page is about, and what is said where its verb would be refused anyway."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from complaints.models import Complaint
from office.web import signed_in


def complaint_of(request: HttpRequest, number: str) -> Complaint:
    """The complaint with this number that the user may know of; 404 otherwise, for the person complained of as well."""
    found: Complaint = get_object_or_404(Complaint.objects.visible_to(signed_in(request)).for_page(), number=number)
    return found


def pointless(
    request: HttpRequest, complaint: Complaint, verb: str, why: str, *, instead: str = "record"
) -> HttpResponse | None:
    """The way to the page `instead`, with the reason, for who opens one of which nothing could be saved; nothing where
    `why` is empty. What is sent nonetheless the action refuses.
    """
    if request.method == "POST" or not why or not complaint.may_start(verb):
        return None
    messages.warning(request, why)
    return redirect(instead, complaint.number)
