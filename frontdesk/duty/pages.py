"""What the pages of roster, stops and handovers share: whose estate, which page of a list."""

from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from office.models import Community
from office.web import signed_in

ROWS = 50


class AskedForm(forms.Form):
    """What an address may ask for; what makes no sense asks for nothing."""

    page = forms.IntegerField(min_value=1, required=False)
    community = forms.IntegerField(min_value=1, required=False)


def asked(request: HttpRequest, name: str) -> int:
    """The number that stands in the address under `name`, or 0."""
    form = AskedForm(request.GET)
    form.full_clean()
    return form.cleaned_data.get(name) or 0


def page_of(request: HttpRequest, rows: QuerySet[Any]) -> "Page[Any]":
    """The page of a list asked for; one that lies beyond its ends is its first or last."""
    return Paginator(rows, ROWS).get_page(asked(request, "page") or 1)


def communities_of(request: HttpRequest) -> list[Community]:
    return list(Community.objects.visible_to(signed_in(request)).order_by("pk"))


def community_of(request: HttpRequest) -> Community:
    """The estate asked for, else the first that is served. Raises Http404 where none is."""
    served = communities_of(request)
    chosen = [row for row in served if row.pk == asked(request, "community")]
    if not served:
        raise Http404
    return (chosen or served)[0]
