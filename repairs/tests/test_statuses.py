"""The one door for a change of status, tried on the repair."""

from datetime import timedelta
from threading import Barrier

import pytest
from django.db import InternalError, transaction

from office import statuses
from office.models import Move
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_staff
from office.tests.threads import together
from repairs.models import Repair
from repairs.models.repairs import Status
from repairs.tests.factories import make_repair

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(minutes=5)


def history(repair: Repair) -> list[tuple[object, ...]]:
    rows = Move.objects.filter(subject=repair.number).order_by("pk")
    return [(row.verb, row.old, row.new, row.at, row.by, row.note) for row in rows]


def test_a_move_writes_status_fields_and_history() -> None:
    repair, dispatcher = make_repair(), make_staff()
    statuses.move(
        repair, Status.DISPATCHED, verb="dispatch", by=dispatcher, now=LATER, note="by radio", problem="Drips"
    )
    assert (repair.status, repair.problem) == (Status.DISPATCHED, "Drips")
    assert Repair.objects.values_list("status", "problem").get() == (Status.DISPATCHED, "Drips")
    assert history(repair) == [("dispatch", "registered", "dispatched", LATER, dispatcher, "by radio")]


def test_a_note_is_cut_to_what_fits() -> None:
    repair = make_repair()
    statuses.move(repair, Status.DISPATCHED, verb="dispatch", by=None, now=LATER, note="长" * 401)
    assert Move.objects.get().note == "长" * 400


@pytest.mark.parametrize("old", list(Status))
@pytest.mark.parametrize("new", list(Status))
def test_every_move_is_allowed_or_refused_by_the_table(old: Status, new: Status) -> None:
    repair = make_repair(status=old, joined_to=make_repair())
    allowed = new in Repair.TRANSITIONS[old]
    assert repair.may_become(new) == allowed
    if allowed:
        statuses.move(repair, new, verb="test", by=None, now=LATER)
    else:
        with pytest.raises(InvalidMove, match=r"“.+”"):
            statuses.move(repair, new, verb="test", by=None, now=LATER)
    assert Repair.objects.get(pk=repair.pk).status == (new if allowed else old)
    assert Move.objects.count() == allowed


@pytest.mark.parametrize("old", list(Status))
@pytest.mark.parametrize("new", list(Status))
def test_the_database_refuses_what_the_table_does(old: Status, new: Status) -> None:
    rows = Repair.objects.filter(pk=make_repair(status=old, joined_to=make_repair()).pk)
    if new == old or new in Repair.TRANSITIONS[old]:
        rows.update(status=new)
        assert rows.get().status == new
        return
    with pytest.raises(InternalError, match="Invalid transition"), transaction.atomic():
        rows.update(status=new)
    assert rows.get().status == old


def test_who_is_second_is_told_who_was_first_and_changes_nothing() -> None:
    repair, anna, bo = make_repair(), make_staff(name="Anna"), make_staff(name="Bo")
    stale = Repair.objects.get()
    statuses.move(repair, Status.DISPATCHED, verb="dispatch", by=anna, now=LATER)
    with transaction.atomic(), pytest.raises(InvalidMove) as refused:
        statuses.move(stale, Status.VOID, verb="void", by=bo, now=LATER, problem="void")
    assert "Anna" in str(refused.value)
    assert "10:10" in str(refused.value)
    assert (stale.status, Repair.objects.get().problem, len(history(repair))) == (
        Status.DISPATCHED,
        repair.problem,
        1,
    )


def test_second_to_something_without_a_history_is_told_where_it_stands() -> None:
    repair = make_repair()
    Repair.objects.update(status=Status.DISPATCHED)
    with pytest.raises(InvalidMove, match=str(Status.DISPATCHED.label)):
        statuses.move(repair, Status.VOID, verb="void", by=None, now=LATER)


def test_facts_beside_the_status_are_history_too() -> None:
    repair, receptionist = make_repair(), make_staff()
    statuses.opened(repair, verb="register", by=receptionist, now=MONDAY)
    statuses.note(repair, verb="urge", by=None, now=LATER, note="third call")
    assert history(repair) == [
        ("register", "", "registered", MONDAY, receptionist, ""),
        ("urge", "registered", "registered", LATER, None, "third call"),
    ]
    assert (statuses.happened(repair, "urge"), statuses.happened(repair, "void")) == (True, False)


# ── two at once ─────────────────────────────────────────────────────────────
def with_the_door(repair: Repair) -> bool:
    try:
        statuses.move(repair, Status.DISPATCHED, verb="dispatch", by=None, now=LATER)
    except InvalidMove:
        return False
    return True


def without_it(repair: Repair) -> bool:
    """What everybody writes first: look, then write."""
    if not repair.may_become(Status.DISPATCHED):
        return False
    Repair.objects.filter(pk=repair.pk).update(status=Status.DISPATCHED)
    Move.objects.create(subject=repair.number, verb="dispatch", old=repair.status, new=Status.DISPATCHED, at=LATER)
    return True


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("way", "winners"), [(with_the_door, 1), (without_it, 8)])
def test_of_eight_at_once_one_wins_and_without_the_door_all_would(way: object, winners: int) -> None:
    assert callable(way)
    repair = make_repair()
    start = Barrier(8)

    def dispatch() -> bool:
        mine = Repair.objects.get(pk=repair.pk)
        start.wait(10)
        return bool(way(mine))

    assert sum(together([dispatch] * 8)) == winners == Move.objects.count()


@pytest.mark.django_db(transaction=True)
def test_never_a_status_without_its_history() -> None:
    repair = make_repair()
    with pytest.raises(ValueError, match="must be a"):
        statuses.move(repair, Status.DISPATCHED, verb="dispatch", by="nobody", now=LATER)  # type: ignore[arg-type]
    assert Repair.objects.get().status == repair.status == Status.REGISTERED
