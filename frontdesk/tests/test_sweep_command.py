"""`manage.py sweep`: by hand, or only asking."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from complaints import actions
from complaints.models import WeeklyReport
from complaints.tests.factories import make_complaint, told
from frontdesk import sweeps
from office.models import Alert, Heartbeat, OutboxMessage, Promise
from office.tests.factories import MONDAY, make_promise, make_unit
from owners.models import Sample
from owners.tests.desk_things import make_box
from owners.tests.factories import make_contact
from visits.models import Callback
from visits.tests.factories import make_completion

pytestmark = pytest.mark.django_db

RULE = "RP-11/dispatch-urgent"  # warned after 3 minutes, due after 5, escalated after 15


def said(*words: str) -> str:
    out = StringIO()
    call_command("sweep", *words, stdout=out)
    return out.getvalue().rstrip("\n")


def found(*words: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(said("--json", *words))
    return answer


def test_without_options_it_sweeps_once_and_prints_the_counts() -> None:
    make_completion(at=timezone.now(), contact=make_contact(at=timezone.now()))
    assert said().splitlines() == [
        "openings: 0", "samples: 0", "follow_ups: 1", "reports: 0", "alerts: 0", "steps: 0", "folded: 0", "relayed: 0"
    ]  # fmt: skip
    parts = ["openings", "samples", "follow_ups", "reports", "alerts", "steps", "folded", "relayed"]
    assert found() == dict.fromkeys(parts, 0)
    assert (Callback.objects.count(), Heartbeat.objects.filter(name="sweep").count()) == (1, 1)


def test_a_dry_run_says_what_would_be_done_and_changes_nothing() -> None:
    make_promise(rule=RULE, subject="R-1", unit=make_unit("3-2-501"))
    make_promise(rule=RULE, subject="R-2", place="Building 2 lift", base_at=MONDAY + timedelta(minutes=11))
    completion = make_completion(at=MONDAY)
    before = list(Promise.objects.values())
    assert said("--now", "2026-11-23T10:20").splitlines() == [
        "At 2026-11-23 10:20 a sweep would",
        f"  make the callbacks of {completion.repair.number} (Building 3, lift), completed 2026-11-23 10:05",
        "  raise overdue: RP-11/dispatch-urgent R-1 (3-2-501), due 2026-11-23 10:10",
        "  raise escalated: RP-11/dispatch-urgent R-1 (3-2-501), due 2026-11-23 10:10",
        "  raise warned: RP-11/dispatch-urgent R-2 (Building 2 lift), due 2026-11-23 10:21",
        "In all: 1 follow-ups, 1 overdue, 1 escalated, 1 warned.",
    ]
    assert list(Promise.objects.values()) == before
    assert [model.objects.count() for model in (Alert, OutboxMessage, Callback, Heartbeat)] == [0, 0, 0, 0]


def test_the_same_as_json() -> None:
    make_promise(rule=RULE, subject="R-1", unit=make_unit("3-2-501"))
    completion = make_completion(at=MONDAY)
    assert found("--now", "2026-11-23T10:08+08:00") == {
        "now": "2026-11-23T10:08:00+08:00",
        "openings": [],
        "samples": [],
        "reports": [],
        "steps": [],
        "follow_ups": [
            {
                "record": completion.repair.number,
                "place": "Building 3, lift",
                "completed_at": "2026-11-23T10:05:00+08:00",
            }
        ],
        "alerts": [
            {
                "level": "warned",
                "rule": RULE,
                "record": "R-1",
                "place": "3-2-501",
                "due_at": "2026-11-23T10:10:00+08:00",
            }
        ],
    }


def test_a_dry_run_without_a_time_asks_for_now() -> None:
    make_promise(rule=RULE, subject="R-1", base_at=timezone.now() - timedelta(minutes=4), now=timezone.now())
    assert [row["level"] for row in found("--dry-run")["alerts"]] == ["warned"]
    assert not Alert.objects.exists()


def test_a_dry_run_tells_of_boxes_and_samples_too() -> None:
    box = make_box(name="South gate")
    community = make_contact(at=MONDAY - timedelta(days=7)).community
    assert said("--now", "2026-11-24T10:20").splitlines() == [
        "At 2026-11-24 10:20 a sweep would",
        f"  promise the openings of {box.number} (South gate) from 2026-11-23 to 2026-11-24",
        f"  draw the sample of {community.name} for the week from 2026-11-16",
        "In all: 0 follow-ups.",
    ]
    assert found("--now", "2026-11-24T10:20")["openings"] == [
        {"record": box.number, "place": "South gate", "since": "2026-11-23", "until": "2026-11-24"}
    ]
    assert (Promise.objects.count(), Sample.objects.count()) == (0, 0)


def test_a_dry_run_tells_of_the_ladder_and_the_weekly_report_too() -> None:
    early, late = make_complaint(now=MONDAY - timedelta(days=7)), make_complaint(unit=make_unit("3-2-501"))
    actions.answer(early, told(), by=early.taken_by, now=MONDAY)
    lines = said("--now", "2026-11-23T14:05").splitlines()
    assert [line for line in lines if line.startswith(("  make", "  move"))] == [
        f"  make the complaint report of {late.community.name} for the week from 2026-11-16",
        f"  move up {late.number} (3-2-501): CP-2/department was due 2026-11-23 14:05",
    ]
    asked = found("--now", "2026-11-23T14:05")
    assert asked["reports"] == [{"community": late.community.name, "week": "2026-11-16"}]
    assert asked["steps"] == [
        {
            "record": late.number,
            "place": "3-2-501",
            "rule": "CP-2/department",
            "due_at": "2026-11-23T14:05:00+08:00",
        }
    ]
    assert (WeeklyReport.objects.count(), late.steps.count()) == (0, 1)


def test_nothing_to_do() -> None:
    assert said("--now", "2026-11-23 10:20").splitlines() == [
        "At 2026-11-23 10:20 a sweep would",
        "In all: 0 follow-ups.",
    ]


@pytest.mark.parametrize("written", ["tomorrow", "2026-02-30T10:00", "2026-11-23T25:00", ""])
def test_a_time_that_cannot_be_read_is_refused(written: str) -> None:
    with pytest.raises(CommandError, match="not an ISO time"):
        said("--now", written)
    assert not Heartbeat.objects.exists()


@pytest.mark.parametrize("minutes", [0, 3, 4, 5, 14, 15, 400])
def test_what_it_announces_is_what_sweeps_then_do(minutes: int) -> None:
    now = MONDAY + timedelta(minutes=minutes)
    for rule in (RULE, "RP-11/acknowledge", "CB-2/first"):
        make_promise(rule=rule)
    announced = [(row["record"], row["level"]) for row in found("--now", now.isoformat())["alerts"]]
    while sweeps.run(now).alerts:
        pass
    raised = Alert.objects.order_by("promise__subject", "level").select_related("promise")
    assert sorted(announced) == sorted((row.promise.subject, Promise.Level(row.level).name.lower()) for row in raised)
