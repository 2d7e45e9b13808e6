"""`manage.py demo`: a made-up estate in the middle of its day."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from tqdm import tqdm

from frontdesk.demo import NotEmpty, fill, fill_desk
from frontdesk.demo.filling import usual_repairs
from office.models import Community


class Command(BaseCommand):
    """Fills an empty database; the same arguments give the same rows."""

    help = "Fill an empty database with a made-up estate: its homes, people, team, and months of repairs up to now."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--households", type=int, default=1200, help="homes of the estate (1200)")
        parser.add_argument("--months", type=int, default=6, help="months of work up to now (6)")
        parser.add_argument("--seed", type=int, default=1, help="another seed makes another estate (1)")
        parser.add_argument("--repairs", type=int, help="how many repairs; by default a quarter a home and month")
        parser.add_argument("--now", help="the moment at which it is seen, such as 2026-11-24T10:23+08:00 (now)")
        parser.add_argument(
            "--accounts", action="store_true", help="let reception, manager, crew, finance, head, company sign in"
        )
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there is a community already")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill, with a progress bar. Raises CommandError on arguments that make no estate, or a full database."""
        if options["if_empty"] and Community.objects.exists():
            return
        wanted = _wanted(options)
        with tqdm(total=wanted["repairs"], unit=" repairs", disable=None, leave=False) as bar:
            try:
                filled = fill(**wanted, progress=bar.update, say=bar.set_postfix_str)
            except NotEmpty as error:
                raise CommandError("There is a community already; the demo estate needs an empty database.") from error
            bar.set_postfix_str("desk")
            fill_desk(filled.community, now=wanted["now"], seed=wanted["seed"])
        self.stdout.write(
            f"{filled.community}: {wanted['households']} homes, {filled.repairs} repairs, {filled.promises} promises,"
            f" {filled.open_promises} of them open."
        )


def _wanted(options: dict[str, Any]) -> dict[str, Any]:
    """The arguments of `fill`. Raises CommandError."""
    wanted = {name: options[name] for name in ("households", "months", "seed", "repairs", "accounts")}
    _check("--households", wanted["households"], 1, 200_000)
    _check("--months", wanted["months"], 1, 120)
    if wanted["repairs"] is None:
        wanted["repairs"] = usual_repairs(wanted["households"], wanted["months"])
    _check("--repairs", wanted["repairs"], 0, 2_000_000)
    return {**wanted, "now": _moment(options["now"])}


def _check(name: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise CommandError(f"{name} must be from {low} to {high}, not {value}.")


def _moment(text: str | None) -> datetime:
    if text is None:
        return timezone.now()
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"--now {text}: no moment such as 2026-11-24T10:23+08:00.")
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
