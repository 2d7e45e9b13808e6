"""The board 工作台: the ledger in order of due time, what nobody has yet, and how much more there is."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth.decorators import permission_required
from django.db import connection
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from frontdesk.frame import pulse_of
from frontdesk.rows import Row
from frontdesk.rows import rows as in_words
from office.duty import on_duty
from office.models import Department, Promise, Staff
from office.models.ledger import PromiseQuerySet
from office.web import signed_in
from repairs.models import Repair
from repairs.models.repairs import RepairQuerySet

ROWS = 40
UNASSIGNED = 12
# Beyond this many the exact number helps nobody, and counting it would cost more than the rest of the page.
COUNTED = 999
HOUR = timedelta(hours=1)
# Before and after everything that can be due.
EVER, NEVER = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)

FILTERS: list[tuple[str, LazyText]] = [
    ("", _("All")),
    ("overdue", _("Overdue")),
    ("hour", _("Within the hour")),
    ("today", _("Today")),
    ("later", _("Later")),
    ("waiting", _("Waiting")),
]


class BoardForm(forms.Form):
    """What the address of the board may ask for; anything else shows everything."""

    due = forms.ChoiceField(choices=FILTERS, required=False)
    mine = forms.BooleanField(required=False)
    seen = forms.CharField(max_length=40, required=False)


@dataclass(frozen=True)
class Group:
    """Rows between two moments, with their heading."""

    key: str
    label: LazyText
    rows: list[Row]
    count: int


def asked(request: HttpRequest) -> dict[str, object]:
    """The filters asked for in the address, or none where they make no sense."""
    form = BoardForm(request.GET)
    return form.cleaned_data if form.is_valid() else {"due": "", "mine": False, "seen": ""}


@permission_required("office.view_board", raise_exception=True)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    pulse_of(request, band=True)
    return render(request, "frontdesk/board.html", context(request))


@permission_required("office.view_board", raise_exception=True)
@require_safe
def refresh(request: HttpRequest) -> HttpResponse:
    """The board's live part: nothing at all while nothing changed."""
    if asked(request)["seen"] == pulse_of(request).seen:
        return HttpResponse(status=204)
    return render(request, "frontdesk/_board.html", context(request))


def context(request: HttpRequest) -> dict[str, object]:
    """Everything on the board, in five statements beside the frame's."""
    user = signed_in(request)
    wanted = asked(request)
    read = pulse_of(request)
    now = read.now
    departments = _departments(user)
    duty = on_duty({row.community for row in departments}, now)
    mine = hands(user, duty) if wanted["mine"] else None
    counted = counts(user, now, mine)
    rows = list(promises(user, str(wanted["due"]), now, mine)[:ROWS])
    waiting = list(unassigned(user)[:UNASSIGNED])
    return {
        "now": now,
        "seen": read.seen,
        "due": wanted["due"],
        "mine": mine,
        "filters": [(key, label, counted[key], counted[key] > COUNTED) for key, label in FILTERS],
        "groups": groups(in_words(rows, departments, user, now, duty), counted, now),
        "next_due": next((row.due_at for row in rows if row.due_at and row.due_at > now), None),
        "shown": len(rows),
        "total": counted[str(wanted["due"])],
        "unassigned": [(repair, now - repair.reported_at) for repair in waiting],
        "unassigned_urgent": [repair for repair in waiting if repair.is_urgent_now],
        "departments": [(row, duty.get(row.pk, ())) for row in departments if row.day_phone or row.night_phone],
    }


def hands(user: Staff, duty: Mapping[int, Collection[Staff]]) -> Q:
    """What is in somebody's hands: his own, and what the departments hold for which he is on duty (RC-13)."""
    departments = [department for department, people in duty.items() if user in people]
    return Q(holder=user) | Q(holder=None, department__in=departments)


def promises(user: Staff, due: str, now: datetime, mine: Q | None = None) -> PromiseQuerySet:
    """The rows of one filter in the order of the ledger: what is due first comes first. `mine` keeps to `hands`."""
    if due == "waiting":
        rows = _open(user, mine).filter(due_at=None).order_by("pk")
    else:
        after, until = spans(now)[due]
        rows = _between(_open(user, mine), after, until).order_by("due_at", "pk")
    return rows.annotate(holder_name=F("holder__name"))


def _open(user: Staff, mine: Q | None) -> PromiseQuerySet:
    rows = Promise.objects.visible_to(user).open()
    return rows.filter(mine) if mine else rows


def _between(rows: PromiseQuerySet, after: datetime, until: datetime) -> PromiseQuerySet:
    return rows.filter(due_at__gt=after, due_at__lte=until)


def spans(now: datetime) -> dict[str, tuple[datetime, datetime]]:
    """For each filter by due time: after when, and until when, a promise is due that it shows."""
    soon = now + HOUR
    start = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    midnight = max(soon, start + timedelta(days=1))
    return {
        "": (EVER, NEVER),
        "overdue": (EVER, now),
        "hour": (now, soon),
        "today": (soon, midnight),
        "later": (midnight, NEVER),
    }


def counts(user: Staff, now: datetime, mine: Q | None = None) -> dict[str, int]:
    """How many rows each filter has, up to a limit, in one statement that stops counting there.

    The statement of one span serves all of them: only its two bounds differ.
    """
    rows = _open(user, mine)
    one, bound = _counting(_between(rows, EVER, NEVER))
    waiting, params = _counting(rows.filter(due_at=None))
    by_key = {key: span for key, span in spans(now).items() if key}
    values = [
        {EVER: after, NEVER: until}.get(value, value) if isinstance(value, datetime) else value
        for after, until in by_key.values()
        for value in bound
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join([*[one] * len(by_key), waiting]), [*values, *params])
        counted = dict(zip([*by_key, "waiting"], cursor.fetchone(), strict=True))
    return {"": min(sum(counted.values()), COUNTED + 1), **counted}


def _counting(rows: PromiseQuerySet) -> tuple[str, tuple[Any, ...]]:
    sql, params = rows.values("pk")[: COUNTED + 1].query.sql_with_params()
    return f"(SELECT count(*) FROM ({sql}) rows)", params  # noqa: S608  Django wrote it


def groups(rows: Iterable[Row], counted: dict[str, int], now: datetime) -> list[Group]:
    """The rows under their headings, in order; a heading without rows is left out."""
    found: dict[str, list[Row]] = {key: [] for key, _label in FILTERS if key}
    ends = [(until, key) for key, (_after, until) in spans(now).items() if key]
    for row in rows:
        due_at = row.promise.due_at
        found[next(key for until, key in ends if due_at <= until) if due_at else "waiting"].append(row)
    return [Group(key, label, found[key], counted[key]) for key, label in FILTERS if key and found[key]]


def unassigned(user: Staff) -> RepairQuerySet:
    """What nobody has yet, the most pressing first."""
    return Repair.objects.visible_to(user).unassigned().select_related("category").order_by("-urgent", "reported_at")


def _departments(user: Staff) -> list[Department]:
    """The departments of the user's communities, with these: their phones, and whose the promises are."""
    rows = Department.objects.filter(community_id__in=user.community_ids)
    return list(rows.select_related("community").order_by("community", "pk"))
