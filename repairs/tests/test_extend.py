"""A new date for the finishing, with reason and "owner told" (RP-9): the head once, a second time only the manager."""

from datetime import datetime, timedelta

import pytest

from office.models import Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_staff
from repairs import actions
from repairs.actions import NotAllowed
from repairs.models import Repair
from repairs.tests.factories import history, make_dispatched, make_registered, owes

pytestmark = pytest.mark.django_db

NOON = MONDAY.replace(hour=12, minute=0)
# 24:00 of 11-30 (a week after MONDAY), of 12-05 and of 12-10.
FIRST, FIFTH, TENTH = (datetime(2026, 12, day, tzinfo=MONDAY.tzinfo) for day in (1, 6, 11))


def extend(repair: Repair, role: str = Role.HEAD, due_at: datetime = FIFTH) -> Promise:
    return actions.extend(repair, reason="parts", due_at=due_at, owner_told="by phone", by=make_staff(role), now=NOON)


def test_rp9_the_head_extends_once_and_both_dates_are_kept() -> None:
    crew = make_staff(Role.CREW)
    repair = make_dispatched(crew)
    new = extend(repair)
    old = Promise.objects.get(outcome=Promise.Outcome.EXTENDED)
    assert (new.due_at, new.extends, new.holder, old.due_at) == (
        FIFTH,
        old,
        crew,
        MONDAY.replace(day=30, hour=0, minute=0) + timedelta(days=1),
    )
    assert old.why == "parts，by phone"
    assert history(repair)[-1] == ("extend", "dispatched", "parts，by phone")


def test_rp9_a_second_time_only_the_manager() -> None:
    repair = make_registered()
    extend(repair)
    with pytest.raises(NotAllowed):
        extend(repair, Role.HEAD, TENTH)
    assert owes(repair)["RP-9/finish"] == "12-06 00:00"
    extend(repair, Role.MANAGER, TENTH)
    assert owes(repair)["RP-9/finish"] == "12-11 00:00"


@pytest.mark.parametrize("role", [Role.RECEPTION, Role.CREW, Role.FINANCE])
def test_rp9_nobody_else_extends(role: str) -> None:
    repair = make_registered()
    with pytest.raises(NotAllowed):
        extend(repair, role)
    assert (owes(repair)["RP-9/finish"], len(history(repair))) == ("12-01 00:00", 1)


def test_rp9_an_appointment_asked_for_by_the_household_is_not_the_first_extension() -> None:
    start = MONDAY + timedelta(days=9)
    repair = make_registered(appointment_from=start, appointment_until=start + timedelta(hours=1))
    extend(repair)
    assert owes(repair)["RP-9/finish"] == "12-06 00:00"


def test_a_date_that_is_not_later_is_refused() -> None:
    repair = make_registered()
    with pytest.raises(InvalidMove):
        extend(repair, due_at=MONDAY + timedelta(days=1))
    with pytest.raises(InvalidMove):
        extend(repair, due_at=FIRST)
    assert (owes(repair)["RP-9/finish"], len(history(repair))) == ("12-01 00:00", 1)


def test_where_nothing_is_owed_nothing_is_extended() -> None:
    repair = make_registered()
    actions.void(repair, "reported twice", by=make_staff(), now=NOON)
    with pytest.raises(InvalidMove):
        extend(repair)


def test_rp9_an_overdue_finish_can_be_extended_and_stays_late_in_the_books() -> None:
    repair = make_registered(urgent=True)
    late = MONDAY + timedelta(hours=25)
    actions.extend(repair, reason="parts", due_at=FIFTH, owner_told="by phone", by=make_staff(Role.HEAD), now=late)
    old = Promise.objects.get(rule="RP-9/finish-urgent", outcome=Promise.Outcome.EXTENDED)
    assert old.ended_at == late > (old.due_at or late)
