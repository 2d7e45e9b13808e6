"""The crew takes the job (RP-4, RP-11)."""

from datetime import timedelta

import pytest

from office.models import Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import MONDAY, make_staff
from repairs import actions
from repairs.models import Repair
from repairs.tests.factories import history, make_dispatched, make_registered, owes

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(minutes=8)


def test_rp4_accept_is_recorded() -> None:
    crew = make_staff(Role.CREW)
    repair = actions.accept(make_dispatched(crew), by=crew, now=LATER)
    assert (Repair.objects.get().status, repair.orders.get().accepted_at) == (Repair.Status.ACCEPTED, LATER)
    assert history(repair)[-1] == ("accept", "accepted", "")


def test_rp11_accept_keeps_the_acknowledgement() -> None:
    repair = actions.accept(make_dispatched(urgent=True), by=make_staff(), now=LATER)
    kept = Promise.objects.get(rule="RP-11/acknowledge")
    assert (kept.outcome, kept.kept_late) == (Promise.Outcome.KEPT, False)
    assert owes(repair) == {"RP-11/on-site": "11-23 10:35", "RP-9/finish-urgent": "11-24 10:05"}


def test_nobody_accepts_what_was_not_dispatched() -> None:
    repair = make_registered()
    with pytest.raises(InvalidMove):
        actions.accept(repair, by=make_staff(), now=LATER)
    assert history(repair) == [("register", "registered", "")]


def test_a_stale_accept_does_not_take_the_crew_back_from_the_site() -> None:
    crew = make_staff(Role.CREW)
    repair = actions.arrive(make_dispatched(crew), by=crew, now=LATER)
    with pytest.raises(InvalidMove, match="10:13"):
        actions.accept(repair, by=crew, now=LATER + timedelta(minutes=1))
    assert Repair.objects.get().status == Repair.Status.ON_SITE
