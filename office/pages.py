"""A page of a long list, by the time and key of its last row: never counted, and as fast at the end as at the start."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

ROWS = 50
EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
_MARK = re.compile(r"([0-9]{1,16})-([0-9]{1,18})", re.ASCII)


class PageForm(forms.Form):
    """Behind which row the page begins, as its address says it; anything that makes no sense begins at the first."""

    after = forms.CharField(max_length=40, required=False)

    def mark(self) -> str:
        return str(self.cleaned_data["after"]) if self.is_valid() else ""


@dataclass(frozen=True)
class Page:
    """The rows of one page, and the mark behind which the next one begins (empty: there is none)."""

    rows: list[Any]
    further: str = ""


def page(rows: QuerySet[Any], field: str, mark: str, *, oldest_first: bool = False) -> Page:
    """The page behind `mark`, in the order of the time `field`; what is no mark begins at the first. One statement."""
    if found := read_mark(mark):
        at, key = found
        step = "gte" if oldest_first else "lte"
        passed = "lte" if oldest_first else "gte"
        rows = rows.filter(**{f"{field}__{step}": at}).exclude(**{field: at, f"pk__{passed}": key})
    order = (field, "pk") if oldest_first else (f"-{field}", "-pk")
    shown = list(rows.order_by(*order)[: ROWS + 1])
    return Page(shown[:ROWS], mark_of(shown[ROWS - 1], field) if len(shown) > ROWS else "")


def further(query: QueryDict, shown: Page) -> str:
    """The address of the next page of the same search; empty where there is none."""
    return with_mark(query, shown.further) if shown.further else ""


def with_mark(query: QueryDict, mark: str = "") -> str:
    """The address of the same search from another place on."""
    asked = query.copy()
    asked.pop("after", None)
    if mark:
        asked["after"] = mark
    return f"?{asked.urlencode()}"


def read_mark(mark: str) -> tuple[datetime, int] | None:
    """When the last row of the page before was, and its key."""
    found = _MARK.fullmatch(mark)
    if not found:
        return None
    try:
        return EPOCH + timedelta(microseconds=int(found[1])), int(found[2])
    except OverflowError:
        return None


def mark_of(row: Any, field: str) -> str:
    """The mark that goes on behind this row."""
    return f"{(getattr(row, field) - EPOCH) // timedelta(microseconds=1)}-{row.pk}"
