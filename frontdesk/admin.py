"""The admin dashboard's door: one sign-in for the whole desk, and a plain refusal for who has no business there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite


class DeskSite(UnfoldAdminSite):
    index_title = _("Overview")

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., Any]:
        """Refuse with 403 who may not enter (the library offers another sign-in), and text that no column holds."""
        inside = super().admin_view(view, cacheable)

        @wraps(inside)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_permission(request):
                raise PermissionDenied
            if any("\x00" in value for values in request.GET.lists() for value in values[1]):
                raise BadRequest
            response: HttpResponse = inside(request, *args, **kwargs)
            return response

        return door

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Only the signed-in come this far: the desk has one page to sign in."""
        return redirect("admin:index")
