"""Nobody signed the order: the head looks into it the same day and says what he found (RP-6)."""

from datetime import timedelta

import pytest

from office.models import Promise, Role
from office.statuses import InvalidMove
from office.tests.factories import make_staff
from repairs import actions
from repairs.actions import Signature
from repairs.models import Repair
from repairs.tests.factories import history, owes
from repairs.tests.jobs import LATER, crew_of, make_agreed
from repairs.tests.pages import desk

pytestmark = pytest.mark.django_db
ABSENT = Signature(unsigned="absent", why="Left for work.")


def unsigned() -> Repair:
    repair = make_agreed()
    actions.finish(repair, findings="New valve.", signature=ABSENT, by=crew_of(repair), now=LATER, finished_at=LATER)
    return repair


def test_rp6_looking_into_it_keeps_what_the_head_owed() -> None:
    repair, head = unsigned(), make_staff(Role.HEAD)
    later = LATER + timedelta(hours=1)
    actions.look_into(repair, "Signs tomorrow at the desk.", by=head, now=later)
    kept = Promise.objects.get(rule="RP-6/unsigned")
    assert (kept.outcome, kept.ended_at, kept.ended_by) == ("kept", later, head)
    assert history(repair)[-1] == ("look_into", "finished", "Signs tomorrow at the desk.")


def test_a_second_time_there_is_nothing_to_look_into() -> None:
    repair, head = unsigned(), make_staff(Role.HEAD)
    actions.look_into(repair, "Signs tomorrow.", by=head, now=LATER)
    with pytest.raises(InvalidMove):
        actions.look_into(repair, "Signs tomorrow.", by=head, now=LATER)
    assert [verb for verb, _status, _note in history(repair)].count("look_into") == 1


def test_rp6_the_page_is_the_heads() -> None:
    repair = unsigned()
    address = f"/repairs/{repair.number}/look_into/"
    assert desk(Role.RECEPTION).get(address).status_code == 403
    head = desk(Role.HEAD)
    assert address in head.get(f"/{repair.number}/").content.decode()
    refused = head.post(address, {"why": " "})
    assert (refused.status_code, "RP-6/unsigned" in owes(repair)) == (422, True)
    assert head.post(address, {"why": "Refuses, the charge is disputed."}).status_code == 302
    assert "RP-6/unsigned" not in owes(repair)
