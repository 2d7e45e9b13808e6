"""Sending a repair to its crew (RP-4, RP-11); of two dispatchers at once one wins."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest

from office.models import Department, Move, Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_department, make_staff
from office.tests.threads import together
from repairs import actions
from repairs.actions.working import in_charge
from repairs.models import Repair, WorkOrder
from repairs.tests.factories import history, make_dispatched, make_registered, owes

pytestmark = pytest.mark.django_db

SOON = MONDAY + timedelta(minutes=5)


def test_rp4_dispatch_sends_the_repair_to_its_crew() -> None:
    department = make_department(Department.Kind.ENGINEERING)
    crew, reception = make_staff(Role.CREW, department=department, name="孙德胜"), make_staff()
    repair = make_registered()
    actions.dispatch(repair, [crew], by=reception, now=SOON)
    repair.refresh_from_db()
    order = WorkOrder.objects.get()
    assert (repair.status, list(order.crew.all())) == (Repair.Status.DISPATCHED, [crew])
    assert (order.department, order.dispatched_at, order.dispatched_by, order.told_at) == (
        department,
        SOON,
        reception,
        None,
    )
    assert history(repair)[1:] == [("dispatch", "dispatched", "孙德胜")]


def test_rp11_dispatch_keeps_its_promise_and_hands_the_others_to_the_crew() -> None:
    crew = make_staff(Role.CREW)
    repair = make_registered(appointment_from=MONDAY, appointment_until=MONDAY + timedelta(hours=4))
    actions.dispatch(repair, [crew], by=make_staff(), now=SOON)
    kept = Promise.objects.get(rule="RP-11/dispatch")
    assert (kept.outcome, kept.ended_at, kept.kept_late) == (Promise.Outcome.KEPT, SOON, False)
    held = Promise.objects.open().values_list("rule", "holder").order_by("rule")
    assert list(held) == [("RP-11/appointment", crew.pk), ("RP-9/finish", crew.pk)]


def test_rp11_an_urgent_dispatch_asks_for_acknowledgement_within_ten_minutes() -> None:
    crew = make_staff(Role.CREW)
    repair = make_dispatched(crew, urgent=True)
    assert owes(repair) == {
        "RP-11/acknowledge": "11-23 10:20",
        "RP-11/on-site": "11-23 10:35",
        "RP-9/finish-urgent": "11-24 10:05",
    }
    assert set(Promise.objects.open().values_list("holder", flat=True)) == {crew.pk}


def test_rp11_a_late_dispatch_is_kept_late() -> None:
    repair = make_registered(urgent=True)
    actions.dispatch(repair, [make_staff(Role.CREW)], by=make_staff(), now=MONDAY + timedelta(minutes=6))
    assert Promise.objects.get(rule="RP-11/dispatch-urgent").kept_late is True


def test_rp4_told_by_radio_at_once_is_noted_with_its_time() -> None:
    repair = make_registered()
    actions.dispatch(repair, [make_staff(Role.CREW)], by=make_staff(), now=SOON, told_how="radio 2")
    order = WorkOrder.objects.get()
    assert (order.told_at, order.told_how) == (SOON, "radio 2")
    assert history(repair)[-1] == ("tell_crew", "dispatched", "radio 2")


def test_rp4_two_share_a_job_and_the_first_named_is_in_charge() -> None:
    junior, senior = make_staff(Role.CREW), make_staff(Role.CREW)
    repair = make_dispatched(senior, junior)
    assert (in_charge(repair.orders.get()), repair.orders.get().crew.count()) == (senior, 2)
    assert set(Promise.objects.open().values_list("holder", flat=True)) == {senior.pk}


def test_a_second_dispatch_is_refused_and_names_who_was_first() -> None:
    repair, late = make_registered(), make_staff()
    first = make_staff(name="林晓燕")
    crew, other = make_staff(Role.CREW), make_staff(Role.CREW)
    actions.dispatch(Repair.objects.get(pk=repair.pk), [crew], by=first, now=SOON)
    with pytest.raises(InvalidMove, match=r"林晓燕.*10:10"):
        actions.dispatch(Repair.objects.get(pk=repair.pk), [other], by=late, now=SOON + timedelta(minutes=1))
    assert list(repair.orders.get().crew.all()) == [crew]


def test_an_urge_is_not_taken_for_the_first() -> None:
    repair, late = make_registered(), make_staff()
    actions.dispatch(repair, [make_staff(Role.CREW)], by=make_staff(name="林晓燕"), now=SOON)
    actions.urge(repair, by=make_staff(name="周敏"), now=SOON)
    with pytest.raises(InvalidMove, match="林晓燕"):
        actions.dispatch(repair, [make_staff(Role.CREW)], by=late, now=SOON)


@pytest.mark.parametrize("status", [status for status in Repair.Status if status != Repair.Status.REGISTERED])
def test_only_what_waits_for_it_is_dispatched(status: str) -> None:
    repair = make_registered()
    repair.status = status
    with pytest.raises(InvalidMove):
        actions.dispatch(repair, [make_staff(Role.CREW)], by=make_staff(), now=SOON)
    assert history(repair) == [("register", "registered", "")]


def attempt(work: Callable[[], object]) -> str:
    try:
        work()
    except InvalidMove as refused:
        return str(refused)
    return ""


@pytest.mark.django_db(transaction=True)
def test_two_dispatchers_at_once_one_wins_and_the_other_is_told_who() -> None:
    crews = [make_staff(Role.CREW), make_staff(Role.CREW)]
    dispatchers = [make_staff(name="林晓燕"), make_staff(name="苏文静")]
    at_the_line = Barrier(2, timeout=10)
    for _round in range(10):
        repair = make_registered()

        def send(number: int, pk: int = repair.pk) -> str:
            seen = Repair.objects.select_related("community", "unit").get(pk=pk)
            at_the_line.wait()
            return attempt(lambda: actions.dispatch(seen, [crews[number]], by=dispatchers[number], now=SOON))

        answers = together([partial(send, 0), partial(send, 1)])
        winner = answers.index("")
        assert dispatchers[winner].name in answers[1 - winner]
        assert list(repair.orders.get().crew.all()) == [crews[winner]]
        assert Move.objects.filter(subject=repair.number, verb="dispatch").count() == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_door_both_dispatchers_believe_they_won() -> None:
    """The race of the test above is real: writing without comparing lets both through."""
    repair = make_registered()

    def send() -> int:
        seen = Repair.objects.get(pk=repair.pk)
        at_the_line.wait()
        return Repair.objects.filter(pk=seen.pk).update(status=Repair.Status.DISPATCHED)

    at_the_line = Barrier(2, timeout=10)
    assert together([send, send]) == [1, 1]
