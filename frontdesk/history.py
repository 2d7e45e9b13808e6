"""Who changed a register: the database's triggers write the event, this tells them whose it is."""

from collections.abc import Callable

import pghistory
from django.http import HttpRequest, HttpResponse


class HistoryContext:
    """Puts the signed-in user beside every change that a POST makes; reading costs nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or request.user.pk is None:
            return self.get_response(request)
        with pghistory.context(user=request.user.pk):
            return self.get_response(request)
