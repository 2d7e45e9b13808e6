"""A change of category changes marks and limits; what makes an urgent repair not urgent is a lowering (RP-1)."""

from datetime import timedelta

import pytest

from office.models import Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_staff
from repairs import actions
from repairs.actions import NotAllowed
from repairs.models import Category, Repair
from repairs.tests.factories import history, make_category, make_dispatched, make_registered, owes

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(minutes=10)


def recategorised(repair: Repair, category: Category, role: str = Role.RECEPTION) -> Repair:
    return actions.recategorise(repair, category, "as seen on site", by=make_staff(role), now=LATER)


def marks() -> tuple[bool, bool, bool]:
    return Repair.objects.values_list("urgent", "leak", "safety").get()


def test_rp9_a_door_that_turns_out_to_be_a_leak_owes_3_days() -> None:
    repair = recategorised(make_registered(), make_category("Seepage", leak=True))
    assert (marks(), owes(repair)) == (
        (False, True, False),
        {"RP-11/dispatch": "11-23 10:35", "RP-9/finish-leak": "11-27 00:00"},
    )
    verb, status, note = history(repair)[-1]
    assert (verb, status, note.endswith("Seepage：as seen on site")) == ("recategorise", "registered", True)


def test_rp1_into_an_urgent_category_it_becomes_urgent() -> None:
    repair = recategorised(make_registered(), make_category("Burst pipe", urgent=True))
    assert (marks(), owes(repair)) == (
        (True, False, False),
        {
            "RP-11/dispatch-urgent": "11-23 10:10",
            "RP-11/on-site": "11-23 10:35",
            "RP-9/finish-urgent": "11-24 10:05",
        },
    )


def test_rp1_out_of_urgency_only_by_the_head_and_it_is_logged_as_a_lowering() -> None:
    repair, drip = make_dispatched(category=make_category(urgent=True)), make_category("Drip")
    with pytest.raises(NotAllowed):
        recategorised(repair, drip)
    assert (marks(), repair.category == drip) == ((True, False, False), False)
    recategorised(repair, drip, Role.HEAD)
    assert (marks(), owes(repair)) == ((False, False, False), {"RP-9/finish": "12-01 00:00"})
    assert history(repair)[-1][0] == "lower"


def test_rp1_an_urgency_raised_by_hand_is_not_lost_by_a_change_of_category() -> None:
    repair = make_dispatched(urgent=True)
    with pytest.raises(NotAllowed):
        recategorised(repair, make_category("Drip"))
    assert marks() == (True, False, False)


def test_rp12_a_repair_may_turn_out_to_be_a_service() -> None:
    repair = recategorised(make_registered(), make_category("Moving", kind=Category.Kind.SERVICE))
    assert Repair.objects.get(pk=repair.pk).kind == Category.Kind.SERVICE


def test_rp9_an_appointment_beyond_the_new_limit_extends_it() -> None:
    start = MONDAY + timedelta(days=5)
    repair = make_registered(appointment_from=start, appointment_until=start + timedelta(hours=1))
    assert owes(recategorised(repair, make_category(leak=True)))["RP-9/finish-leak"] == "11-29 00:00"


def test_the_category_it_has_already_changes_nothing() -> None:
    repair = make_registered()
    with pytest.raises(InvalidMove):
        recategorised(repair, repair.category)
    assert len(history(repair)) == 1


def test_what_is_void_keeps_its_category() -> None:
    repair = make_registered()
    actions.void(repair, "reported twice", by=make_staff(), now=LATER)
    with pytest.raises(InvalidMove):
        recategorised(repair, make_category())
    assert history(repair)[-1][0] == "void"
