"""Handing over a shift 交接班: what is open, frozen line by line, given by one and taken over by another."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Case, Count, F, Q, Value, When
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from office import outbox, promises
from office.duty import Turn, on_duty
from office.models import Community, Department, Promise, Shift, ShiftChange, Staff
from office.models.ledger import EVERYBODYS, PromiseQuerySet

DAY = timedelta(days=1)
# More lines than anybody reads on a change of shift; beyond them it is said how many more there are.
MOST = 200
CALLBACKS = [
    *("CB-2/first", "CB-2/second", "CB-3/first", "CB-3/rain", "CB-4/first", "CB-5/first", "CB-11/first"),
    *("RC-6/rung-back", "RC-12/missed-call", "RC-12/missed-call-night"),
]
# What has to be done by whoever is there. The rest stays with whom it was given to by name: what the head decided is
# done by one person, a message is rung back by its addressee.
HANDED_ON = [
    *("RP-11/dispatch", "RP-11/dispatch-urgent"),
    *("CB-2/first", "CB-2/second", "CB-3/first", "CB-3/rain", "CB-4/first", "CB-5/first", "CB-9/notice", "CB-11/first"),
    *("RC-4/handover", "RC-4/told", "RC-6/told", "RC-7/box", "RC-12/missed-call", "RC-12/missed-call-night"),
]


class Group(models.TextChoices):
    """What is handed over, in the order of the sheet; of the last two only how many there are."""

    OVERDUE = "overdue", _lazy("overdue")
    NEXT = "next", _lazy("due by the end of the next shift")
    CALLBACKS = "callbacks", _lazy("calls promised, due within a day after it")
    HANDED_ON = "handed_on", _lazy("so far in one's own hands, from now on the next shift's")
    LATER = "later", _lazy("due later")
    WAITING = "waiting", _lazy("waiting for something")


RANKED = [Group.OVERDUE, Group.NEXT, Group.CALLBACKS]


class AlreadyTaken(Exception):
    """Somebody else has taken the shift over."""


class SamePerson(Exception):
    """Nobody takes over from himself."""


def give(change: ShiftChange, *, hand_on: bool, by: Staff, now: datetime) -> ShiftChange:
    """Hand over a shift with an unsaved `change`: saving it signs it, and those who come next are told.

    With `hand_on` what the giver holds for customer service and whoever is there must do (HANDED_ON) goes back to the
    department; the sheet names it. The same form sent twice (`change.form_key`) gives the first.
    """
    change.given_by, change.given_at = by, now
    try:
        with transaction.atomic():
            handed = _hand_on(change.community, by) if hand_on else []
            change.lines = [*open_now(change.community, turn_of(change), user=by, now=now), *_group_of_handed(handed)]
            change.save(force_insert=True)
            outbox.tell(change.number, _text(change), _who_comes(change), key=f"shift:{change.pk}", now=now)
    except IntegrityError:
        first = ShiftChange.objects.filter(form_key=change.form_key).first() if change.form_key else None
        if first is None:
            raise
        return first
    return change


def take_over(change: ShiftChange, *, remark: str, by: Staff, now: datetime) -> ShiftChange:
    """Sign for having taken over; of two at once one does. A second click changes nothing.

    Raises SamePerson for who gave it, AlreadyTaken where somebody else took it.
    """
    if change.given_by_id == by.pk:
        raise SamePerson(_("Nobody takes over from himself: the next one signs with his own sign-in."))
    waiting = ShiftChange.objects.unsigned().filter(pk=change.pk)
    if not waiting.update(taken_by=by, taken_at=now, remark=remark):
        return _taken_before(change, by)
    change.taken_by, change.taken_at, change.remark = by, now, remark
    return change


def _taken_before(change: ShiftChange, by: Staff) -> ShiftChange:
    change.refresh_from_db()
    if change.taken_at and change.taken_by != by:
        words = {"who": change.taken_by, "when": f"{change.community.local(change.taken_at):%H:%M}"}
        raise AlreadyTaken(_("%(who)s has taken over already, at %(when)s.") % words)
    return change


def turn_of(change: ShiftChange) -> Turn:
    """The shift that ends."""
    return Turn(change.day, Shift(change.shift))


def open_now(community: Community, turn: Turn, *, user: Staff, now: datetime) -> list[dict[str, Any]]:
    """What is open when this shift ends, by group; two statements and at most MOST lines, however much there is.

    Only that of which everybody may know: the sheet is everybody's.
    """
    known = Promise.objects.visible_to(user).open().filter(EVERYBODYS, community=community)
    return freeze(known, turn.following().ends(community), now=now)


def freeze(known: PromiseQuerySet, until: datetime, *, now: datetime) -> list[dict[str, Any]]:
    """These promises by group, `until` being the end of the next shift, as a handover keeps them."""
    counts = _counts(known, now, until)
    lines: dict[str, list[dict[str, Any]]] = {group: [] for group in counts}
    for row in _rows(known, now, until):
        lines[RANKED[row.rank]].append(_line(row, row.holder_name))  # type: ignore[attr-defined]
    return [{"group": group, "count": count, "lines": lines[group]} for group, count in counts.items() if count]


def _later_calls(until: datetime) -> Q:
    """Calls that can be made in the next shift and are due within a day after it."""
    ready = Q(opens_at=None) | Q(opens_at__lte=until)
    return Q(due_at__gt=until, due_at__lte=until + DAY, rule__in=CALLBACKS) & ready


def _counts(known: PromiseQuerySet, now: datetime, until: datetime) -> dict[str, int]:
    """How many there are in each group, in the order of the sheet."""
    found: dict[str, int] = known.aggregate(
        overdue=Count("pk", filter=Q(due_at__lte=now)),
        next=Count("pk", filter=Q(due_at__gt=now, due_at__lte=until)),
        callbacks=Count("pk", filter=_later_calls(until)),
        later=Count("pk", filter=Q(due_at__gt=until)),
        waiting=Count("pk", filter=Q(due_at=None)),
    )
    return {**found, Group.LATER: found[Group.LATER] - found[Group.CALLBACKS]}


def _rows(known: PromiseQuerySet, now: datetime, until: datetime) -> Iterable[Promise]:
    """The lines of the first three groups, the first of each first."""
    ranks = [When(due_at__lte=now, then=Value(0)), When(due_at__lte=until, then=Value(1))]
    rows = _with_names(known.filter(Q(due_at__lte=until) | _later_calls(until)))
    return rows.annotate(rank=Case(*ranks, default=Value(2))).order_by("rank", "due_at", "pk")[:MOST]


def _with_names(rows: PromiseQuerySet) -> PromiseQuerySet:
    return rows.annotate(holder_name=F("holder__name"), department_name=F("department__name"))


def _line(promise: Any, holder: str) -> dict[str, Any]:
    """A promise as it is frozen. Never who called: what is owed, where, by when, and in whose hands."""
    return {
        "rule": promise.rule,
        "number": promise.subject,
        "place": promise.place,
        "about": promise.about,
        "urgent": promise.urgent,
        "due": promise.due_at.isoformat() if promise.due_at else "",
        "holder": holder or promise.department_name or "",
    }


# ── what the giver held ─────────────────────────────────────────────────────
def _hand_on(community: Community, by: Staff) -> list[Promise]:
    kind = Department.Kind.CUSTOMER_SERVICE
    held = Promise.objects.open().filter(
        EVERYBODYS, community=community, holder=by, department__kind=kind, rule__in=HANDED_ON
    )
    rows = list(_with_names(held).order_by("due_at", "pk"))
    promises.hand_to(rows, None)
    return rows


def _group_of_handed(rows: list[Promise]) -> list[dict[str, Any]]:
    """What changed hands, as it is frozen: the record of it, beside the ledger itself."""
    if not rows:
        return []
    lines = [_line(row, "") for row in rows[:MOST]]
    return [{"group": str(Group.HANDED_ON), "count": len(rows), "lines": lines}]


# ── who is told ─────────────────────────────────────────────────────────────
def _text(change: ShiftChange) -> Any:
    shift, day = Shift(change.shift).label, f"{change.day:%m-%d}"
    words = _lazy("{giver} hands over: {day}, {shift}. Look through it and sign.")
    return format_lazy(words, giver=change.given_by.name, day=day, shift=shift)


def _who_comes(change: ShiftChange) -> list[Staff]:
    """Who is on duty next in customer service; without a roster everybody of it. Never the giver."""
    community, kind = change.community, Department.Kind.CUSTOMER_SERVICE
    desk = Department.objects.filter(community=community, kind=kind).first()
    if desk is None:
        return []
    begins = turn_of(change).following().begins(community)
    people = on_duty([community], begins).get(desk.pk) or Staff.objects.at(community).filter(department=desk)
    return [staff for staff in people if staff != change.given_by]
