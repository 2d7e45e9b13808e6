"""退单: the crew gives a job back with a reason (RP-4); the desk owes a dispatch again (RP-11)."""

from datetime import timedelta

import pytest

from office.models import Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_staff
from repairs import actions
from repairs.models import Repair
from repairs.tests.factories import history, make_dispatched, make_registered, owes

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(minutes=10)


def test_rp4_hand_back_frees_the_crew_and_keeps_the_reason() -> None:
    crew = make_staff(Role.CREW)
    repair = actions.hand_back(make_dispatched(crew), "no ladder", by=crew, now=LATER)
    assert (Repair.objects.get().status, repair.orders.get().crew.count()) == (Repair.Status.REGISTERED, 0)
    assert history(repair)[-1] == ("hand_back", "registered", "no ladder")


def test_rp11_the_desk_owes_a_dispatch_again_from_now_and_nobody_holds_the_rest() -> None:
    repair = actions.hand_back(make_dispatched(urgent=True), "no ladder", by=make_staff(), now=LATER)
    assert owes(repair) == {
        "RP-11/dispatch-urgent": "11-23 10:20",
        "RP-11/on-site": "11-23 10:35",
        "RP-9/finish-urgent": "11-24 10:05",
    }
    assert set(Promise.objects.open().values_list("holder", flat=True)) == {None}
    released = Promise.objects.get(rule="RP-11/acknowledge")
    assert (released.outcome, released.why) == (Promise.Outcome.RELEASED, "no ladder")


def test_rp11_an_overdue_acknowledgement_is_not_released_by_handing_back() -> None:
    repair = make_dispatched(urgent=True)
    actions.hand_back(repair, "no ladder", by=make_staff(), now=MONDAY + timedelta(minutes=16))
    assert Promise.objects.get(rule="RP-11/acknowledge").kept_late is True


def test_rp4_dispatched_and_handed_back_again_and_again() -> None:
    repair = make_registered(urgent=True)
    for minute in range(1, 4):
        now = MONDAY + timedelta(minutes=minute)
        actions.dispatch(repair, [make_staff(Role.CREW)], by=make_staff(), now=now)
        actions.hand_back(repair, "no ladder", by=make_staff(), now=now)
    assert Promise.objects.filter(rule="RP-11/dispatch-urgent", outcome=Promise.Outcome.KEPT).count() == 3
    assert owes(repair)["RP-11/dispatch-urgent"] == "11-23 10:13"


@pytest.mark.parametrize(
    "status", [Repair.Status.REGISTERED, Repair.Status.FINISHED, Repair.Status.CLOSED, Repair.Status.VOID]
)
def test_what_is_in_nobodys_hands_is_not_handed_back(status: str) -> None:
    repair = make_registered()
    repair.status = status
    with pytest.raises(InvalidMove):
        actions.hand_back(repair, "no ladder", by=make_staff(), now=LATER)
    assert history(repair) == [("register", "registered", "")]
