"""The household asks for another time (RP-9, RP-11)."""

from datetime import datetime, timedelta
from functools import partial

import pytest

from office.models import Notice, Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_staff
from office.tests.threads import together
from repairs import actions
from repairs.models import Repair
from repairs.tests.factories import history, make_dispatched, make_registered, owes

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
FRIDAY = (MONDAY + timedelta(days=4)).replace(hour=14, minute=0)


def postpone(repair: Repair, start: datetime = FRIDAY) -> Repair:
    return actions.postpone(
        repair, appointment_from=start, appointment_until=start + HOUR, by=make_staff(), now=MONDAY + HOUR
    )


def test_rp11_the_new_time_is_promised_by_whoever_has_the_job() -> None:
    crew = make_staff(Role.CREW)
    repair = postpone(make_dispatched(crew))
    found = Repair.objects.get()
    assert (found.status, found.appointment_from, found.appointment_until) == (
        Repair.Status.DISPATCHED,
        FRIDAY,
        FRIDAY + HOUR,
    )
    assert history(repair)[-1] == ("postpone", "dispatched", "11-27 14:00")
    assert Promise.objects.get(rule="RP-11/appointment").holder == crew
    assert owes(repair) == {"RP-11/appointment": "11-27 15:15", "RP-9/finish": "12-01 00:00"}


def test_rp11_the_crew_hears_of_the_new_time_unless_it_asked_for_it() -> None:
    first, second = make_staff(Role.CREW, language="en"), make_staff(Role.CREW, language="en")
    repair = make_dispatched(first, second)
    actions.postpone(repair, appointment_from=FRIDAY, appointment_until=FRIDAY + HOUR, by=first, now=MONDAY)
    notice = Notice.objects.get()
    assert (notice.staff, notice.subject) == (second, repair.number)
    assert notice.text == f"New appointment: {repair.place}, 11-27 14:00–15:00 ({repair.number})"


def test_rp3_a_printed_order_is_superseded_by_it_and_holds_again_when_it_is_printed_anew() -> None:
    repair, by = make_dispatched(), make_staff()
    order = repair.orders.get()
    postpone(repair)
    order.refresh_from_db()
    assert (order.issue, order.superseded_at) == (1, None)
    actions.note_print(order, by=by, now=MONDAY)
    postpone(repair)
    postpone(repair, FRIDAY + HOUR)
    order.refresh_from_db()
    assert (order.issue, order.superseded_at, order.printed_at) == (2, MONDAY + HOUR, MONDAY)
    actions.note_print(order, by=by, now=MONDAY + 2 * HOUR)
    assert (order.issue, order.paper_is_superseded, order.printed_at) == (2, False, MONDAY + 2 * HOUR)


@pytest.mark.parametrize("verb", ["pass_on", "hand_back"])
def test_rp3_so_it_is_by_another_crew(verb: str) -> None:
    repair = make_dispatched()
    order = actions.note_print(repair.orders.get(), by=make_staff(), now=MONDAY)
    if verb == "pass_on":
        actions.pass_on(repair, [make_staff(Role.CREW)], "wrong trade", by=make_staff(), now=MONDAY + HOUR)
    else:
        actions.hand_back(repair, "wrong trade", by=make_staff(), now=MONDAY + HOUR)
    order.refresh_from_db()
    assert (order.issue, order.superseded_at) == (2, MONDAY + HOUR)


def test_rp11_it_takes_the_place_of_the_time_before() -> None:
    repair = postpone(postpone(make_registered()), FRIDAY + HOUR)
    rows = Promise.objects.filter(rule="RP-11/appointment").order_by("occurrence")
    assert list(rows.values_list("occurrence", "outcome")) == [("1", "released"), ("2", "")]
    assert owes(repair)["RP-11/appointment"] == "11-27 16:15"


def test_rp9_a_time_beyond_the_limit_extends_it_to_the_end_of_that_day() -> None:
    assert owes(postpone(make_registered(urgent=True)))["RP-9/finish-urgent"] == "11-28 00:00"


def test_nothing_is_postponed_once_somebody_voided_it() -> None:
    repair = make_registered()
    Repair.objects.filter(pk=repair.pk).update(status=Repair.Status.VOID)
    with pytest.raises(InvalidMove):
        postpone(repair)
    assert (Repair.objects.get().appointment_from, len(history(repair))) == (None, 1)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_leave_one_appointment() -> None:
    repair, by = make_registered(), make_staff()

    def ask(hour: int) -> None:
        start = FRIDAY.replace(hour=hour)
        seen = Repair.objects.select_related("community", "unit").get(pk=repair.pk)
        actions.postpone(seen, appointment_from=start, appointment_until=start + HOUR, by=by, now=MONDAY)

    together([partial(ask, hour) for hour in (9, 11, 13, 15)])
    found = Repair.objects.get()
    promised = Promise.objects.open().get(rule="RP-11/appointment")
    assert promised.base_at == found.appointment_until
