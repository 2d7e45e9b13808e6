"""The pages for what went wrong. None repeats what was asked for, and the last needs nothing to work."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400, _("This could not be read"), _("Go back, check what was typed, and try again."))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 403, _("This is not yours to do"), _("Ask the head of your department or the manager."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    text = _("This page was opened before you signed in. Go back and reload it: what you typed is kept.")
    return _page(request, 403, _("Not saved"), text)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404, _("There is no such page"), _("The number may be mistyped, or it is not yours to see."))


def server_error(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_to_string("500.html"), status=500)


def _page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    return render(request, "frontdesk/error.html", {"heading": title, "text": text}, status=status)
