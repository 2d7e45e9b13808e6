"""Everything that ever happened in a home or to a person, newest first; of each kind no more than a page is read."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.query import EmptyQuerySet
from django.http import HttpRequest
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext as _

from frontdesk.register.paging import behind
from frontdesk.register.sources import CHARGE, HISTORY, OPEN, Scope, Source, owed_here
from office.models import Promise, Staff
from office.pages import EPOCH, ROWS, Page, read_mark

OPEN_MOST = 60
IN_TURN = ("h_at", "h_source", "h_key")
COLUMNS = ("h_at", "h_source", "h_key", "h_number", "h_words", "h_state", "h_actor", "h_link")
# A mark names the kind of its row in the last two figures of the key: kinds stay in their order where times are equal.
KINDS = 100


@dataclass(frozen=True)
class Line:
    """One thing that happened, or is under way. `number` leads to its record, `link` to a home's or person's page."""

    at: datetime
    label: LazyText
    number: str
    words: str
    state: str
    state_words: str
    actor: str
    link: int | None
    stay: bool


def context(request: HttpRequest, scope: Scope, user: Staff, now: datetime) -> dict[str, Any]:
    """What the page of a home or a person says of what is open, owed and past; three statements."""
    mark = request.GET.get("before", "")
    shown = page(scope, user, mark, now)
    return {
        "lines": shown.rows,
        "older": behind(request, shown.further) if shown.further else "",
        "begins": not mark,
        "open": open_now(scope, user, now),
        "promises": promised(scope, user),
    }


def page(scope: Scope, user: Staff, mark: str, now: datetime) -> Page:
    """The newest things behind `mark`; one statement, of each kind at most one row more than the page shows."""
    at, key = read_mark(mark) or (now, KINDS**9)
    key, kind = divmod(key, KINDS)
    parts = []
    for position, source in enumerate(HISTORY):
        last = Q(h_at=at, pk__lt=key) if position == kind else Q(h_at=at) if position < kind else Q(pk__in=[])
        rows = source.lines(scope, user, position).filter(Q(h_at__lt=at) | last)
        parts.append(rows.order_by("-h_at", "-h_key").values_list(*COLUMNS)[: ROWS + 1])
    found = united(parts, "-h_at", "-h_source", "-h_key", most=ROWS + 1)
    lines = [line(HISTORY[source], at, *row) for at, source, _key, *row in found[:ROWS]]
    return Page(lines, _mark(found[ROWS - 1]) if len(found) > ROWS else "")


def _mark(row: Sequence[Any]) -> str:
    at, source, key = row[:3]
    return f"{(at - EPOCH) // timedelta(microseconds=1)}-{key * KINDS + source}"


def line(
    source: Source, at: datetime, number: str, words: str | None, state: str | None, actor: str, link: int | None
) -> Line:
    """A row in words."""
    state = state or ""
    look = source.state_class(state)
    said = source.state_words.get(state, state)
    return Line(at, source.label, number, words or "", look, said, actor, link, source.stay)


def open_now(scope: Scope, user: Staff, now: datetime) -> list[Line]:
    """What is under way, the oldest first, then what repairs have cost; one statement.

    What somebody owes stays with him: of a home these are the charges of who lives there today.
    """
    rows = [
        HISTORY[position].lines(scope, user, position).filter(status__in=statuses)
        for position, statuses in OPEN.items()
    ]
    rows.append(CHARGE.lines(scope, user, len(HISTORY)).filter(owed_here(scope, now)))
    parts = [part.order_by("h_at", "h_key").values_list(*COLUMNS)[:OPEN_MOST] for part in rows]
    kinds = [*HISTORY, CHARGE]
    found = [
        line(kinds[source], at, *row) for at, source, _key, *row in united(parts, *IN_TURN, most=OPEN_MOST * len(parts))
    ]
    return [row if row.label != CHARGE.label else _charge(row) for row in found]


def _charge(row: Line) -> Line:
    return replace(row, state="pastdue", state_words=_("%(amount)s yuan") % {"amount": row.state_words})


def united(parts: Sequence[QuerySet[Any]], *order: str, most: int) -> list[Any]:
    """The first rows of all parts in one order; one statement. What this user may not see is no part of it."""
    seen = [part for part in parts if not isinstance(part, EmptyQuerySet)]
    if len(seen) < 2:
        return [row for part in seen for row in part]
    return list(seen[0].union(*seen[1:], all=True).order_by(*order)[:most])


def promised(scope: Scope, user: Staff) -> list[Promise]:
    """What is owed here, the most pressing first; one statement.

    To a home by the home itself; to a person by what he came with, in whatever home that was.
    """
    rows = Promise.objects.visible_to(user).open()
    rows = rows.filter(unit=scope.unit) if scope.unit else rows.filter(subject__in=_numbers(scope, user))
    return list(rows.select_related("limit", "community", "holder").order_by("due_at", "pk")[:OPEN_MOST])


def _numbers(scope: Scope, user: Staff) -> QuerySet[Any]:
    """The numbers of a person's contacts and cases, on which something may be owed."""
    parts = [source.rows(scope, user).values("number") for source in HISTORY if source.number == "number"]
    return parts[0].union(*parts[1:], all=True)
