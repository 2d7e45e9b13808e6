"""Making a repair urgent, and not urgent again: who may, and what is owed then (RP-1, RP-11)."""

from datetime import timedelta

import pytest

from office import promises
from office.models import Alert, Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_staff
from repairs import actions
from repairs.actions import NotAllowed
from repairs.models import Repair
from repairs.tests.factories import history, make_category, make_dispatched, make_registered, owes

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(minutes=10)
NOT_URGENT = {"RP-11/dispatch": "11-23 10:35", "RP-9/finish": "12-01 00:00"}
URGENT = {
    "RP-11/dispatch-urgent": "11-23 10:10",
    "RP-11/on-site": "11-23 10:35",
    "RP-9/finish-urgent": "11-24 10:05",
}


def raised(repair: Repair) -> Repair:
    return actions.raise_urgency(repair, "water in the corridor", by=make_staff(), now=LATER)


def lowered(repair: Repair, role: str = Role.HEAD) -> Repair:
    return actions.lower_urgency(repair, "only a drip", by=make_staff(role), now=LATER)


def test_rp1_reception_raises_and_the_limits_are_recomputed_from_the_report() -> None:
    repair = raised(make_registered())
    assert (Repair.objects.get().urgent, owes(repair)) == (True, URGENT)
    assert history(repair)[-1] == ("raise", "registered", "water in the corridor")
    replaced = Promise.objects.filter(outcome=Promise.Outcome.EXTENDED).order_by("rule").values_list("rule", flat=True)
    assert list(replaced) == ["RP-11/dispatch", "RP-9/finish"]


def test_rp11_raised_after_the_dispatch_the_crew_owes_acknowledgement_and_arrival() -> None:
    crew = make_staff(Role.CREW)
    repair = raised(make_dispatched(crew))
    assert owes(repair) == {
        "RP-11/acknowledge": "11-23 10:20",
        "RP-11/on-site": "11-23 10:35",
        "RP-9/finish-urgent": "11-24 10:05",
    }
    assert set(Promise.objects.open().values_list("holder", flat=True)) == {crew.pk}


def test_rp11_raised_on_site_nobody_owes_an_arrival() -> None:
    repair = actions.arrive(make_dispatched(), by=make_staff(), now=LATER)
    assert owes(raised(repair)) == {"RP-9/finish-urgent": "11-24 10:05"}


@pytest.mark.parametrize("role", [Role.HEAD, Role.MANAGER])
def test_rp1_head_and_manager_lower_it_with_a_reason(role: str) -> None:
    repair = lowered(make_registered(urgent=True), role)
    assert (Repair.objects.get().urgent, owes(repair)) == (False, NOT_URGENT)
    assert history(repair)[-1] == ("lower", "registered", "only a drip")


def test_rp1_until_decided_it_stays_urgent() -> None:
    repair = make_registered(urgent=True)
    with pytest.raises(NotAllowed):
        lowered(repair, Role.RECEPTION)
    assert (Repair.objects.get().urgent, owes(repair), len(history(repair))) == (True, URGENT, 1)


def test_rp1_its_taker_corrects_a_slip_of_the_pen_until_the_dispatch() -> None:
    taker = make_staff()
    repair = make_registered(by=taker, urgent=True)
    actions.lower_urgency(repair, "slip of the pen", by=taker, now=LATER)
    assert owes(repair) == NOT_URGENT


def test_rp1_after_the_dispatch_its_taker_no_longer_does_not_even_when_it_was_handed_back() -> None:
    taker = make_staff()
    repair = make_dispatched(by=taker, urgent=True)
    with pytest.raises(NotAllowed):
        actions.lower_urgency(repair, "slip of the pen", by=taker, now=LATER)
    actions.hand_back(repair, "no ladder", by=taker, now=LATER)
    with pytest.raises(NotAllowed):
        actions.lower_urgency(repair, "slip of the pen", by=taker, now=LATER)
    assert Repair.objects.get().urgent is True


def test_rp1_raised_lowered_and_raised_again() -> None:
    repair = make_registered()
    for _time in range(2):
        raised(repair)
        assert owes(repair) == URGENT
        lowered(repair)
        assert owes(repair) == NOT_URGENT


def test_rp1_alerts_already_raised_stay() -> None:
    repair = make_registered(urgent=True)
    promises.sweep(now=MONDAY + timedelta(minutes=6))
    before = list(Alert.objects.values_list("promise__rule", "level"))
    assert before == [("RP-11/dispatch-urgent", Promise.Level.OVERDUE)]
    lowered(repair)
    assert list(Alert.objects.values_list("promise__rule", "level")) == before


@pytest.mark.parametrize("change", [raised, lowered])
def test_a_second_click_changes_nothing(change: object) -> None:
    assert callable(change)
    repair = make_registered(urgent=change is lowered)
    change(repair)
    before = (history(repair), owes(repair))
    with pytest.raises(InvalidMove):
        change(repair)
    assert (history(repair), owes(repair)) == before


def test_rp9_lowered_it_keeps_the_day_that_the_household_asked_for() -> None:
    start = MONDAY + timedelta(days=9)
    end = start + timedelta(hours=1)
    repair = lowered(make_registered(urgent=True, appointment_from=start, appointment_until=end))
    assert owes(repair)["RP-9/finish"] == "12-03 00:00"


def test_rp9_an_urgent_leak_that_is_lowered_is_still_a_leak() -> None:
    repair = lowered(make_registered(category=make_category(urgent=True, leak=True)))
    assert owes(repair)["RP-9/finish-leak"] == "11-27 00:00"


def test_what_somebody_voided_meanwhile_is_not_raised() -> None:
    repair = make_registered()
    stale = Repair.objects.get(pk=repair.pk)
    actions.void(repair, "reported twice", by=make_staff(name="周敏"), now=LATER)
    with pytest.raises(InvalidMove, match="周敏"):
        raised(stale)
    assert owes(repair) == {}
