"""The status line of a repair."""

import pytest

from office.models import Move
from office.tests.factories import MONDAY, make_staff
from repairs import actions
from repairs.models import Repair
from repairs.progress import progress
from repairs.tests.factories import make_registered
from repairs.tests.jobs import ARRIVED, QUOTED, make_agreed, make_on_site, make_quoted

pytestmark = pytest.mark.django_db


def line(repair: Repair) -> list[str]:
    """Each stage: past, here or ahead, and when it came about."""
    moves = list(Move.objects.filter(subject=repair.number).order_by("-pk"))
    return [
        f"{stage.state} {stage.move.at.astimezone(MONDAY.tzinfo):%H:%M}" if stage.move else stage.state
        for stage in progress(repair, moves)
    ]


def test_a_new_repair_waits_for_its_dispatch() -> None:
    assert line(make_registered()) == ["past 10:05", "here 10:05", *["ahead"] * 7]


def test_rp5_quoted_it_waits_for_consent_since_the_quote() -> None:
    assert (ARRIVED.minute, QUOTED.minute) == (25, 35)
    assert line(make_quoted()) == ["past 10:05", "past 10:10", "past", "past 10:25", "here 10:35", *["ahead"] * 4]


def test_rp5_work_says_that_it_comes_after_consent() -> None:
    repair = make_on_site()
    stages = progress(repair, list(Move.objects.filter(subject=repair.number).order_by("-pk")))
    assert [(str(stage.label), str(stage.gate)) for stage in stages[5:7]] == [
        ("Work", "after consent"),
        ("Finished, signed", "—"),
    ]


def test_agreed_it_is_at_work() -> None:
    assert line(make_agreed())[3:7] == ["past 10:25", "past 10:45", "here 10:45", "ahead"]


def test_void_it_waits_for_nothing() -> None:
    repair = make_registered()
    actions.void(repair, "reported twice", by=make_staff(), now=MONDAY)
    assert line(repair) == ["past 10:05", *["ahead"] * 8]


@pytest.mark.parametrize(
    ("status", "here"), [("finished", 7), ("closed", None), ("registered", 1), ("dispatched", 2), ("accepted", 3)]
)
def test_every_status_has_its_place(status: str, here: int | None) -> None:
    repair = make_registered()
    repair.status = status
    states = [stage.state for stage in progress(repair, [])]
    assert (states.index("here") if "here" in states else None) == here
