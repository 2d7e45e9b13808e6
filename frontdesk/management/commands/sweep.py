"""`manage.py sweep`: sweep once by hand, or ask what a sweep would do."""

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, localtime, make_aware

from complaints.actions import pending_steps
from complaints.reporting import pending_reports
from frontdesk import sweeps
from office import promises
from office.models import Promise
from owners.actions.boxes import pending_openings
from owners.actions.samples import pending_samples
from visits.actions import pending_follow_ups


class Command(BaseCommand):
    """Prints counts after a sweep, or without one everything that would be due."""

    help = "Sweep once. With --dry-run (or --now) only say what would be done; nothing is changed."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --now, --dry-run and --json."""
        parser.add_argument("--now", metavar="ISO", help="ask as if it were this time (local unless it names a zone)")
        parser.add_argument("--dry-run", action="store_true", help="only say what would be done")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep, or report. Raises CommandError for a time that cannot be read."""
        if options["dry_run"] or options["now"] is not None:
            now = promises.database_now() if options["now"] is None else read_time(options["now"])
            found = {"now": now, **would(now)}
            lines = [f"At {minute(localtime(now))} a sweep would", *text(found)]
        else:
            found = asdict(sweeps.run())
            lines = [f"{name}: {'failed' if rows is None else rows}" for name, rows in found.items()]
        self.stdout.write(json.dumps(found, cls=DjangoJSONEncoder) if options["json"] else "\n".join(lines))


def read_time(written: str) -> datetime:
    """Read an ISO time. Raises CommandError."""
    try:
        found = parse_datetime(written)
    except ValueError:
        found = None
    if found is None:
        raise CommandError(f"{written} is not an ISO time such as 2026-11-24T10:05.")
    return make_aware(found) if is_naive(found) else found


def would(now: datetime) -> dict[str, list[dict[str, Any]]]:
    """What each part of a sweep would do at `now`, in the order of the parts."""
    return {
        "openings": list(openings(now)),
        "samples": list(samples(now)),
        "follow_ups": list(follow_ups()),
        "reports": list(reports(now)),
        "alerts": list(alerts(now)),
        "steps": list(steps(now)),
    }


def openings(now: datetime) -> Iterator[dict[str, Any]]:
    """The contact boxes whose days would be promised, from the first missing one to the last."""
    for box, first, last in pending_openings(now):
        yield {"record": box.number, "place": box.name, "since": first, "until": last}


def samples(now: datetime) -> Iterator[dict[str, Any]]:
    """The weeks, by their Mondays, of which a sample would be drawn."""
    for community, week in pending_samples(now):
        yield {"community": community.name, "week": week}


def follow_ups() -> Iterator[dict[str, Any]]:
    """What was completed and would get its callbacks."""
    for completion in pending_follow_ups():
        repair = completion.repair
        yield {
            "record": repair.number,
            "place": repair.place,
            "completed_at": repair.community.local(completion.at),
        }


def reports(now: datetime) -> Iterator[dict[str, Any]]:
    """The weeks, by their Mondays, of which the complaint report would be made."""
    for week in pending_reports(now):
        yield {"community": week.community.name, "week": week.monday}


def steps(now: datetime) -> Iterator[dict[str, Any]]:
    """The complaints that would move up the ladder, and the step whose time is out."""
    for promise in pending_steps(now):
        yield {
            "record": promise.subject,
            "place": promise.unit.number if promise.unit else promise.place,
            "rule": promise.rule,
            "due_at": promise.community.local(promise.due_at) if promise.due_at else None,
        }


def alerts(now: datetime) -> Iterator[dict[str, Any]]:
    """Every alert that is due at `now`, in the order in which sweeps would raise them, times as the community's."""
    due = Promise.objects.open().filter(next_alert_at__lte=now).select_related("limit", "unit", "community")
    for promise in due.order_by("next_alert_at", "pk").iterator():
        for level in promises.levels_due(promise, now):
            yield {
                "level": level.name.lower(),
                "rule": promise.rule,
                "record": promise.subject,
                "place": promise.unit.number if promise.unit else promise.place,
                "due_at": promise.community.local(promise.due_at) if promise.due_at else None,
            }


def text(found: dict[str, Any]) -> Iterator[str]:
    """The same for a person to read."""
    for row in found["openings"]:
        yield f"  promise the openings of {row['record']} ({row['place']}) from {row['since']} to {row['until']}"
    for row in found["samples"]:
        yield f"  draw the sample of {row['community']} for the week from {row['week']}"
    for row in found["follow_ups"]:
        yield f"  make the callbacks of {row['record']} ({row['place']}), completed {minute(row['completed_at'])}"
    for row in found["reports"]:
        yield f"  make the complaint report of {row['community']} for the week from {row['week']}"
    for row in found["alerts"]:
        yield f"  raise {row['level']}: {row['rule']} {row['record']} ({row['place']}), due {minute(row['due_at'])}"
    for row in found["steps"]:
        yield f"  move up {row['record']} ({row['place']}): {row['rule']} was due {minute(row['due_at'])}"
    levels = Counter(row["level"] for row in found["alerts"])
    counts = [f"{len(found['follow_ups'])} follow-ups", *(f"{count} {level}" for level, count in levels.items())]
    yield f"In all: {', '.join(counts)}."


def minute(at: datetime) -> str:
    """A time to the minute."""
    return f"{at:%Y-%m-%d %H:%M}"
