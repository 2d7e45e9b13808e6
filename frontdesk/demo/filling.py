"""The whole estate, from an empty database to a desk in the middle of its day."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from frontdesk.demo.copying import Copier, continue_numbering
from frontdesk.demo.course import tell
from frontdesk.demo.desk import tell_desk
from frontdesk.demo.dice import Dice
from frontdesk.demo.estate import Estate, Home
from frontdesk.demo.lifting import lifted, noted_once, unstamped
from frontdesk.demo.rain import Rain
from frontdesk.demo.registers import open_office
from frontdesk.demo.reports import Plan
from frontdesk.demo.rostering import put_on_duty
from frontdesk.demo.times import DAY, Wall
from frontdesk.demo.world import World
from office.database import as_owner
from office.models import Community, Tally

NAME = "松涛苑"
PER_HOUSEHOLD_AND_MONTH = 0.25
CHUNK = 2000
# From here on keys and indexes are lifted: rows are checked together at the end and not one by one.
MANY = 10_000
# What comes by itself: promises made for each repair, and open at any moment for each repair of a day.
PROMISES, OPEN = 4.8, 7.2
FORTNIGHT = 14
SETTINGS = """
SET LOCAL statement_timeout = 0;
SET LOCAL idle_in_transaction_session_timeout = 0;
SET LOCAL maintenance_work_mem = '256MB';
-- No trigger is to be ignored. Where this is not said pgtrigger finds it out by an error that it catches, row by row,
-- and each costs a look through all the foreign keys that are still to be checked.
SET LOCAL pgtrigger.ignore = '{}';
SET CONSTRAINTS ALL IMMEDIATE
"""


class NotEmpty(Exception):
    """There is a community already: a demo estate is only ever put into an empty database."""


@dataclass(frozen=True)
class Filled:
    """What was written."""

    community: Community
    repairs: int
    promises: int
    open_promises: int


def fill(
    *,
    now: datetime,
    households: int = 1200,
    months: int = 6,
    seed: int = 1,
    repairs: int | None = None,
    open_share: float | None = None,
    accounts: bool = False,
    progress: Callable[[int], object] = lambda count: None,
    say: Callable[[str], object] = lambda step: None,
) -> Filled:
    """Fill an empty database with an estate of `households` homes and `months` (of 30 days) of work up to `now`.

    The same arguments give the same rows. `repairs` is by default a quarter for each home and month; `open_share`, at
    most 0.08, is about the share of all promises that are open at `now`, by default as it comes. With `accounts` some
    of the team can sign in. `progress` is told how many repairs each chunk brought, `say` what follows. Runs as the
    owner of the database, in one transaction. Raises NotEmpty, and ValueError for an `open_share` out of reach.
    """
    count = usual_repairs(households, months) if repairs is None else repairs
    recent = _recent(months * 30, open_share)
    with as_owner():
        with transaction.atomic():
            world = _open(accounts, months, seed, now)
            plan = Plan(count, world.first, world.wall, Dice(f"reports {seed}"), recent)
            estate = Estate(world.community, Dice(f"estate {seed}"), world.wall.date(world.wall.now))
            with unstamped(), noted_once(), lifted(world.tables) if count > MANY else nullcontext():
                _load(world, plan, estate.settle(households), progress)
                say("keys and indexes")
            put_on_duty(world.community, now=now)
        say("statistics")
        _tidy(world.tables)
    return Filled(world.community, world.sheets.repairs.last, world.ledger.promises.last, world.ledger.open)


def fill_desk(community: Community, *, now: datetime, seed: int) -> None:
    """Write what came to the desk of a filled estate besides repairs, by the product's own verbs. Runs as the owner."""
    with as_owner(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing is pending when the stamp is put back
        with unstamped():
            tell_desk(community, now=now, seed=seed)


def usual_repairs(households: int, months: int) -> int:
    """How many repairs come from so many homes in so many months."""
    return round(households * months * PER_HOUSEHOLD_AND_MONTH)


def _recent(days: int, open_share: float | None) -> float:
    """How many times as busy the last fortnight has to be for this share of all promises to be open."""
    if open_share is None:
        return 1.0
    if not 0 < open_share <= 0.08:
        raise ValueError("open_share must lie above 0 and be at most 0.08.")
    wanted = open_share * PROMISES
    return wanted * (days - FORTNIGHT) / (OPEN - FORTNIGHT * wanted)


def _open(accounts: bool, months: int, seed: int, now: datetime) -> World:
    """Open the office on which everything else stands."""
    if Community.objects.exists():
        raise NotEmpty
    with connection.cursor() as cursor:
        cursor.execute(SETTINGS)
    community = open_office(NAME, accounts=accounts, now=now)
    wall = Wall(community, now)
    first = wall.now - months * 30 * DAY
    return World(community, wall, first, Rain(first, wall, Dice(f"rain {seed}")), Dice(f"repairs {seed}"))


def _load(world: World, plan: Plan, homes: list[Home], progress: Callable[[int], object]) -> None:
    with Copier() as copier:
        for report in plan.reports():
            tell(world, homes, report)
            if len(world.sheets.repairs.lines) == CHUNK:
                copier.write(world.all_sheets)
                progress(CHUNK)
        rest = len(world.sheets.repairs.lines)
        copier.write(world.all_sheets)
    progress(rest)
    continue_numbering(world.all_sheets)
    Tally.objects.bulk_create(world.ledger.tallies())
    world.save_counters()


def _tidy(tables: list[str]) -> None:
    """Give the planner its statistics, and the pages their marks."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(f"VACUUM ANALYZE {', '.join(tables)}")
        cursor.execute("RESET statement_timeout")
