"""Writing the duty roster 值班表 (RC-13). Whoever writes it stands in its history, as with every register."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from office.duty import Turn
from office.models import Department, Duty

WEEK = timedelta(days=7)


class RosterChanged(Exception):
    """Somebody else has set this shift in the meantime."""


def mark(lines: Iterable[Duty]) -> str:
    """What a page has seen of a shift, to be given back with what is to stand there instead."""
    return " ".join(sorted(f"{line.post}:{line.staff_id}" for line in lines))


@transaction.atomic
def set_shift(department: Department, turn: Turn, people: Mapping[str, Collection[int]], *, seen: str) -> None:
    """Let these people (keys by post) be on duty in this shift and nobody else; setting it twice changes nothing.

    `seen` is the `mark` of what stood there when it was decided. Raises RosterChanged where that is no longer so.
    """
    _hold(department)
    there = {(line.post, line.staff_id): line for line in lines_of(department, turn)}
    wanted = {(post, staff) for post, keys in people.items() for staff in keys}
    if there.keys() == wanted:
        return
    if mark(there.values()) != seen:
        raise RosterChanged(_("Somebody else has set this shift meanwhile."))
    Duty.objects.filter(pk__in=[line.pk for key, line in there.items() if key not in wanted]).delete()
    Duty.objects.bulk_create(
        Duty(department=department, day=turn.day, shift=turn.shift, post=post, staff_id=staff)
        for post, staff in sorted(wanted - there.keys())
    )


@transaction.atomic
def copy_week(department: Department, monday: date) -> int:
    """Fill the empty shifts of the week from the week before; give how many lines that were.

    A shift with anybody on it stays as it is, and who has left is not taken over. Twice changes nothing more.
    """
    _hold(department)
    rows = Duty.objects.filter(department=department)
    taken = set(rows.filter(day__gte=monday, day__lt=monday + WEEK).values_list("day", "shift"))
    before = rows.of_those_who_serve().filter(day__gte=monday - WEEK, day__lt=monday).order_by("pk")
    copied = [
        Duty(department=department, day=line.day + WEEK, shift=line.shift, post=line.post, staff_id=line.staff_id)
        for line in before
        if (line.day + WEEK, line.shift) not in taken
    ]
    return len(Duty.objects.bulk_create(copied))


def lines_of(department: Department, turn: Turn) -> list[Duty]:
    """Who stands on the roster for this shift, with their names."""
    rows = Duty.objects.filter(department=department, day=turn.day, shift=turn.shift)
    return list(rows.select_related("staff").order_by("pk"))


def _hold(department: Department) -> None:
    """One at a time writes a department's roster."""
    Department.objects.select_for_update(no_key=True).get(pk=department.pk)
